import { Command, CommanderError } from 'commander';
import type { CommandModule } from './command.ts';
import type { System } from './system.ts';
import { EXIT, fail } from './system.ts';

declare const __VERSION__: string;

interface Listed {
  readonly summary: string;
  /** Its `--region` is its own: it takes several. */
  readonly regions?: true;
  readonly load: () => Promise<CommandModule>;
}

const commands: ReadonlyMap<string, Listed> = new Map([
  ['check', { summary: 'report every diagnostic', load: () => import('./commands/check.ts') }],
  ['test', { summary: 'prove or refute every expectation', load: () => import('./commands/test.ts') }],
  ['packet', { summary: 'follow one packet, step by step', load: () => import('./commands/packet.ts') }],
  ['reach', { summary: 'list who reaches an endpoint, or whom it reaches', load: () => import('./commands/reach.ts') }],
  ['diff', { summary: 'list the packets whose fate changes', load: () => import('./commands/diff.ts') }],
  ['format', { summary: 'rewrite files in the canonical layout', load: () => import('./commands/format.ts') }],
  ['import', { summary: 'turn a file of another format into rules', load: () => import('./commands/import.ts') }],
  ['export', { summary: 'write groups in another format', load: () => import('./commands/export.ts') }],
  [
    'plan',
    {
      summary: 'list the API calls that lead from what is live to the files',
      load: () => import('./commands/plan.ts'),
    },
  ],
  ['pull', { summary: 'ask the cloud for what is live', regions: true, load: () => import('./commands/pull.ts') }],
  ['language-server', { summary: 'serve an editor', load: () => import('./commands/languageServer.ts') }],
]);

/** Runs the command line `args` (without node and the script) and returns the exit code. Nothing is thrown. */
export async function main(args: readonly string[], system: System): Promise<number> {
  let work: (() => Promise<number>) | undefined;
  const program = new Command('secgroup')
    .description('Security groups as text: check, test and convert rule files.')
    .version(__VERSION__, '--version', 'print the version')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut: system.out, writeErr: system.complain, getOutHasColors: () => system.colours })
    .helpOption('--help', 'show this help')
    .showHelpAfterError("Run 'secgroup --help' for what there is.");
  const called = args.find((arg) => commands.has(arg));
  for (const [name, { summary, regions, load }] of commands) {
    const command = program
      .command(name)
      .summary(summary)
      .description(`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`)
      .helpOption('--help', 'show this help')
      .version(__VERSION__, '--version', 'print the version')
      .showHelpAfterError(`Run 'secgroup ${name} --help' for its options.`)
      .option('--config <file>', "settings to use instead of the folder's secgroup.json")
      .option('--no-color', 'plain text, without colours');
    if (regions === undefined) command.option('--region <name>', 'the region, where a name is of several');
    if (name !== called) continue;
    const { define } = await load();
    define(
      command,
      (asked) => {
        work = asked;
      },
      system,
    );
  }
  try {
    program.parse(args, { from: 'user' });
    if (work !== undefined) return await work();
    program.outputHelp({ error: true });
    return EXIT.failed;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.failed;
    return fail(
      system,
      `unexpected fault: ${error instanceof Error ? error.message : String(error)}. Please report it.`,
    );
  }
}
