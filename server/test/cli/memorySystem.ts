import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { System } from '#cli/system.ts';
import { memoryHost } from '../support/memoryHost.ts';

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
  /** The files as the command left them, by path relative to the working folder. */
  readonly files: ReadonlyMap<string, string>;
}

const assets = path.join(import.meta.dirname, '../../../node_modules');
const encoder = new TextEncoder();

/** Runs a command on files in memory; the working folder is `/project`. */
export async function runInMemory(
  files: ReadonlyMap<string, string>,
  input: string,
  main: (system: System) => Promise<number>,
  surroundings: Partial<System> = {},
): Promise<Ran> {
  const all = new Map([...files].map(([name, text]) => [`/project/${name}`, text]));
  let stdout = '';
  let stderr = '';
  const exit = await main({
    cwd: '/project',
    out: (text) => {
      stdout += text;
    },
    complain: (text) => {
      stderr += text;
    },
    input: async () => encoder.encode(input),
    ...filesOf(all),
    git: async () => ({ error: 'not a git repository' }),
    readAsset: async (name) =>
      readFileSync(
        path.join(
          assets,
          name === 'tree-sitter-hcl.wasm' ? '@tree-sitter-grammars/tree-sitter-hcl' : 'web-tree-sitter',
          name,
        ),
      ),
    variable: () => undefined,
    readHome: async () => undefined,
    progress: () => {},
    interruptible: (work) => work(new AbortController().signal),
    helpers: undefined,
    colours: false,
    today: '2026-11-24',
    ...surroundings,
  });
  return {
    stdout,
    stderr,
    exit,
    files: new Map([...all].map(([file, text]) => [file.slice('/project/'.length), text])),
  };
}

/** The files, and folders as far as there are files in them. */
function filesOf(
  all: Map<string, string>,
): Pick<System, 'host' | 'kindOf' | 'sizeOf' | 'readBytes' | 'filesIn' | 'replaceFile' | 'makeFolder'> {
  const at = (file: string) => path.posix.resolve('/project', file);
  const hostFiles = () =>
    memoryHost(
      [...all].filter(([file]) => isOurs(file)).map(([file, text]) => [pathToFileURL(file).href, text] as const),
    );
  return {
    host: { list: (folder) => hostFiles().list(folder), read: (uri) => hostFiles().read(uri) },
    kindOf: async (file) => {
      if (all.has(at(file))) return 'file';
      return [...all.keys()].some((each) => each.startsWith(`${at(file)}/`)) || at(file) === '/project'
        ? 'folder'
        : undefined;
    },
    sizeOf: async (file) =>
      [...all].reduce(
        (sum, [each, text]) => sum + (each === at(file) || each.startsWith(`${at(file)}/`) ? text.length : 0),
        0,
      ),
    readBytes: async (file) => {
      const text = all.get(at(file));
      return text === undefined ? { error: 'It does not exist.' } : { bytes: encoder.encode(text) };
    },
    filesIn: async (folder) => {
      const names = [...all.keys()]
        .filter((each) => path.posix.dirname(each) === at(folder))
        .map((each) => path.posix.basename(each));
      return names.length === 0 ? undefined : names;
    },
    replaceFile: async (file, text) => {
      all.set(at(file), text);
      return undefined;
    },
    makeFolder: async () => undefined,
  };
}

function isOurs(file: string): boolean {
  return /\.sg(\.json)?$|\/secgroup\.json$/.test(file);
}
