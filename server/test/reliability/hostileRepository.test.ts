// Guards that a repository somebody else made can be looked at: nothing of it is run, nothing outside of it is read, and it ends.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { limit, rounds } from '../support/rounds.ts';
import { run } from './program.ts';
import { startServer } from './rawServer.ts';

let outer = '';
let repository = '';
const GENEROUS_SECONDS = 300;

const groupNamed = (name: string): string => `group ${name} { inbound { allow tcp 22 from 192.0.2.1 } }\n`;
/** Names that a shell, git, a URI or a terminal would read something into. */
const names = [
  '-x.sg',
  '--output=y.sg',
  '..x.sg',
  'line\nbreak.sg',
  '$(touch PWNED).sg',
  '`touch PWNED`.sg',
  '%2e%2e%2fup.sg',
  '[a]*.sg',
  '\u001b[31mred.sg',
  '网站😀.sg',
  ':(top)z.sg',
];

beforeAll(() => {
  outer = mkdtempSync(path.join(tmpdir(), 'secgroup-hostile-'));
  repository = path.join(outer, 'repository');
  mkdirSync(path.join(repository, 'sub/folder.sg'), { recursive: true });
  mkdirSync(path.join(outer, 'outside'));
  writeFileSync(path.join(outer, 'outside/secret.sg'), groupNamed('secret'));
  for (const [i, name] of names.entries()) writeFileSync(path.join(repository, name), groupNamed(`inside${i}`));
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: repository, stdio: 'pipe' });
  git('init', '-q');
  git('add', '-A');
  git('-c', 'user.name=x', '-c', 'user.email=x@example.com', 'commit', '-qm', 'x');
  symlinkSync(path.join(outer, 'outside'), path.join(repository, 'out'));
  symlinkSync(path.join(outer, 'outside/secret.sg'), path.join(repository, 'secret.sg'));
  symlinkSync('.', path.join(repository, 'circle'));
  symlinkSync('../circle', path.join(repository, 'sub/circle'));
  symlinkSync('/dev/zero', path.join(repository, 'endless.sg'));
  symlinkSync(path.join(outer, 'outside/secret.sg'), path.join(repository, 'secgroup.json'));
  for (const fifo of ['fifo.sg', 'sub/.gitignore', 'sub/secgroup.json'])
    spawnSync('sh', ['-c', 'mkfifo "$0"', path.join(repository, fifo)]);
  // After the commit: from here on git itself would run these.
  writeFileSync(path.join(repository, '.git/config'), hostileConfig());
  writeFileSync(path.join(repository, '.gitattributes'), '*.sg diff=evil filter=evil\n');
});
afterAll(() => rmSync(outer, { recursive: true, force: true }));

/** Every setting of git that names a program. */
function hostileConfig(): string {
  const touch = `touch ${outer}/PWNED`;
  return `[core]
 repositoryformatversion = 1
 fsmonitor = "${touch}-fsmonitor"
 pager = ${touch}-pager
 editor = ${touch}-editor
 sshCommand = ${touch}-ssh
 gitProxy = ${touch}-proxy
 askPass = ${touch}-askpass
 alternateRefsCommand = ${touch}-alternates
 hooksPath = ${outer}/outside
[diff]
 external = ${touch}-diff
[diff "evil"]
 textconv = ${touch}-textconv
 command = ${touch}-command
[filter "evil"]
 smudge = ${touch}-smudge
 clean = ${touch}-clean
 process = ${touch}-process
 required = true
[alias]
 rev-parse = !${touch}-alias
 ls-tree = !${touch}-alias
 cat-file = !${touch}-alias
[pager]
 ls-tree = ${touch}-pager
 cat-file = ${touch}-pager
[gpg]
 program = ${touch}-gpg
[credential]
 helper = "!${touch}-credential"
[remote "origin"]
 url = ext::${touch}-ext
 promisor = true
 partialclonefilter = blob:none
[extensions]
 partialClone = origin
`;
}

function nothingRan(): void {
  expect(readdirSync(outer).filter((name) => name.startsWith('PWNED'))).toEqual([]);
  expect(readdirSync(repository).filter((name) => name === 'PWNED')).toEqual([]);
}

