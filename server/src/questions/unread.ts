// The text that was not read: its words may name things of the model, and some of it may name anything.
//
//   allow all form web             web may be used here
//   grop db { … }                  every name in it may be used here, and it may declare db
//   count = var.n                  of a machine in Terraform: the groups in its arguments are used, if there is any such machine
//   a file that cannot be opened   may use and declare anything

import type { Entity, Model } from '#model/model.ts';
import { blockIndexAt, startOf } from '#model/places.ts';
import type * as ast from '#syntax/ast.ts';
import { lineAt, lineEnd } from '#text/lineIndex.ts';
import { type Range, shift } from '#text/range.ts';
import { addTo } from '#util/groupBy.ts';
import { keep, memoOf } from '#util/memo.ts';
import type { Folder, SourceFile } from '#workspace/folder.ts';
import { type Gap, gapsOf } from './gaps.ts';

export interface Unread {
  readonly gap: Gap;
  /** Absent where nothing is known of the text. */
  readonly text?: { readonly file: SourceFile; readonly range: Range };
  /** Where the declarations begin that it refers to, if all of them are known. */
  readonly refersTo?: readonly Range[];
  /** It may name anything: its text does not say what. */
  readonly isOpaque: boolean;
}

/** All that was not read, in the order of files and lines. What was read and means nothing is not in it. */
export const unreadOf = memoOf((folder: Folder): readonly Unread[] =>
  gapsOf(folder).flatMap((gap) => unreadAt(folder.files.get(gap.uri), gap) ?? []),
);

function unreadAt(file: SourceFile | undefined, gap: Gap): Unread | undefined {
  if (file === undefined || file.readAs === 'nothing') return { gap, isOpaque: true };
  if (file.syntaxOnly) return { gap, text: { file, range: { start: 0, end: file.text.length } }, isOpaque: false };
  if (gap.isRefused) return { gap, isOpaque: true };
  if (gap.unread === undefined) return undefined;
  const { problem, placed } = gap.unread;
  const { start, block } = placed;
  const { refersTo, unread } = problem;
  if (refersTo !== undefined) return { gap, refersTo: refersTo.map((each) => shift(each, start)), isOpaque: false };
  const range = unread === undefined ? linesAround(file, gap, placed) : shift(unread, start);
  const leadsAnywhere =
    file.parts !== undefined && (block.declaration === undefined || NAMES_THINGS.test(lineOf(file, gap)));
  return { gap, text: { file, range }, isOpaque: leadsAnywhere };
}

/** Arguments of Terraform whose values name groups or lists. What such a value is may be said in another place. */
const NAMES_THINGS = /security|sgid|template/;

/** A problem has one place, and what was passed over because of it goes on: to the end of its lines at least. */
function linesAround(file: SourceFile, gap: Gap, { start, block }: ast.PlacedBlock): Range {
  const { text, tree } = file;
  if (tree.language === 'json' && file.parts === undefined && gap.reach.kind === 'everything')
    return { start: 0, end: text.length };
  return block.declaration === undefined ? { start, end: start + block.length } : linesOf(file, gap);
}

function linesOf({ lineIndex }: SourceFile, { start, end }: Range): Range {
  return { start: lineIndex.starts[lineAt(lineIndex, start)] ?? 0, end: lineEnd(lineIndex, lineAt(lineIndex, end)) };
}

function lineOf(file: SourceFile, { start }: Range): string {
  const line = linesOf(file, { start, end: start });
  return file.text.slice(line.start, line.end);
}

/** Where a word stands whole in what was not read, outside of comments. A name that was read is not in it: edits know that one. */
export function placesOf(model: Model, { text }: Unread, word: string): readonly Range[] {
  if (text === undefined || !tokensOf(text).has(word)) return [];
  const { file, range } = text;
  const found: Range[] = [];
  for (let at = file.text.indexOf(word, range.start); at >= 0; at = file.text.indexOf(word, at + 1)) {
    const end = at + word.length;
    if (end > range.end) break;
    if (NAME_CHARACTER.test(file.text.charAt(at - 1)) || !isEnd(file, end)) continue;
    if (file.language !== 'json' && beforeOnLine(file, at).includes('#')) continue;
    if (file.syntaxOnly || !isRead(model, file, { start: at, end })) found.push({ start: at, end });
  }
  return found;
}

/** In an expression of Terraform a name goes on with what is asked of it. */
function isEnd({ text, parts }: SourceFile, end: number): boolean {
  const next = text.charAt(end);
  return !NAME_CHARACTER.test(next) || (parts !== undefined && next === '.');
}

const NAME_CHARACTER = /[\p{L}\p{M}\p{N}_.-]/u;

/** All words of it, so that most need not be looked for. Those of a whole file are kept with it, which may be a large one. */
function tokensOf(text: NonNullable<Unread['text']>): ReadonlySet<string> {
  const { file, range } = text;
  return range.start === 0 && range.end === file.text.length ? tokensOfFile(file) : tokensOfRange(text);
}

const tokensOfFile = memoOf((file: SourceFile) => tokensIn({ file, range: { start: 0, end: file.text.length } }));
const tokensOfRange = memoOf(tokensIn);

