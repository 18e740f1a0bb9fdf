// Files of other formats than the rule language that are asked about as they are: what they are told by, and the options that go with
// them. `readForeign` reads them.

import { type Command, Option } from 'commander';
import type { System } from './system.ts';
import { isConfigurationFile, type Variables, withVariables } from './terraform.ts';

/** What a file of another format does not say itself. */
export interface FormatOptions {
  readonly group?: string;
  readonly direction?: 'inbound' | 'outbound';
  /** Of files that name none. */
  readonly region?: string;
  readonly variables?: Variables;
  /** Of a Terraform plan what there is, not what there is going to be. */
  readonly before?: boolean;
  /** The files say what is live. */
  readonly live?: boolean;
}

/** Adds the options with which files of other formats are read, and answers what makes them of the parsed ones. */
export function offerFormats(command: Command): (options: FormatOptions) => FormatOptions {
  const variables = withVariables(command);
  command
    .option('--group <name>', 'of files of other formats: the one group to take, or the name of the one that has none')
    .addOption(
      new Option(
        '--direction <direction>',
        'of files of other formats: the direction of rules that do not say it',
      ).choices(['inbound', 'outbound']),
    );
  return ({ group, direction, region }) => ({
    variables,
    group,
    direction,
    region,
  });
}

export function isForeign(file: string): boolean {
  return !/\.sg(\.json)?$/.test(file);
}

/** Whether a folder holds a Terraform configuration. */
export async function isModule(system: System, folder: string): Promise<boolean> {
  return ((await system.filesIn(folder)) ?? []).some(isConfigurationFile);
}
