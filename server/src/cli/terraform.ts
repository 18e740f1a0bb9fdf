// What a Terraform configuration needs beside the files that are named: its folder, its modules' folders, and its variables.

import type { Command } from 'commander';
import type { ImportFile } from '#formats/importFile.ts';
import type { ImportOptions } from '#formats/readFiles.ts';
import { decodeText } from '#text/decode.ts';
import { hclSource } from './hclSource.ts';
import type { System } from './system.ts';

/** As they are given, in their order: `--var name=value` and `--var-file file`. */
export type Variables = ({ readonly assignment: string } | { readonly file: string })[];

/** Adds `--var` and `--var-file` to a command. Of two that give one variable, the later one counts. */
export function withVariables(command: Command): Variables {
  const variables: Variables = [];
  command
    .option('--var <name=value>', "the value of a Terraform configuration's variable; may be given again", (given) => {
      variables.push({ assignment: given });
    })
    .option('--var-file <file>', 'a file of values for its variables; may be given again', (given) => {
      variables.push({ file: given });
    });
  return variables;
}

export async function terraformOptions(
  system: System,
  given: Variables,
  paths: readonly string[],
): Promise<Pick<ImportOptions, 'terraform' | 'hcl'> | { readonly error: string }> {
  const variables: NonNullable<NonNullable<ImportOptions['terraform']>['variables']>[number][] = [];
  for (const one of given) {
    if ('file' in one) {
      const read = await system.readBytes(one.file);
      if ('error' in read) return { error: `'${one.file}' cannot be read. ${read.error}` };
      variables.push({ file: { name: one.file, text: decodeText(read.bytes) } });
      continue;
    }
    const equals = one.assignment.indexOf('=');
    if (equals < 1) return { error: `'--var ${one.assignment}' gives no value: write '--var name=value'.` };
    variables.push({ name: one.assignment.slice(0, equals).trim(), value: one.assignment.slice(equals + 1) });
  }
  // What comes through standard input lies in no folder.
  const reached = paths.includes('-') ? {} : { files: { list: system.filesIn, read: readIn(system) } };
  return {
    hcl: hclSource(system),
    terraform: { ...reached, variables },
  };
}

function readIn(system: System) {
  return async (path: string, folder: string): Promise<string | undefined> => {
    const read = await system.readBytes(path, folder);
    return 'error' in read ? undefined : decodeText(read.bytes);
  };
}

export function isConfigurationFile(name: string): boolean {
  return /\.tf(?:\.json)?$/.test(name);
}

/** The files of a configuration's folder. */
export async function configurationIn(
  system: System,
  folder: string,
): Promise<readonly ImportFile[] | { readonly error: string }> {
  const names = ((await system.filesIn(folder)) ?? []).filter(isConfigurationFile).sort();
  if (names.length === 0)
    return { error: `'${folder}' holds no Terraform configuration (*.tf): name the files to import.` };
  const files: ImportFile[] = [];
  const start = folder.replace(/[/\\]+$/, '');
  for (const name of names) {
    const path = start === '.' ? name : `${start}/${name}`;
    const read = await system.readBytes(path, folder);
    if ('error' in read) return { error: `'${path}' cannot be read. ${read.error}` };
    files.push({ name: path, text: decodeText(read.bytes) });
  }
  return files;
}
