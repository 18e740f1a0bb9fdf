// What a Terraform configuration needs beside the files that are named: its folder, its modules' folders, its variables and its grammar.

import type { ImportFile } from '#formats/importFile.ts';
import type { ImportOptions } from '#formats/readFiles.ts';
import { isConfiguration } from '#formats/terraform/paths.ts';
import { readText } from './files.ts';
import type { Variables } from './options.ts';
import type { System } from './system.ts';

type Terraform = NonNullable<ImportOptions['terraform']>;

export async function terraformOptions(
  system: System,
  given: Variables,
  paths: readonly string[],
  disk: System = system,
): Promise<Pick<ImportOptions, 'terraform' | 'hcl'> | { readonly error: string }> {
  const variables: NonNullable<Terraform['variables']>[number][] = [];
  for (const one of given) {
    if ('file' in one) {
      const read = await readText(disk, one.file);
      if ('error' in read) return read;
      variables.push({ file: { name: one.file, text: read.text } });
      continue;
    }
    const equals = one.assignment.indexOf('=');
    if (equals < 1) return { error: `'--var ${one.assignment}' gives no value: write '--var name=value'.` };
    variables.push({ name: one.assignment.slice(0, equals).trim(), value: one.assignment.slice(equals + 1) });
  }
  return {
    // Terraform's grammar, from the files beside the program.
    hcl: {
      runtime: () => system.readAsset('web-tree-sitter.wasm'),
      grammar: () => system.readAsset('tree-sitter-hcl.wasm'),
    },
    // What comes through standard input lies in no folder.
    terraform: { ...(paths.includes('-') ? {} : { files: { list: system.filesIn, read: readIn(system) } }), variables },
  };
}

function readIn(system: System) {
  return async (path: string, folder: string): Promise<string | undefined> => {
    const read = await readText(system, path, folder);
    return 'error' in read ? undefined : read.text;
  };
}

/** The names of the files of a Terraform configuration in a folder. */
export async function configurationFiles(system: System, folder: string): Promise<readonly string[]> {
  return ((await system.filesIn(folder)) ?? []).filter(isConfiguration).sort();
}

/** A file to be imported, or those of a configuration's folder. */
export async function importedAt(
  system: System,
  path: string,
): Promise<readonly ImportFile[] | { readonly error: string }> {
  if ((await system.kindOf(path)) === 'folder') return configurationIn(system, path);
  const read = await readText(system, path);
  return 'error' in read ? read : [{ name: path, text: read.text }];
}

async function configurationIn(
  system: System,
  folder: string,
): Promise<readonly ImportFile[] | { readonly error: string }> {
  const names = await configurationFiles(system, folder);
  if (names.length === 0)
    return { error: `'${folder}' holds no Terraform configuration (*.tf): name the files to import.` };
  const files: ImportFile[] = [];
  const start = folder.replace(/[/\\]+$/, '');
  for (const name of names) {
    const path = start === '.' ? name : `${start}/${name}`;
    const read = await readText(system, path, folder);
    if ('error' in read) return read;
    files.push({ name: path, text: read.text });
  }
  return files;
}
