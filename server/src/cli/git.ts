// Files of a git revision. Only plumbing, with every setting out of force that names a program: whoever compares a folder must never
// run what its author wrote into `.git/config`.

import { execFile } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';

export type GitRun = (args: readonly string[]) => Promise<{ readonly bytes: Uint8Array } | { readonly error: string }>;

const MAX_BYTES = 200_000_000;

/**
 * `REVISION` may be `:FILE`, and whoever reads the index asks the file system monitor first. The other programs are for commands that are
 * not called here; they are taken away all the same, for what a later git may come to ask.
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

export function gitIn(folder: string): GitRun {
  return (args) =>
    new Promise((resolve) => {
      const env = { ...process.env, GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none', GIT_OPTIONAL_LOCKS: '0' };
      execFile(
        'git',
        [...NO_PROGRAMS, ...args],
        { cwd: folder, env, encoding: 'buffer', maxBuffer: MAX_BYTES },
        (error, stdout, stderr) => {
          if (error === null) resolve({ bytes: stdout });
          else if ('code' in error && error.code === 'ENOENT') resolve({ error: 'git is not installed.' });
          else resolve({ error: stderr.toString('utf8').trim().split('\n')[0] ?? 'git failed.' });
        },
      );
    });
}

export interface RevisionFile {
  /** Relative to the working folder. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * The rule files of `REVISION` (below the working folder, or below `within`) or of `REVISION:PATH`. Undefined where the text names
 * no revision at all.
 */
export async function filesOfRevision(
  git: GitRun,
  text: string,
  within: string | undefined,
): Promise<{ readonly files: readonly RevisionFile[] } | { readonly error: string } | undefined> {
  const colon = text.indexOf(':');
  const object = await git([
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    colon < 0 ? `${text}^{commit}` : text,
  ]);
  if ('error' in object) return undefined;
  const id = new TextDecoder().decode(object.bytes).trim();
  const below = colon < 0 && within !== undefined ? ['--', within] : [];
  // Of a tree that is named, git would list only what lies below the working folder's own path.
  const whole = colon < 0 ? [] : ['--full-tree'];
  const listed = await git(['ls-tree', '-r', '-z', ...whole, '--end-of-options', id, ...below]);
  if ('error' in listed) return colon < 0 ? listed : single(git, text, id);
  const folder = colon < 0 ? '' : await fromHere(git, text.slice(colon + 1));
  const files: RevisionFile[] = [];
  for (const entry of new TextDecoder().decode(listed.bytes).split('\0')) {
    const [, mode, kind, blob, name] = /^(\d+) (\w+) ([0-9a-f]+)\t(.*)$/s.exec(entry) ?? [];
    // A link's blob is the path that it leads to, which is no rule file.
    if (kind !== 'blob' || mode === '120000' || blob === undefined || name === undefined || !isOurs(name)) continue;
    const read = await git(['cat-file', 'blob', blob]);
    if ('error' in read) return read;
    files.push({ name: path.posix.join(folder, name), bytes: read.bytes });
  }
  return { files };
}

/** A path of a revision as the working folder sees it: it is the repository's, unless it begins with a dot. */
async function fromHere(git: GitRun, named: string): Promise<string> {
  if (/^\.\.?(?:\/|$)/.test(named)) return path.posix.normalize(named);
  const prefix = await git(['rev-parse', '--show-prefix']);
  const here = 'error' in prefix ? '' : new TextDecoder().decode(prefix.bytes).trim();
  return path.posix.relative(`/${here}`, `/${named}`);
}

/** `REVISION:FILE`. */
async function single(git: GitRun, text: string, id: string) {
  const read = await git(['cat-file', 'blob', id]);
  if ('error' in read) return read;
  return { files: [{ name: await fromHere(git, text.slice(text.indexOf(':') + 1)), bytes: read.bytes }] };
}

function isOurs(name: string): boolean {
  return name.endsWith('.sg') || name.endsWith('.sg.json');
}
