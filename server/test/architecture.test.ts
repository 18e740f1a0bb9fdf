// Guards the import table of docs/architecture.md: every import in the server, the client and the protocol is checked against that page,
// and so are the rules of biome.json and the projects of the compiler. No files import each other in a circle, not even for types.
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

/** The files of each circle of imports, types included, each with all that it imports of its circle. */
function circles(imports: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  // What no file outside of it leads to or from is in no circle: both kinds are taken away until none is left.
  const left = new Set(imports.keys());
  const importers = new Map<string, string[]>();
  for (const [file, targets] of imports)
    for (const target of targets) importers.set(target, [...(importers.get(target) ?? []), file]);
  const isIn = (file: string) =>
    (imports.get(file) ?? []).some((each) => left.has(each)) &&
    (importers.get(file) ?? []).some((each) => left.has(each));
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    for (const file of left) if (!isIn(file)) left.delete(file);
  }
  return [...left].map((file) => [file, ...(imports.get(file) ?? []).filter((each) => left.has(each))]);
}

/** The file that an import is of, where it is one of ours. */
function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('.')) return path.posix.join(path.posix.dirname(file), specifier);
  return specifier.startsWith('#protocol/') ? specifier.slice(1) : `server/src/${specifier.slice(1)}`;
}

test('no files import each other in a circle, not even for types', () => {
  const all = sources();
  expect(
    circles(new Map(all.map((source) => [source.file, importsOf(source).map((each) => targetOf(source.file, each))]))),
  ).toEqual([]);
  const found = circles(
    new Map([
      ['a', ['b', 'e']],
      ['b', ['c']],
      ['c', ['b', 'd']],
      ['d', []],
      ['e', ['d']],
    ]),
  );
  expect(found).toEqual([
    ['b', 'c'],
    ['c', 'b'],
  ]);
});

test('the rules of biome.json are those of the table', () => {
  const { overrides } = JSON.parse(readFileSync(path.join(root, 'biome.json'), 'utf8'));
  const written = new Map<string, readonly string[]>();
  for (const { includes, linter } of overrides) {
    const groups = linter?.rules?.style?.noRestrictedImports?.options.patterns[0].group as string[] | undefined;
    if (groups === undefined) continue;
    expect(groups).toContain('#*/**');
    const folder = folderOf((includes[0] as string).replace('/**', '/x/x.ts')) ?? '';
    written.set(folder, groups.flatMap((each) => /^!#(\w+)\/\*\*$/.exec(each)?.[1] ?? []).toSorted());
  }
  const common = (folder: string) =>
    folder === 'util' || folder === 'client' || folder === 'protocol' ? [] : ['util'];
  const wanted = new Map(
    Array.from(table, ([folder, allowed]) => [
      folder,
      [...common(folder), ...allowed].filter((each) => each !== 'entries').toSorted(),
    ]),
  );
  expect(written).toEqual(wanted);
});

test('each folder of the core is in one project of the compiler', () => {
  const projects = ['core', 'lsp', 'node', 'browser'].map((name) =>
    JSON.parse(readFileSync(path.join(root, `server/tsconfig.${name}.json`), 'utf8')),
  );
  const included = projects.flatMap(({ include }) =>
    (include as string[]).flatMap((each) => /^src\/(\w+)\/\*\*\/\*\.ts$/.exec(each)?.[1] ?? []),
  );
  const folders = [...table.keys()].filter((folder) => folder !== 'client' && folder !== 'protocol');
  expect(included.toSorted()).toEqual(folders.toSorted());
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
    import { d } from '#util/memo.ts';
    // import { e } from '#cli/main.ts';
  `;
  const source = { file: 'server/src/net/example.ts', text };
  const problems = importsOf(source).map((specifier) => judge(source.file, specifier));
  expect(problems.map((problem) => problem !== undefined)).toEqual([true, true, true, true, false]);
  expect(judge('client/src/trees/groups.ts', '#util/memo.ts')).toBeDefined();
  expect(judge('client/src/trees/groups.ts', '../../../server/src/net/address.ts')).toBeDefined();
  expect(judge('protocol/requests.ts', '#net/address.ts')).toBeDefined();
  expect(judge('server/src/madeUp/x.ts', '#net/address.ts')).toBeDefined();
  expect(judge('server/src/engine/packet/trace.ts', '#net/address.ts')).toBeUndefined();
});
