// Options that several commands have, each said once. What is parsed of them is a member of the command's options.

import { type Command, Option } from 'commander';
import type { PlanSide } from '#formats/format.ts';

/** What a question that is of several regions tells people to do. */
export const SAY_REGION = 'say which with --region';

/** Of a command that answers what was asked though something was not read. */
export interface PartialOption {
  readonly partial?: boolean;
}

export function offerPartial(command: Command): Command {
  return command.option('--partial', 'answer from what was read, though what was not could change the answer');
}

/** `--format`, with the first of the names for those who say none. */
export function offerFormat(command: Command, names: readonly [string, ...string[]]): Command {
  return command.addOption(new Option('--format <name>', 'how results are printed').choices(names).default(names[0]));
}

export function offerFrom(command: Command): Command {
  return command.option(
    '--from <file>',
    "what is live: a snapshot, or any file that can be imported; by default the files that 'live' of secgroup.json matches",
  );
}

/** The values of a Terraform configuration's variables, in the order in which they are given: `--var name=value` and `--var-file file`. */
export type Variables = readonly ({ readonly assignment: string } | { readonly file: string })[];

/** Adds `--var` and `--var-file`, which become the option `variables`. Of two that give one variable, the later one counts. */
export function offerVariables(command: Command): Command {
  const variables: Variables[number][] = [];
  command.setOptionValue('variables', variables);
  return command
    .option('--var <name=value>', "the value of a Terraform configuration's variable; may be given again", (given) => {
      variables.push({ assignment: given });
    })
    .option('--var-file <file>', 'a file of values for its variables; may be given again', (given) => {
      variables.push({ file: given });
    });
}

/** How files of other formats than the rule language are read: what such a file does not say itself. */
export interface FormatOptions {
  readonly group?: string;
  readonly direction?: 'inbound' | 'outbound';
  /** Of files that name none. */
  readonly region?: string;
  readonly variables?: Variables;
  /** Of a Terraform plan that is compared with itself. */
  readonly side?: PlanSide;
  /** The files say what is live. */
  readonly live?: boolean;
}

/** Adds the options with which files of other formats are read. */
export function offerFormats(command: Command): Command {
  return offerVariables(command)
    .option('--group <name>', 'of files of other formats: the one group to take, or the name of the one that has none')
    .addOption(
      new Option(
        '--direction <direction>',
        'of files of other formats: the direction of rules that do not say it',
      ).choices(['inbound', 'outbound']),
    );
}
