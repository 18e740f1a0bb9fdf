// The formats that are read, each with its reader: declarations in the order of the file, and what is found on the way.

import type * as ast from '#syntax/ast.ts';
import { type JsonValue, member, parseJson } from '#syntax/json.ts';
import { t } from '#util/l10n.ts';
import { readElements, readLists, readRegions } from './cloud/describe.ts';
import { readOldRules } from './cloud/oldRules.ts';
import { readPolicies } from './cloud/policies.ts';
import { readCsv } from './csv/read.ts';
import { type Detected, type DetectedJson, unwrapped } from './detect.ts';
import type { Item } from './reading.ts';
import { readSgFile } from './sg/read.ts';
import { quote, report, type Source } from './source.ts';
import { readConfiguration } from './terraform/configuration.ts';
import { readTerraformJson } from './terraform/json.ts';
import { readTerraform } from './terraform/read.ts';
import type { Unit } from './terraform/units.ts';

export interface ReadOptions {
  /** For rules that do not say it themselves. */
  readonly direction: ast.Direction | undefined;
  /** Of a Terraform plan what there is, not what there is going to be. */
  readonly before: boolean;
  /** Whether the declarations are going to be printed anew, and so without their comments. */
  readonly printed: boolean;
  /** Filled with what a name of the file means that is none of a declaration. */
  readonly references: Map<string, ast.Declaration>;
  /** Filled with what is used, but never printed. */
  readonly secrets: Set<string>;
}

/** Nothing is read of JSON that is broken. */
export async function readUnit(source: Source, unit: Unit, options: ReadOptions): Promise<readonly Item[]> {
  const { detected } = unit;
  const problems = 'tree' in detected ? (detected.tree?.problems ?? []) : [];
  for (const { start, end, message } of problems) report(source, 'broken', { start, end }, message);
  if (problems.length > 0) return [];
  switch (detected.format) {
    case 'snapshot':
    case 'describe': {
      // In a large file the elements are read while the JSON is, which is given up piece by piece.
      const { tree, read } = detected.isWhole ? { tree: detected.tree, read: new Map() } : readElements(source);
      const root = tree.root === undefined ? undefined : unwrapped(tree.root);
      if (root?.kind !== 'object') return [];
      return detected.format === 'snapshot' ? readRegions(source, root, read) : readLists(source, root, read);
    }
    case 'policies': {
      const root = rootOf(source, detected);
      return root?.kind === 'object' ? readPolicies(source, root) : [];
    }
    case 'old': {
      const root = rootOf(source, detected);
      return root === undefined ? [] : readOldRules(source, root, options.direction);
    }
    case 'terraform': {
      const root = rootOf(source, detected);
      if (root?.kind !== 'object') return [];
      return readTerraform(source, readTerraformJson(source, root, options.before), options.references);
    }
    case 'hcl':
    case 'configuration': {
      const { configuration } = unit;
      const resources =
        configuration === undefined ? undefined : await readConfiguration(source, configuration, options.secrets);
      return resources === undefined ? [] : readTerraform(source, resources, options.references);
    }
    case 'csv':
      return readCsv(source, options.direction === undefined ? {} : { direction: options.direction });
    case 'sg':
      return readSgFile(source, detected.file, options.printed);
    case 'unknown':
      report(source, 'broken', { start: 0, end: 0 }, unknownMessage(source.text, detected));
      return [];
  }
}

function rootOf(source: Source, { tree, isWhole }: DetectedJson): JsonValue | undefined {
  const { root } = isWhole ? tree : parseJson(source.text);
  return root === undefined ? undefined : unwrapped(root);
}

function unknownMessage(text: string, { tree }: Extract<Detected, { readonly format: 'unknown' }>): string {
  if (/^[\s\uFEFF\0]*$/.test(text.slice(0, 1_000_000))) return t('The file holds nothing.');
  return (
    errorIn(tree?.root) ??
    t(
      'The file is in none of the formats: policies, snapshots and answers of the API (JSON), CSV, Terraform, or the rule language.',
    )
  );
}

/** What the cloud answered instead of what was asked for. */
function errorIn(root: JsonValue | undefined): string | undefined {
  const inside = (value: JsonValue | undefined, key: string) =>
    value?.kind === 'object' ? member(value, key)?.value : undefined;
  const error = inside(inside(root, 'Response') ?? root, 'Error');
  const [code, message] = [inside(error, 'Code'), inside(error, 'Message')];
  if (code?.kind !== 'string') return undefined;
  return message?.kind === 'string'
    ? t(
        'The file holds an error that the cloud answered, {0}: {1}.',
        quote(code.value),
        message.value.replace(/\.$/, ''),
      )
    : t('The file holds an error that the cloud answered, {0}.', quote(code.value));
}
