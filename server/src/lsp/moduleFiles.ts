// Reads a folder of a Terraform configuration through the host: its files, those of its modules, and those with values.

import { URI, Utils } from 'vscode-uri';
import type { ImportFile } from '#formats/importFile.ts';
import type { ModuleFiles } from '#formats/terraform/load.ts';
import { isConfiguration, isValues } from '#formats/terraform/paths.ts';
import { t } from '#util/l10n.ts';
import type { Models } from './server.ts';
import { canonicalUri } from './uris.ts';

export interface Module {
  readonly named: readonly ImportFile[];
  readonly files: ModuleFiles;
  /** Files of values that Terraform does not read by itself. */
  readonly valueFiles: readonly string[];
}

export async function moduleIn(server: Models, folder: string): Promise<Module | { readonly error: string }> {
  const { host } = server;
  const root = URI.parse(canonicalUri(server, folder));
  /** Nothing where a link leads somewhere else. */
  const uriOf = (path: string): string | undefined => {
    const uri = Utils.joinPath(root, path).toString();
    return (host.resolve?.(uri) ?? uri) === uri ? uri : undefined;
  };
  const list = async (path: string) => {
    const uri = uriOf(path);
    return uri === undefined ? undefined : host.names?.(uri);
  };
  const read = async (path: string): Promise<string | undefined> => {
    const uri = uriOf(path);
    const found = uri === undefined ? undefined : await host.read(uri);
    return found !== undefined && 'text' in found ? found.text : undefined;
  };
  const names = (await list('.')) ?? [];
  const named: ImportFile[] = [];
  for (const name of names.filter(isConfiguration).toSorted()) {
    const text = await read(name);
    if (text === undefined) return { error: t("'{0}' cannot be read.", name) };
    named.push({ name, text });
  }
  if (named.length === 0) return { error: t('The folder holds no Terraform configuration (*.tf).') };
  const isAutomatic = (name: string) => /^terraform\.tfvars|\.auto\.tfvars/.test(name);
  return { named, files: { list, read }, valueFiles: names.filter((name) => isValues(name) && !isAutomatic(name)) };
}
