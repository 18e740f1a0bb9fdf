import { CommanderError } from 'commander';
import { calledCommand, makeProgram } from './program.ts';
import { EXIT, fail, type System } from './system.ts';

/** Runs the command line `args` (without node and the script), and answers the exit code. Nothing is thrown. */
export async function main(args: readonly string[], system: System): Promise<number> {
  let work: (() => Promise<number>) | undefined;
  const empty = emptyArgument(args);
  if (empty !== undefined) return fail(system, empty);
  const called = calledCommand(args);
  const run = (asked: () => Promise<number>): void => {
    work = asked;
  };
  try {
    const program = await makeProgram(system, run, (name) => name === called);
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
  } finally {
    system.progress();
  }
}

/** A variable of a script that is not set must not be read as this folder. */
function emptyArgument(args: readonly string[]): string | undefined {
  const found = args.findIndex((arg) => arg === '' || /^--[a-z-]+=$/.test(arg));
  if (found < 0) return undefined;
  const where = args[found] || `The argument behind '${args[found - 1] ?? 'secgroup'}'`;
  return `${where} is empty: give it a value, or leave it out.`;
}
