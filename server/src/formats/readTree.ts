// Files of any format as one tree whose ranges are those of the files, so that what is found about a rule is shown where the file has it.
//
// The declarations are written in the rule language, which makes names valid and leads references to them, and the text is parsed. Then
// every node of its tree is given the place of the node that it was written from.

import type * as ast from '#syntax/ast.ts';
import { parse } from '#syntax/parse.ts';
import type { Range } from '#text/range.ts';
import type { ImportFile } from './importFile.ts';
import { byPlace, type Note } from './notes.ts';
import { type ImportOptions, type ReadFiles, type Refused, readFiles } from './readFiles.ts';
import { shifted } from './reading.ts';
import { toSg } from './sg/toSg.ts';
import type { Finding } from './source.ts';

export interface TreePart {
  readonly name: string;
  readonly text: string;
  /** Where it begins in the text of all. */
  readonly start: number;
}

export type ReadTree =
  | {
      readonly ok: true;
      /** The texts of all files, one after the other, without what is sensitive. */
      readonly text: string;
      /** What could not be read is in it as problems. */
      readonly tree: ast.File;
      readonly parts: readonly TreePart[];
      /** A message without what is sensitive. */
      readonly said: (message: string) => string;
      /** The regions of its declarations; undefined where some have none. */
      readonly regions: ReadonlySet<string | undefined>;
      /** What is not in the tree. */
      readonly notes: readonly Note[];
    }
  | Refused;

/** `region` is the region of declarations that name none. */
export async function readTree(
  files: readonly ImportFile[],
  { region, ...options }: ImportOptions = {},
): Promise<ReadTree> {
  const read = await readFiles(files, { ...options, skipInvalid: true });
  if (!read.ok) return read;
  const starts = startsOf(read);
  const placed = read.placed.map((one) =>
    one.item.region === undefined && region !== undefined ? { ...one, item: { ...one.item, region } } : one,
  );
  const { text, written, lost } = toSg(placed);
  const byList = startsOfLists(read, starts);
  const homes = written.map(({ one, declaration }) => ({
    declaration: inAll(declaration, starts[one.file] ?? 0, byList),
    whole: inAll(one.item.declaration, starts[one.file] ?? 0, byList),
  }));
  const problems = [...read.skipped, ...read.pages].map(({ file, finding }) => ({
    ...shifted(finding, starts[file] ?? 0),
    message: read.said(finding.message),
  }));
  const all = read.shown.join('\n');
  const skipped = new Set(read.skipped.map((each) => read.note(each).start));
  return {
    ok: true,
    text: all,
    tree: { language: 'json', blocks: blocksOf(parse(text), homes, problems), length: all.length },
    parts: read.units.flatMap(({ parts }, unit) =>
      parts.map(({ file, start }) => ({
        name: file.name,
        text: (read.shown[unit] ?? '').slice(start, start + file.text.length),
        start: start + (starts[unit] ?? 0),
      })),
    ),
    said: read.said,
    regions: new Set(placed.map(({ item }) => item.region)),
    notes: [...read.notes.filter(({ start }) => !skipped.has(start)), ...lost.map(read.note)].sort(byPlace),
  };
}

/** Where each unit begins in the text of all. */
function startsOf({ units }: ReadFiles): readonly number[] {
  let length = 0;
  return units.map(({ text }) => {
    const start = length;
    length += text.length + 1;
    return start;
  });
}

/** Where the unit of each list of rules begins. The lists are made anew when they are joined, but their keywords stay the same objects. */
function startsOfLists({ apart }: ReadFiles, starts: readonly number[]): ReadonlyMap<Range, number> {
  return new Map(
    apart.flatMap(({ file, item: { declaration } }) =>
      'lists' in declaration ? declaration.lists.map(({ keyword }) => [keyword, starts[file] ?? 0] as const) : [],
    ),
  );
}

/** A declaration with ranges in the text of all. The lists of a group may be from other units than its name. */
function inAll(node: ast.Declaration, by: number, byList: ReadonlyMap<Range, number>): ast.Declaration {
  if (!('lists' in node)) return shifted(node, by);
  const lists = node.lists.map((list) => shifted(list, byList.get(list.keyword) ?? by));
  return { ...shifted({ ...node, lists: [] }, by), lists };
}

interface Home {
  /** Without what was left out. */
  readonly declaration: ast.Declaration;
  /** With all its parts. */
  readonly whole: ast.Declaration;
}

function blocksOf(written: ast.File, homes: readonly Home[], problems: readonly Finding[]): ast.PlacedBlock[] {
  const left = new Set(problems);
  const blocks: ast.PlacedBlock[] = [];
  let next = 0;
  for (const { block } of written.blocks) {
    const node = block.declaration;
    const home = homes[next];
    if (node === undefined || home === undefined) continue;
    const isHeading = node.kind === 'region' || node.kind === 'project';
    if (!isHeading) next++;
    const { start, end } = home.declaration;
    const place = isHeading ? undefined : home.declaration;
    const around = isHeading ? home.declaration.keyword : home.declaration;
    const own = isHeading ? [] : problems.filter((each) => left.has(each) && isAbout(home.whole, each));
    for (const each of own) left.delete(each);
    blocks.push({
      start,
      block: {
        length: isHeading ? 0 : end - start,
        declaration: shifted(standing(node, place, around), -start),
        problems: own.map(({ message, ...at }) => ({ message, start: at.start - start, end: at.end - start })),
        comments: [],
      },
    });
  }
  // Problems that are about no declaration.
  for (const { start, end, message } of left)
    blocks.push({
      start,
      block: { length: end - start, problems: [{ start: 0, end: end - start, message }], comments: [] },
    });
  return blocks;
}

function isAbout(node: ast.Declaration, at: Range): boolean {
  const around = (range: Range) => range.start <= at.start && at.end <= range.end;
  const rules = 'lists' in node ? node.lists.flatMap((list) => [list, ...list.rules]) : [];
  return around(node) || rules.some(around);
}

/** A node with the place of the one that it was written from, or else with that of the node around it. */
function standing<T>(node: T, like: unknown, around: Range): T {
  if (Array.isArray(node)) {
    const likes: readonly unknown[] = Array.isArray(like) && like.length === node.length ? like : [];
    return node.map((inner: unknown, i) => standing(inner, likes[i], around)) as T;
  }
  if (typeof node !== 'object' || node === null) return node;
  const place = isRange(like) ? like : around;
  const entries = Object.entries(node).map(([key, value]: [string, unknown]) => [
    key,
    key === 'start' || key === 'end' ? place[key] : standing(value, memberOf(like, key), place),
  ]);
  return Object.fromEntries(entries) as T;
}

function isRange(value: unknown): value is Range {
  return typeof value === 'object' && value !== null && 'start' in value && 'end' in value;
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}
