// Guards the import table of docs/architecture.md: every import in the server, the client and the protocol is checked against that page.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const table = readTable(readFileSync(path.join(root, 'docs/architecture.md'), 'utf8'));

interface Source {
  /** Relative to the repository, with forward slashes. */
  readonly file: string;
  readonly text: string;
}

/** The rows of the page's last heading of that name: folder → the folders that it may import besides itself and util. */
function readTable(page: string): ReadonlyMap<string, ReadonlySet<string>> {
  const [, section = ''] = page.split('## Who may import whom');
  const rows = section.matchAll(/^\| (?!folder )([a-z]+) +\| ([a-z, –]+) +\|$/gm);
  return new Map(
    Array.from(rows, ([, folder = '', allowed = '']) => [folder, new Set(allowed.match(/[a-z]+/g) ?? [])]),
  );
}

/** The table's name for the place of a file: a folder of the core, client, protocol, or entries for what is directly in server/src. */
function folderOf(file: string): string | undefined {
  const [top, , folder] = file.split('/');
  if (top === 'client' || top === 'protocol') return top;
  if (top !== 'server') return undefined;
  return file.split('/').length > 3 ? folder : 'entries';
}

function importsOf({ text }: Source): readonly string[] {
  const code = text.replace(/^\s*(?:\/\/|\*|\/\*).*$/gm, '');
  const found = code.matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n]+)\1/g);
  return Array.from(found, ([, , specifier = '']) => specifier);
}

/** What is wrong with an import, or nothing. */
function judge(file: string, specifier: string): string | undefined {
  const folder = folderOf(file);
  if (folder === undefined || folder === 'entries') return undefined;
  const allowed = table.get(folder);
  if (!allowed) return `${file}: the table has no row for '${folder}'`;
  if (specifier.startsWith('.')) {
    const target = folderOf(path.posix.join(path.posix.dirname(file), specifier));
    if (target === folder || (target === 'entries' && allowed.has(target))) return undefined;
    return `${file}: '${specifier}' leaves the folder, say #${target ?? 'folder'}/…`;
  }
  if (!specifier.startsWith('#')) return undefined;
  const target = specifier.slice(1).split('/')[0] ?? '';
  if (target === folder) return `${file}: '${specifier}' is of the own folder, use a relative path`;
  const common = target === 'util' && folder !== 'client' && folder !== 'protocol';
  return common || allowed.has(target) ? undefined : `${file}: ${folder} may not import ${target} ('${specifier}')`;
}

function sources(): readonly Source[] {
  return ['server/src', 'client/src', 'protocol'].flatMap((top) =>
    readdirSync(path.join(root, top), { recursive: true, encoding: 'utf8' })
      .map((name) => path.posix.join(top, name.replaceAll('\\', '/')))
      .filter((file) => /\.ts$/.test(file) && !/\.test\.ts$/.test(file))
      .map((file) => ({ file, text: readFileSync(path.join(root, file), 'utf8') })),
  );
}

test('every import is one that the table allows', () => {
  const all = sources();
  const checked = all.flatMap((source) => importsOf(source).map((specifier) => ({ file: source.file, specifier })));
  expect(all.length).toBeGreaterThan(30);
  expect(checked.filter(({ specifier }) => specifier.startsWith('#')).length).toBeGreaterThan(30);
  expect(
    checked.map(({ file, specifier }) => judge(file, specifier)).filter((problem) => problem !== undefined),
  ).toEqual([]);
});

test('every folder of the core has its row', () => {
  const folders = readdirSync(path.join(root, 'server/src'), { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  expect(folders.map(({ name }) => name).filter((name) => !table.has(name))).toEqual([]);
});

test('the rows leave no circle', () => {
  const visit = (folder: string, way: readonly string[]): readonly string[] | undefined => {
    if (way.includes(folder)) return [...way, folder];
    for (const next of table.get(folder) ?? []) {
      const circle = visit(next, [...way, folder]);
      if (circle) return circle;
    }
    return undefined;
  };
  expect([...table.keys()].map((folder) => visit(folder, [])).filter((circle) => circle !== undefined)).toEqual([]);
});

test('the check sees each way to break the table', () => {
  const text = `
    import type { A } from '#model/model.ts';
    import '#lsp/server.ts';
    export { B } from '../engine/trace.ts';
    const c = await import("#net/address.ts");
    import { d } from '#util/unreachable.ts';
    // import { e } from '#cli/main.ts';
  `;
  const source = { file: 'server/src/net/example.ts', text };
  const problems = importsOf(source).map((specifier) => judge(source.file, specifier));
  expect(problems.map((problem) => problem !== undefined)).toEqual([true, true, true, true, false]);
  expect(judge('client/src/trees/groups.ts', '#util/unreachable.ts')).toBeDefined();
  expect(judge('client/src/trees/groups.ts', '../../../server/src/net/address.ts')).toBeDefined();
  expect(judge('protocol/requests.ts', '#net/address.ts')).toBeDefined();
  expect(judge('server/src/madeUp/x.ts', '#net/address.ts')).toBeDefined();
  expect(judge('server/src/engine/trace.ts', '#net/address.ts')).toBeUndefined();
});