/** The settings are a link out of the tree. */
const NO_SETTINGS =
  "secgroup: note: no settings are used. 'secgroup.json' cannot be read. It is a link, and links are not followed. --config names settings that lie elsewhere.\n";

test('check sees what is in the tree and nothing else', async () => {
  const ran = await run(repository, ['check', '--format', 'json']);
  expect(ran.stderr).toBe(NO_SETTINGS);
  expect(ran.exit).toBe(0);
  const { files, diagnostics } = JSON.parse(ran.stdout) as { files: number; diagnostics: { file: string }[] };
  expect(files).toBe(names.length);
  expect(new Set(diagnostics.map(({ file }) => file))).toEqual(new Set(names));
  expect(ran.stdout).not.toContain('secret');
  nothingRan();
});

test.each([
  ['HEAD', '.'],
  ['.', 'HEAD'],
  ['HEAD', 'HEAD'],
  ['HEAD', names[2] ?? ''],
  [`:${names[2]}`, names[2] ?? ''],
  [`HEAD:${names[2]}`, names[2] ?? ''],
])('diff %s %s runs nothing of the configuration and finds no difference', async (before, after) => {
  const ran = await run(repository, ['diff', before, after]);
  expect(ran.stderr).toBe(NO_SETTINGS);
  expect(ran.exit).toBe(0);
  nothingRan();
});

test.each([
  '--upload-pack=touch PWNED',
  'HEAD:../outside',
  'HEAD:none',
  '@{upstream}',
  'HEAD^{/nothing}',
  'deadbeef'.repeat(5),
  '$(touch PWNED)',
  '\u001b[31m',
])('diff with %j for a revision: exit 2', async (revision) => {
  const ran = await run(repository, ['diff', '--', revision, '.']);
  expect(ran.exit).toBe(2);
  expect(ran.stderr).not.toContain('\u001b');
  nothingRan();
});

test('a FIFO, a device and a broken link are told apart from files, at once', async () => {
  for (const name of ['fifo.sg', 'endless.sg']) {
    const ran = await run(repository, ['check', name]);
    expect(ran.exit).toBe(2);
    expect(ran.stderr).toContain('neither a file nor a folder');
    const imported = await run(repository, ['import', name]);
    expect(imported.exit).toBe(2);
    expect(imported.stderr).toContain('It is not a file.');
  }
});

test('format changes what is in the tree and nothing outside', async () => {
  const ran = await run(repository, ['format', '--check']);
  expect([0, 1]).toContain(ran.exit);
  expect(ran.stdout).not.toContain('secret');
  expect(ran.stdout).not.toContain('\u001b');
  nothingRan();
});

test('the server reads the same files', async () => {
  const server = startServer();
  try {
    await server.initialize({}, [pathToFileURL(repository).href]);
    const { result } = await server.request('workspace/diagnostic', { previousResultIds: [] });
    const { items } = result as { readonly items: readonly { readonly uri: string }[] };
    expect(items).toHaveLength(names.length);
    expect(JSON.stringify(server.messages)).not.toContain('secret');
    nothingRan();
  } finally {
    server.kill();
  }
});

test('a tree of very many files and folders ends, with its limit named', { timeout: limit(600_000) }, async () => {
  const many = path.join(outer, 'many');
  const count = rounds(12_000, 100_000);
  for (let i = 0; i < count; i++) {
    const folder = path.join(many, `${i % 100}`);
    if (i < 100) mkdirSync(folder, { recursive: true });
    writeFileSync(path.join(folder, `${i}.${i % 2 === 0 ? 'txt' : 'sg'}`), i % 2 === 0 ? '' : groupNamed(`g${i}`));
  }
  const ran = await run(many, ['check']);
  console.log(`${count} files: ${ran.seconds.toFixed(1)} s, ${ran.megabytes.toFixed(0)} MB`);
  expect(ran.seconds).toBeLessThan(GENEROUS_SECONDS);
  if (count / 2 > 10_000) {
    expect(ran.exit).toBe(2);
    expect(ran.stderr).toContain('10,000 files');
  } else {
    expect(ran.stdout.match(/ hint unused-group/g)?.length).toBeGreaterThan(100);
  }
  expect(existsSync(many)).toBe(true);
});
