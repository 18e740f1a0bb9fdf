// Reads files of a git revision. Who compares a folder must never run a program that the folder's author wrote into `.git/config`: only
// plumbing commands are called, and every setting that names a program is overridden.

import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';

export type GitRun = (args: readonly string[]) => Promise<{ readonly bytes: Uint8Array } | { readonly error: string }>;

const MAX_BYTES = 200_000_000;

/**
 * `core.fsmonitor` is needed: a revision may be `:FILE`, and git asks the file system monitor before it reads the index. The other settings
 * belong to commands that are not called here; they are overridden in case a later git uses them.
 */
const NO_PROGRAMS = [
  '--no-pager',
  '--literal-pathspecs',
  ...[
    'core.fsmonitor=false',
    'core.hooksPath=/dev/null',
    'core.alternateRefsCommand=false',
    'core.sshCommand=false',
    'core.gitProxy=',
    'core.askPass=',
    'credential.helper=',
    'diff.external=',
    'protocol.allow=never',
  ].flatMap((setting) => ['-c', setting]),
];

export function gitIn(folder: string, around: NodeJS.ProcessEnv = process.env): GitRun {
  return (args) =>
    new Promise((resolve) => {
      // In English: `whyNoRevision` looks for words of git's messages.
      const env = {
        ...around,
        LC_ALL: 'C',
        GIT_NO_LAZY_FETCH: '1',
        GIT_ALLOW_PROTOCOL: 'none',
        GIT_OPTIONAL_LOCKS: '0',
      };
      execFile(
        'git',
        [...NO_PROGRAMS, ...args],
        { cwd: folder, env, encoding: 'buffer', maxBuffer: MAX_BYTES },
        (error, stdout, stderr) => {
          if (error === null) resolve({ bytes: stdout });
          else resolve({ error: reasonOf(error, stderr.toString('utf8')) });
        },
      );
    });
}

/** Git's own words, with the command that it recommends. */
function reasonOf(error: Error & { readonly code?: unknown }, said: string): string {
  if (error.code === 'ENOENT') return 'git is not installed';
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') return `it is larger than ${MAX_BYTES / 1_000_000} MB`;
  const lines = said.split('\n').map((line) => line.trim());
  const reason = lines.find((line) => line.startsWith('fatal: ')) ?? lines.find((line) => line !== '') ?? error.message;
  const remedy = lines.find((line) => line.startsWith('git config '));
  return `${reason.replace(/^fatal: /, '')}${remedy === undefined ? '' : `. If you trust it: ${remedy}`}`;
}

