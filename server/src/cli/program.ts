// The table of commands, and the commander program made of it. The help, the completion scripts and the man page follow from it too.

import { Command } from 'commander';
import type { CommandModule, Run } from './command.ts';
import type { System } from './system.ts';

declare const __VERSION__: string;

interface Listed {
  readonly summary: string;
  /** Without the program's name. */
  readonly example: string;
  /** It has no `--region`, or one of its own that takes several. */
  readonly ownRegion?: true;
  /** Left out of the help: only the build calls it. */
  readonly hidden?: true;
  readonly load: () => Promise<CommandModule>;
}

const commands: Readonly<Record<string, Listed>> = {
  check: {
    summary: 'report every diagnostic',
    example: 'check --max-warnings 0 rules/',
    load: () => import('./commands/check.ts'),
  },
  test: {
    summary: 'prove or refute every expectation',
    example: 'test --format junit rules/',
    load: () => import('./commands/test.ts'),
  },
  packet: {
    summary: 'follow one packet, step by step',
    example: 'packet --from web-1 --to db-1 --protocol tcp --port 3306',
    load: () => import('./commands/packet.ts'),
  },
  reach: {
    summary: 'list who reaches an endpoint, or whom it reaches',
    example: 'reach --to db-1 --protocol tcp --port 3306',
    load: () => import('./commands/reach.ts'),
  },
  diff: {
    summary: 'list the packets whose fate changes',
    example: 'diff main . --format markdown',
    load: () => import('./commands/diff.ts'),
  },
  format: {
    summary: 'rewrite files in the canonical layout',
    example: 'format --check rules/',
    load: () => import('./commands/format.ts'),
  },
  import: {
    summary: 'turn a file of another format into rules',
    example: 'import policies.json --group web -o web.sg',
    load: () => import('./commands/import.ts'),
  },
  export: {
    summary: 'write groups in another format',
    example: 'export web --as terraform rules/',
    load: () => import('./commands/export.ts'),
  },
  drift: {
    summary: 'tell how what is live differs from the files',
    example: 'drift --format markdown rules/',
    load: () => import('./commands/drift.ts'),
  },
  plan: {
    summary: 'list the API calls that lead from what is live to the files',
    example: 'plan --from live.sg.json rules/',
    load: () => import('./commands/plan.ts'),
  },
  pull: {
    summary: 'ask the cloud for what is live',
    example: 'pull --region ap-guangzhou -o live/',
    ownRegion: true,
    load: () => import('./commands/pull.ts'),
  },
  completion: {
    summary: 'print a completion script for a shell',
    example: 'completion bash > ~/.local/share/bash-completion/completions/secgroup',
    ownRegion: true,
    load: () => import('./commands/completion.ts'),
  },
  man: {
    summary: 'print the man page',
    example: 'man | man -l -',
    ownRegion: true,
    hidden: true,
    load: () => import('./commands/man.ts'),
  },
  'language-server': {
    summary: 'serve an editor',
    example: 'language-server --stdio',
    load: () => import('./commands/languageServer.ts'),
  },
};

const BEGIN = `
Begin with what is live, with what you have, or with rule files:
  secgroup pull --region ap-guangzhou -o live/
  secgroup import policies.json -o rules/web.sg
  secgroup check rules/

Each command has an example: secgroup check --help`;

/** The program with all commands. Only those of which `isNeeded` holds are loaded, and so have their options and arguments. */
export async function makeProgram(system: System, run: Run, isNeeded: (name: string) => boolean): Promise<Command> {
  const program = new Command('secgroup')
    .description('Security groups as text: check, test and convert rule files.')
    .version(__VERSION__, '--version', 'print the version')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: system.out, writeErr: system.complain, getOutHasColors: () => system.colours })
    .helpOption('--help', 'show this help')
    .showHelpAfterError("Run 'secgroup --help' for what there is.")
    .addHelpText('after', BEGIN);
  for (const [name, { summary, example, ownRegion, hidden = false, load }] of Object.entries(commands)) {
    const command = program
      .command(name, { hidden })
      .summary(summary)
      .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
      .helpOption('--help', 'show this help')
      .version(__VERSION__, '--version', 'print the version')
      .showHelpAfterError(`Run 'secgroup ${name} --help' for its options.`)
      .addHelpText('after', `\nExample:\n  secgroup ${example}`)
      .option('--config <file>', "settings to use instead of the folder's secgroup.json")
      .option('--no-color', 'plain text, without colours');
    if (ownRegion === undefined) command.option('--region <name>', 'the region, where a name is of several');
    if (!isNeeded(name)) continue;
    (await load()).define(command, run, system, () =>
      makeProgram(
        system,
        () => {},
        () => true,
      ),
    );
  }
  return program;
}

/** The command that `args` calls: the first word that is one, as options are not known yet. */
export function calledCommand(args: readonly string[]): string | undefined {
  return args.find((arg) => Object.hasOwn(commands, arg));
}
