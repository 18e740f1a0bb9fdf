import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from '#syntax/format.ts';
import { parse } from '#syntax/parse.ts';
import { decode } from '#text/decode.ts';
import { applyEdits } from '#text/textEdit.ts';
import { whyNotEdited } from '#workspace/fileFault.ts';
import type { CommandModule } from '../command.ts';
import { write } from '../files.ts';
import { load } from '../load.ts';
import { shownFile } from '../paths.ts';
import { counting } from '../progress.ts';
import { visible } from '../reporters/visible.ts';
import { EXIT, fail, type System } from '../system.ts';

interface Options {
  readonly check?: boolean;
  readonly config?: string;
}

export const define: CommandModule['define'] = (command, run, system) => {
  command
    .argument('[path...]', "files and folders, this folder by default; '-' for standard input to standard output")
    .option('--check', 'change nothing, and fail where a file would change')
    .action((paths: string[], options: Options) => run(() => formatAll(system, paths, options)));
};

async function formatAll(system: System, paths: readonly string[], { check, config }: Options): Promise<number> {
  if (paths.includes('-')) {
    if (paths.length > 1) return fail(system, "'-' must be the only path: standard input is formatted alone.");
    return formatInput(system, check === true);
  }
  const loaded = await load(system, paths, { config, excludesNamed: true });
  if ('error' in loaded) return fail(system, loaded.error);
  let exit: number = EXIT.ok;
  const { files } = loaded.folder;
  const say = counting(system, 'files looked at');
  for (const [i, { uri, text, tree, language, readAs }] of [...files.values()].entries()) {
    say(i, files.size);
    if (language !== 'sg') continue;
    if (readAs !== undefined) {
      exit = fail(system, `'${shownFile(system, uri)}' is not formatted: ${whyNotEdited(readAs)}`);
      continue;
    }
    const formatted = applyEdits(text, format(text, tree));
    if (formatted === text) continue;
    const name = visible(shownFile(system, uri));
    if (check === true) {
      system.out(`${name} would change\n`);
      if (exit === EXIT.ok) exit = EXIT.found;
      continue;
    }
    const failed = await write(system, path.relative(system.cwd, fileURLToPath(uri)), formatted, text);
    if (failed !== undefined) return failed;
    system.out(`${name} formatted\n`);
  }
  return exit;
}

async function formatInput(system: System, check: boolean): Promise<number> {
  const { text, readAs } = decode(await system.input());
  if (readAs !== undefined) return fail(system, `Standard input is not formatted: ${whyNotEdited(readAs)}`);
  const formatted = applyEdits(text, format(text, parse(text)));
  if (!check) {
    system.out(formatted);
    return EXIT.ok;
  }
  if (formatted === text) return EXIT.ok;
  system.out('- would change\n');
  return EXIT.found;
}