export interface RevisionFile {
  /** Relative to the working folder. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** What a revision names but does not hold. */
export interface NotHeld {
  /** A file or folder, relative to the working folder. */
  readonly name: string;
  readonly why: string;
}

export interface Revision {
  readonly files: readonly RevisionFile[];
  readonly notHeld: readonly NotHeld[];
}

const SUBMODULE = 'a submodule, whose files are in a repository of its own';

/**
 * The rule files of `REVISION` (below the working folder, or below `within`) or of `REVISION:PATH`. The error begins after `'REVISION'`.
 */
export async function filesOfRevision(
  git: GitRun,
  text: string,
  within: string | undefined,
): Promise<Revision | { readonly error: string }> {
  const colon = text.indexOf(':');
  const object = await git(['rev-parse', '--verify', '--end-of-options', colon < 0 ? `${text}^{commit}` : text]);
  if ('error' in object) return { error: await whyNoRevision(git, text, object.error) };
  const id = textOf(object).trim();
  const below = colon < 0 && within !== undefined ? ['--', within] : [];
  // Without this, git lists of a tree only what is below the path of the working folder.
  const whole = colon < 0 ? [] : ['--full-tree'];
  const listed = await git(['ls-tree', '-r', '-z', ...whole, '--end-of-options', id, ...below]);
  const folder = colon < 0 ? '' : await fromHere(git, text.slice(colon + 1));
  if ('error' in listed)
    return colon < 0 ? { error: `cannot be read: ${listed.error}` } : single(git, text, id, folder);
  const entries = entriesOf(listed);
  const files: RevisionFile[] = [];
  const notHeld: NotHeld[] = [];
  for (const { mode, kind, object: blob, name } of entries) {
    const own = path.posix.join(folder, name);
    if (kind === 'commit') notHeld.push({ name: own, why: SUBMODULE });
    // The blob of a link is the path that it leads to. Links in folders are not followed either.
    if (kind !== 'blob' || mode === '120000' || !isRuleFile(name)) continue;
    const read = await git(['cat-file', 'blob', blob]);
    if ('error' in read) notHeld.push({ name: own, why: read.error });
    else files.push({ name: own, bytes: read.bytes });
  }
  if (entries.length === 0 && within !== undefined) notHeld.push(...(await submoduleAround(git, id, within)));
  return { files, notHeld };
}

/** Why git does not know what was named as a revision. */
async function whyNoRevision(git: GitRun, text: string, reason: string): Promise<string> {
  const neither = 'is neither a file or folder nor a git revision';
  if (/^not a git repository/.test(reason)) return `${neither}: there is no git repository here.`;
  if (!/^(Needed a single revision|ambiguous argument|bad revision)/.test(reason)) {
    return /^(git is not installed|invalid object name)/.test(reason)
      ? `${neither}: ${reason}.`
      : `cannot be read as a git revision: ${reason}`;
  }
  const colon = text.indexOf(':');
  const isKnown =
    colon > 0 && 'bytes' in (await git(['rev-parse', '--verify', '--end-of-options', text.slice(0, colon)]));
  if (isKnown) return `${neither}: there is no '${text.slice(colon + 1)}' in '${text.slice(0, colon)}'.`;
  const shallow = await git(['rev-parse', '--is-shallow-repository']);
  if ('bytes' in shallow && textOf(shallow).trim() === 'true')
    return `${neither} that is here: the clone is shallow. Fetch it first, with 'git fetch --unshallow' for all.`;
  if (text === 'HEAD') return `${neither}: there is no commit yet.`;
  return `${neither}. One of another repository must be fetched first.`;
}

interface Entry {
  readonly mode: string;
  readonly kind: string;
  readonly object: string;
  readonly name: string;
}

export function entriesOf(listed: { readonly bytes: Uint8Array }): readonly Entry[] {
  return textOf(listed)
    .split('\0')
    .flatMap((entry) => {
      const [, mode, kind, object, name] = /^(\d+) (\w+) ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? [];
      return mode === undefined || kind === undefined || object === undefined || name === undefined
        ? []
        : { mode, kind, object, name };
    });
}

export function textOf({ bytes }: { readonly bytes: Uint8Array }): string {
  return new TextDecoder().decode(bytes);
}

/** The submodule that a path lies in, if it lies in one: then the revision does not have its files. */
async function submoduleAround(git: GitRun, id: string, within: string): Promise<readonly NotHeld[]> {
  const parts = path.posix.normalize(within).split('/');
  const folders = parts.map((_, i) => parts.slice(0, i + 1).join('/'));
  const listed = await git(['ls-tree', '-z', '--end-of-options', id, '--', ...folders]);
  const entries = 'error' in listed ? [] : entriesOf(listed);
  return entries.filter(({ kind }) => kind === 'commit').map(({ name }) => ({ name, why: SUBMODULE }));
}

/** A path of a revision, relative to the working folder. It counts from the repository's root, unless it begins with a dot. */
export async function fromHere(git: GitRun, named: string): Promise<string> {
  if (/^\.\.?(?:\/|$)/.test(named)) return path.posix.normalize(named);
  const prefix = await git(['rev-parse', '--show-prefix']);
  const here = 'error' in prefix ? '' : textOf(prefix).trim();
  return path.posix.relative(`/${here}`, `/${named}`);
}

/** The file of `REVISION:FILE`. The path may also be a submodule, whose files the revision does not have. */
async function single(
  git: GitRun,
  text: string,
  id: string,
  name: string,
): Promise<Revision | { readonly error: string }> {
  const read = await git(['cat-file', 'blob', id]);
  if ('bytes' in read) return { files: [{ name, bytes: read.bytes }], notHeld: [] };
  const [revision = '', ...named] = text.split(':');
  const listed = await git(['ls-tree', '-z', '--end-of-options', revision, '--', name]);
  const isSubmodule =
    'bytes' in listed && entriesOf(listed).some(({ kind, object }) => kind === 'commit' && object === id);
  return isSubmodule
    ? { files: [], notHeld: [{ name: path.posix.normalize(name), why: SUBMODULE }] }
    : { error: `cannot be read: ${named.join(':')}: ${read.error}` };
}

export function isRuleFile(name: string): boolean {
  return name.endsWith('.sg') || name.endsWith('.sg.json');
}
