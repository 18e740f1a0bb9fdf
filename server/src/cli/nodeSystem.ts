import { mkdir, readdir, readFile, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { readAsset } from '../nodeAssets.ts';
import { nodeHost, readBytes } from '../nodeHost.ts';
import { gitIn } from './git.ts';
import { withProgress } from './progress.ts';
import { faultWords, replaceFile } from './replaceFile.ts';
import { EXIT, type System } from './system.ts';
import { threads } from './threads.ts';

/** The system of a real process. `program` is the file that helpers run; without it there are no helpers. */
export function nodeSystem(program?: string): System {
  const cwd = process.cwd();
  const host = nodeHost({ wholeRepository: true });
  const absolute = (file: string) => path.resolve(cwd, file);
  return {
    cwd,
    host,
    ...withProgress({
      out: (text) => void process.stdout.write(text),
      complain: (text) => void process.stderr.write(text),
      show,
    }),
    input: async () => {
      const parts: Uint8Array[] = [];
      for await (const part of process.stdin) parts.push(part);
      return Buffer.concat(parts);
    },
    kindOf: async (file) => {
      const known = await stat(absolute(file)).catch(() => undefined);
      if (known === undefined) return undefined;
      return known.isFile() ? 'file' : known.isDirectory() ? 'folder' : 'other';
    },
    sizeOf: async (file) => {
      const known = await stat(absolute(file)).catch(() => undefined);
      if (known?.isDirectory() !== true) return known?.size ?? 0;
      const { uris } = await host.list(pathToFileURL(absolute(file)).href);
      const sizes = await Promise.all(uris.map((uri) => stat(fileURLToPath(uri)).then(({ size }) => size, nothing)));
      return sizes.reduce((sum: number, size) => sum + (size ?? 0), 0);
    },
    // A link that is named stands for what it leads to.
    readBytes: async (file, folder) => {
      const real = await realpath(absolute(file)).catch(() => absolute(file));
      const around = folder === undefined ? undefined : await realpath(absolute(folder)).catch(() => undefined);
      if (folder !== undefined && (around === undefined || !isBelow(around, real))) {
        return { error: `It leads out of '${folder}'.` };
      }
      return readBytes(real);
    },
    filesIn: async (folder, root) => {
      if (root !== undefined && !(await isReached(absolute(folder), absolute(root)))) return undefined;
      const entries = await readdir(absolute(folder), { withFileTypes: true }).catch(() => undefined);
      return entries?.filter((entry) => entry.isFile() || entry.isSymbolicLink()).map(({ name }) => name);
    },
    replaceFile: (file, text, instead) => replaceFile(absolute(file), text, instead),
    makeFolder: (folder) => mkdir(absolute(folder), { recursive: true }).then(() => undefined, faultWords),
    git: gitIn(cwd),
    readAsset,
    variable: (name) => process.env[name] || undefined,
    readHome: (file) => readFile(path.join(homedir(), file), 'utf8').catch(() => undefined),
    interruptible,
    helpers: program === undefined ? undefined : threads(program),
    colours: hasColours(process.env, process.stdout.isTTY === true),
    today: today().toISOString().slice(0, 10),
  };
}

const nothing = (): void => undefined;

/** The customs of https://no-color.org and https://force-color.org. An empty variable says nothing. */
export function hasColours(variables: NodeJS.ProcessEnv, isTerminal: boolean): boolean {
  const { NO_COLOR = '', FORCE_COLOR = '', TERM } = variables;
  if (NO_COLOR !== '') return false;
  if (FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return isTerminal && TERM !== 'dumb';
}

/** Clears the line, writes it anew, and cuts it to the width of the terminal. Some terminals say that they are 0 wide. */
function show(line: string): void {
  const { isTTY, columns } = process.stderr;
  if (isTTY) process.stderr.write(`\r\x1b[K${line.slice(0, (columns || 80) - 1)}`);
}

/**
 * The listener stays when the work is done: the output may still wait for its reader, and removing the listener would lose a signal that came
 * a moment before.
 */
async function interruptible(work: (signal: AbortSignal) => Promise<number>): Promise<number> {
  const controller = new AbortController();
  let isDone = false;
  process.on('SIGINT', () => {
    if (isDone || controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  });
  try {
    const exit = await work(controller.signal);
    return controller.signal.aborted ? EXIT.interrupted : exit;
  } finally {
    isDone = true;
  }
}

/** Whether no link leads out of the root on the way to a folder: it is where its path says, or below the root. */
async function isReached(folder: string, root: string): Promise<boolean> {
  const [real, realRoot] = await Promise.all([realpath(folder), realpath(root)]).catch(() => ['', '']);
  if (real === undefined || realRoot === undefined || real === '') return false;
  return real === path.resolve(realRoot, path.relative(root, folder)) || isBelow(realRoot, real);
}

function isBelow(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative !== '' && !relative.startsWith(`..${path.sep}`) && relative !== '..' && !path.isAbsolute(relative);
}

/** Now, or the time that a build that has to be reproducible says it is. */
function today(): Date {
  const epoch = process.env['SOURCE_DATE_EPOCH'];
  return epoch !== undefined && /^[0-9]{1,11}$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date();
}
