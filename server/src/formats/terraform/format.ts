// Terraform's formats.

import { t } from '#util/l10n.ts';
import { type Content, wholeRoot } from '../content.ts';
import type { Format, WrittenFormat } from '../format.ts';
import { asObject } from '../jsonAccess.ts';
import { readConfiguration } from './configuration.ts';
import { withoutSecretDescriptions } from './descriptions.ts';
import { changesAny, readTerraformJson, type TerraformForm, terraformForm } from './json.ts';
import { readTerraform } from './read.ts';
import { terraformText } from './write.ts';

/** States and plans in JSON. What is written is a configuration in JSON. */
export const terraform: WrittenFormat = {
  name: 'terraform',
  title: () => 'Terraform',
  detect: (content) => hasForm(content, 'state', 'shown'),
  read: (source, content, { side, references, secrets }) => {
    const root = content.kind === 'json' ? asObject(wholeRoot(content)) : undefined;
    if (root === undefined) return [];
    const resources = readTerraformJson(source, root, side === 'before', secrets);
    const isOtherSide = side !== undefined && changesAny(root);
    return readTerraform(source, withoutSecretDescriptions(resources, secrets), references, isOtherSide);
  },
  writer: {
    detail: () => '.tf.json',
    extension: '.tf.json',
    holds: 'groups',
    write: (out, { groups }) => terraformText(out, groups),
  },
};

/** A file of a configuration, in Terraform's own language or in JSON. All files of the configuration are read with it. */
export const configuration: Format = {
  name: 'configuration',
  title: () => t('Terraform configuration'),
  detect: (content) => (content.kind === 'text' ? looksLikeHcl(content.text) : hasForm(content, 'configuration')),
  read: async (source, content, { references, secrets, lacking }) => {
    if (content.kind !== 'configuration') return [];
    const resources = await readConfiguration(source, content.loaded, { secrets, lacking });
    if (resources === undefined) return [];
    return readTerraform(source, withoutSecretDescriptions(resources, secrets), references);
  },
};

function hasForm(content: Content, ...forms: readonly TerraformForm[]): boolean {
  const root = content.kind === 'json' ? asObject(content.root) : undefined;
  const form = root === undefined ? undefined : terraformForm(root);
  return form !== undefined && forms.includes(form);
}

/** Whether a line begins with a block that Terraform has. */
function looksLikeHcl(text: string): boolean {
  return /^[ \t]*(?:resource|data|variable|locals|module|provider|terraform|output|import|moved)(?:[ \t]*"[^"\n]*"|[ \t]+[\w-]+)*[ \t]*\{/m.test(
    text.slice(0, 2_000_000),
  );
}
