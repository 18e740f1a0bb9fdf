// The commands and their options as plain data, from which the completion scripts and the man page are made.

import type { Command, Option } from 'commander';

export interface DescribedOption {
  readonly flags: readonly string[];
  readonly description: string;
  /** What the option takes: one of the choices, or anything, which `name` describes. Absent where it takes nothing. */
  readonly value?: { readonly name: string; readonly choices: readonly string[] };
}

export interface DescribedCommand {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly example: string;
  readonly options: readonly DescribedOption[];
  /** The words that the arguments are chosen from, if they are. */
  readonly choices: readonly string[];
  readonly takesFiles: boolean;
}

export function describeCommands(program: Command): readonly DescribedCommand[] {
  const help = program.createHelp();
  return help.visibleCommands(program).map((command) => {
    const choices = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
    return {
      name: command.name(),
      summary: command.summary(),
      usage: help.commandUsage(command),
      example: exampleOf(command),
      options: help.visibleOptions(command).map(describeOption),
      choices,
      takesFiles: command.registeredArguments.length > 0 && choices.length === 0,
    };
  });
}

function describeOption({ short, long, description, argChoices, required, optional, flags }: Option): DescribedOption {
  const name = /[<[]([^>\]]+)/.exec(flags)?.[1] ?? 'value';
  return {
    flags: [short, long].filter((flag) => flag !== undefined),
    description,
    ...(required || optional ? { value: { name, choices: argChoices ?? [] } } : {}),
  };
}

/** The last line of the help. */
function exampleOf(command: Command): string {
  let text = '';
  const { writeOut } = command.configureOutput();
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  if (writeOut !== undefined) command.configureOutput({ writeOut });
  return text.trimEnd().split('\n').at(-1)?.trim() ?? '';
}
