// Guards what npm users get: the command line and the language server as bundles, of no other package, installed into an empty folder.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from './lib/paths.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'sgn-'));
const npm = (args) => execFileSync('npm', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

beforeAll(() => {
  const [packed] = JSON.parse(npm(['pack', root, '--ignore-scripts', '--json']));
  writeFileSync(path.join(folder, 'package.json'), '{}');
  npm(['install', '--offline', '--no-audit', '--no-fund', packed.filename]);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('it is one package, and holds bundles only', () => {
  expect(readdirSync(path.join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['secgroup']);
  expect(readdirSync(path.join(folder, 'node_modules/.bin'))).toEqual(['secgroup']);
  const files = readdirSync(path.join(folder, 'node_modules/secgroup'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(path.join(folder, 'node_modules/secgroup'), path.join(entry.parentPath, entry.name)))
    .map((file) => file.replace(/^dist\/node\/.*\.mjs$/, 'dist/node/*.mjs'));
  expect([...new Set(files)].sort()).toEqual([
    'LICENSE',
    'README.md',
    'dist/ThirdPartyNotices.txt',
    'dist/cli.mjs',
    'dist/index.d.mts',
    'dist/index.mjs',
    'dist/node/*.mjs',
    'dist/secgroup.1',
    'dist/server.mjs',
    'dist/server.zh-cn.json',
    'dist/tree-sitter-hcl.wasm',
    'dist/web-tree-sitter.wasm',
    'package.json',
    'schemas/secgroup.schema.json',
    'schemas/sg.schema.json',
  ]);
});

test('the library that it brings has types that hold', () => {
  const program = path.join(folder, 'program.mts');
  writeFileSync(
    program,
    `import { check, packet } from 'secgroup';
const web = { 'web.sg': 'group web { inbound { allow tcp 443 from any } }\\ncvm m { private-ip 10.0.0.1 groups web }' };
const answer = packet(web, { from: '198.51.100.7', to: 'm', protocol: 'tcp', port: 443 });
const rule: number | undefined = 'error' in answer ? undefined : answer.request.at(-1)?.rule?.index;
console.log(check(web).files, rule);
`,
  );
  const options = ['--strict', '--module', 'nodenext', '--target', 'es2023', '--types', 'node'];
  const compiler = path.join(root, 'node_modules/.bin/tsc');
  const types = ['--typeRoots', path.join(root, 'node_modules/@types')];
  execFileSync(compiler, [...options, ...types, program], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  expect(execFileSync(process.execPath, ['program.mjs'], { cwd: folder, encoding: 'utf8' })).toBe('1 0\n');
});

test('the command that it brings checks files', () => {
  writeFileSync(
    path.join(folder, 'web.sg'),
    'group web { inbound { allow tcp 443 from any } }\ncvm m { groups web }\n',
  );
  expect(npm(['exec', '--offline', '--', 'secgroup', 'check'])).toMatch(/^No findings|0 errors|^1 file/m);
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  expect(npm(['exec', '--offline', '--', 'secgroup', '--version']).trim()).toBe(version);
});