function tokensIn({ file, range }: NonNullable<Unread['text']>): ReadonlySet<string> {
  const tokens = file.text.slice(range.start, range.end).match(/[\p{L}\p{M}\p{N}_.-]+/gu) ?? [];
  const beginnings = file.parts === undefined ? [] : tokens.map((token) => token.split('.', 2).join('.'));
  return new Set([...tokens, ...beginnings]);
}

function beforeOnLine({ text, lineIndex }: SourceFile, at: number): string {
  return text.slice(lineIndex.starts[lineAt(lineIndex, at)], at);
}

function isRead(model: Model, { tree }: SourceFile, at: Range): boolean {
  const placed = tree.blocks[blockIndexAt(tree, at.start)];
  const node = placed?.block.declaration;
  if (placed === undefined || node === undefined) return false;
  const names = [
    ...(model.bindings.get(placed.block)?.references ?? []).map(({ name }) => name),
    ...('name' in node && node.name !== undefined ? [node.name] : []),
    ...('vpc' in node && node.vpc !== undefined ? [node.vpc] : []),
    ...('ids' in node ? node.ids : []),
  ];
  return names.some(({ start, end }) => placed.start + start <= at.start && at.end <= placed.start + end);
}

/** What a line that was not read may call a thing. */
function wordsOf({ files }: Folder, { name, node, source }: Entity): readonly string[] {
  const file = files.get(source.uri);
  const label = file?.parts === undefined ? undefined : labelOf(file, source.block);
  return [name, ...node.ids.map(({ text }) => text), ...(label === undefined ? [] : [label])];
}

/** The address of a resource of Terraform in its module, `tencentcloud_security_group.web`. */
function labelOf({ tree, text }: SourceFile, block: ast.Block): string | undefined {
  const written = text.slice(startOf(tree, block) ?? 0).slice(0, 1000);
  const [, type, label] = /^resource\s+"?([\w-]+)"?\s+"?([\w-]+)"?\s*\{/.exec(written) ?? [];
  return type === undefined ? undefined : `${type}.${label}`;
}

/** What was not read, by what may be asked about it: damaged files have as many such places as lines. */
interface Index {
  readonly byWord: ReadonlyMap<string, readonly Unread[]>;
  /** What names things otherwise than by their words. */
  readonly others: readonly Unread[];
  /** The keys of what it stands in, or right behind. */
  readonly entities: ReadonlySet<string>;
}

const indexOf = memoOf((folder: Folder): Index => {
  const byWord = new Map<string, Unread[]>();
  const others: Unread[] = [];
  const entities = new Set<string>();
  for (const unread of unreadOf(folder)) {
    const { gap, text, refersTo, isOpaque } = unread;
    if (isOpaque || refersTo !== undefined) others.push(unread);
    else if (text !== undefined) for (const word of tokensOf(text)) addTo(byWord, word, unread);
    if (gap.reach.kind === 'entity') entities.add(gap.reach.key);
    if (gap.reach.kind === 'region' && gap.reach.after !== undefined) entities.add(gap.reach.after);
  }
  return { byWord, others, entities };
});

/** Whether something in a thing was not read, or behind it what may belong to it. */
export function isReadInPart(folder: Folder, key: string): boolean {
  return indexOf(folder).entities.has(key);
}

/** Whether a word stands in what was not read. `counts` says which gaps matter. */
export function isMentioned(folder: Folder, word: string, counts: (gap: Gap) => boolean): boolean {
  const mentions = keep(mentionsOf(folder), word, () => {
    const found = indexOf(folder).byWord.get(word) ?? [];
    return found.filter((unread) => placesOf(folder.model, unread, word).length > 0);
  });
  return mentions.some(({ gap }) => counts(gap));
}

/** What was not read and mentions a word, by the words that were asked about: many things may have one name. */
const mentionsOf = memoOf((_: Folder) => new Map<string, readonly Unread[]>());

/** Whether what was not read may name a thing. */
export function mayBeNamed(folder: Folder, entity: Entity, counts: (gap: Gap) => boolean): boolean {
  const isMeant = (gap: Gap) => mayBeIn(gap, entity.region) && counts(gap);
  const place = placeOf(folder, entity);
  return (
    indexOf(folder).others.some(
      ({ gap, refersTo }) => isMeant(gap) && (refersTo === undefined || refersTo.some(({ start }) => start === place)),
    ) || wordsOf(folder, entity).some((word) => isMentioned(folder, word, isMeant))
  );
}

/** Whether it may name it anywhere but in the thing itself. */
export function mayBeUsed(folder: Folder, entity: Entity): boolean {
  return mayBeNamed(folder, entity, (gap) => !isWithin(gap, entity.key));
}

function placeOf({ files }: Folder, { source: { uri, block } }: Entity): number | undefined {
  return startOf(files.get(uri)?.tree, block);
}

/** Whether a gap could be about the things of a region. */
export function mayBeIn({ reach }: Gap, region: string): boolean {
  return reach.kind === 'everything' || reach.region === region;
}

/** Whether it goes away with a declaration, whose key is given. */
export function isWithin({ reach }: Gap, key: string): boolean {
  return (reach.kind === 'list' && reach.owner === key) || (reach.kind === 'entity' && reach.key === key);
}
