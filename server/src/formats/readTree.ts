// Files of any format as one tree whose ranges are those of the files, so that what is found about a rule is shown where the file has it.
//
// The declarations are written in the rule language, which makes names valid and leads references to them, and the text is parsed. Then
// every node of its tree is given the place of the node that it was written from.

import type * as ast from '#syntax/ast.ts';
import { parse } from '#syntax/parse.ts';
import type { Range } from '#text/range.ts';
import { distinctBy } from '#util/groupBy.ts';
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
  // What a module makes several times is found as often.
  const problems = distinctBy(
    [...read.skipped, ...read.lacks].map(({ file, finding }) => ({
      ...shifted(finding, starts[file] ?? 0),
      message: read.said(finding.message),
    })),
    ({ start, end, message }) => `${start} ${end} ${message}`,
  );
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
  const claimed = new Set<Finding>();
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
    const own = isHeading
      ? []
      : problems.filter((each) => isAbout(home.whole, each) && (!claimed.has(each) || isOfList(home.whole, each)));
    for (const each of own) claimed.add(each);
    blocks.push({
      start,
      block: {
        length: isHeading ? 0 : end - start,
        declaration: shifted(withPlaces(standing(node, place, around), home.whole), -start),
        problems: own.map((each) => ({ ...shifted(problemOf(each), -start), ...unreadIn(home.whole, each, -start) })),
        comments: [],
      },
    });
  }
  // Problems that are about no declaration.
  for (const problem of problems.filter((each) => !claimed.has(each))) {
    const { start, end } = problem;
    blocks.push({
      start,
      block: { length: end - start, problems: [shifted(problemOf(problem), -start)], comments: [] },
    });
  }
  return blocks;
}

function problemOf({ level: _, ...problem }: Finding): ast.Problem {
  return problem;
}

/** A rule that is wrong in one place is left out as a whole. */
function unreadIn(node: ast.Declaration, { start, end }: Finding, by: number): { readonly unread?: Range } {
  const rules = 'lists' in node ? node.lists.flatMap(({ rules: all }) => all) : [];
  const places = 'lists' in node ? node.lists.flatMap(({ places: all = [] }) => all) : [];
  const rule = [...rules, ...places].find((each) => isAround(each, { start, end }));
  return rule === undefined ? {} : { unread: { start: rule.start + by, end: rule.end + by } };
}

function isAbout(node: ast.Declaration, at: Range): boolean {
  const rules = 'lists' in node ? node.lists.flatMap((list) => [list, ...list.rules]) : [];
  return isAround(node, at) || rules.some((each) => isAround(each, at)) || isOfList(node, at);
}

/** What is written once may be a part of the lists of several groups, which a module or `for_each` makes from it. */
function isOfList(node: ast.Declaration, at: Range): boolean {
  return 'lists' in node && node.lists.some(({ places = [] }) => places.some((each) => isAround(each, at)));
}

function isAround(range: Range, at: Range): boolean {
  return range.start <= at.start && at.end <= range.end;
}

function withPlaces(node: ast.Declaration, whole: ast.Declaration): ast.Declaration {
  if (node.kind !== 'group' || whole.kind !== 'group') return node;
  const lists = node.lists.map((list) => {
    const like = whole.lists.find(({ direction }) => direction === list.direction);
    return like === undefined ? list : { ...list, places: like.places ?? like.rules };
  });
  return { ...node, lists, ...(whole.isUsedElsewhere && { isUsedElsewhere: true }) };
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
