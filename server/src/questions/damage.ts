// How far the damage of a gap reaches, and whether the whole file is there at all.

import type { Acl, Cvm, Entity, Group, Model } from '#model/model.ts';
import { startOf } from '#model/places.ts';
import type * as ast from '#syntax/ast.ts';
import { parseJson } from '#syntax/json.ts';
import { properties } from '#syntax/properties.ts';
import { lineEnd, lineStart } from '#text/lines.ts';
import type { Range } from '#text/range.ts';
import type { SourceFile } from '#workspace/folder.ts';

export type Reach =
  /**
   * `of`, where what may be missing is known to be of one sort: something at a place in the network, such as a machine, or something that
   * others name.
   */
  | { readonly kind: 'everything'; readonly of?: 'placed' | 'named' }
  /** Lines of a region that are in no declaration. They may belong to the one before them, whose key is `after`. */
  | { readonly kind: 'region'; readonly region: string; readonly after: string | undefined }
  /**
   * `isPublic`: it may be a machine with a public address, which every region reaches. `hasAddresses`: it is a machine whose addresses are
   * all known, so that it cannot have another one.
   */
  | {
      readonly kind: 'entity';
      readonly key: string;
      readonly region: string;
      readonly isPublic: boolean;
      readonly hasAddresses?: boolean;
    }
  | DamagedList
  | { readonly kind: 'expectation'; readonly region: string };

export interface DamagedList {
  readonly kind: 'list';
  /** The key of the group or acl. */
  readonly owner: string;
  readonly region: string;
  readonly direction: ast.Direction;
  /** The damaged rule, where the tree has one. */
  readonly rule: ast.Rule | undefined;
  /** Where in the block the damage is; undefined where rules do not count in the order of the text. */
  readonly at: number | undefined;
  /** The rule before it, where places in the text say nothing about that. */
  readonly behind: ast.Rule | undefined;
  /** Whether the rule is understood but for one word: then it cannot match a packet that the other words do not match. */
  readonly isWord: boolean;
}

export const EVERYTHING: Reach = { kind: 'everything' };

export function reachOfProblem(
  file: SourceFile,
  { start, block }: ast.PlacedBlock,
  entity: Entity | undefined,
  problem: Range,
  region: string,
  after: string | undefined,
): Reach {
  const { tree, text } = file;
  const node = block.declaration;
  if (node?.kind === 'expect') return { kind: 'expectation', region };
  // A misspelt keyword may be meant as another one, and then it begins another kind of declaration.
  if (entity !== undefined && isAtKeyword(tree, entity.node, problem)) return { kind: 'region', region, after };
  // In a file of another format the parts of a thing stand apart, and a problem is at the thing that it belongs to.
  const isOwn = file.parts !== undefined || problem.start <= (entity?.node.end ?? 0);
  if (entity !== undefined && isOwn) return reachIn(file, entity, problem, false);
  if (entity !== undefined) return { kind: 'region', region, after: entity.key };
  if (tree.language === 'json') return node?.kind === 'region' ? { kind: 'region', region, after } : EVERYTHING;
  if (node !== undefined || mayBeRegion(lineAt(text, start + problem.start))) return EVERYTHING;
  return { kind: 'region', region, after };
}

function isAtKeyword({ language }: ast.File, { keyword }: ast.Declaration, { start, end }: Range): boolean {
  return language === 'sg' && start === keyword.start && end === keyword.end;
}

/** An interface of a snapshot belongs to its machine. One of no machine means nothing. */
export function reachOfInterface(model: Model, block: ast.Block, region: string): Reach | undefined {
  const machine = model.cvms.find(({ interfaces }) => interfaces.some(({ source }) => source.block === block));
  if (machine === undefined) return undefined;
  return { kind: 'entity', key: machine.key, region, isPublic: machine.publicAddresses.length > 0 };
}

/** A line of at most two words may be meant as `region NAME`: then everything behind it is in another region than it seems. */
function mayBeRegion(line: string): boolean {
  const words = line.trim().split(/\s+/, 3);
  return words.length <= 2 && !/[{}]/.test(line) && !/^(allow|deny|expect|inbound|outbound)\b/.test(line.trim());
}

function lineAt(text: string, offset: number): string {
  return text.slice(lineStart(text, offset), lineEnd(text, offset)).replace(/#.*/, '');
}

/**
 * Damage within a list reaches that list alone. Between the lists, at their keywords, or in a list that is not closed, it reaches all of the
 * group or acl.
 */
export function reachIn(file: SourceFile, entity: Entity, range: Range, isWord: boolean): Reach {
  const { key, region } = entity;
  const list = entity.kind === 'group' || entity.kind === 'acl' ? listAround(entity, range) : undefined;
  if (list === undefined || !isClosed(file, entity, list))
    return entity.kind === 'cvm'
      ? {
          kind: 'entity',
          key,
          region,
          isPublic: mayBePublic(file, entity),
          hasAddresses: hasAddresses(file, entity, range, isWord),
        }
      : { kind: 'entity', key, region, isPublic: false };
  const rule = list.rules.find(({ whole }) => whole.start <= range.start && range.end <= whole.end);
  const at = file.language === 'json' ? undefined : range.start;
  const behind = list.places === undefined ? undefined : ruleBefore(list, list.places, range);
  return { kind: 'list', owner: key, region, direction: list.direction, rule, at, behind, isWord };
}

/** The last rule of which a part stands among the places before that of the damage. */
function ruleBefore({ rules }: ast.RuleList, places: readonly Range[], range: Range): ast.Rule | undefined {
  const before = places.slice(
    0,
    places.findIndex((each) => isAround(each, range)),
  );
  return rules.findLast(({ start, end }) => before.some((each) => each.start === start && each.end === end));
}

function isAround(range: Range, { start, end }: Range): boolean {
  return range.start <= start && end <= range.end;
}

function isClosed({ tree, text }: SourceFile, { source: { block } }: Entity, list: ast.RuleList): boolean {
  if (tree.language !== 'sg') return true;
  const start = startOf(tree, block) ?? 0;
  const isTold = block.problems.some((problem) => problem.start === list.end && problem.end === list.end);
  return text[start + list.end - 1] === '}' && !isTold;
}

function mayBePublic({ tree, text }: SourceFile, { publicAddresses, source }: Cvm): boolean {
  const start = startOf(tree, source.block) ?? 0;
  return publicAddresses.length > 0 || /public/i.test(text.slice(start, start + source.block.length));
}

/** Whether a gap is at a group or subnet of a machine, and nothing that was passed over behind it on its line may be an address. */
function hasAddresses(
  { language, tree, text, parts }: SourceFile,
  { source: { block } }: Cvm,
  { start, end }: Range,
  isWord: boolean,
): boolean {
  const from = startOf(tree, block) ?? 0;
  if (parts !== undefined) return ARGUMENTS.test(lineAt(text, from + start));
  if (language !== 'sg') return false;
  const property = text
    .slice(from, from + start)
    .match(PROPERTIES)
    ?.at(-1);
  const rest = text.slice(from + start, Math.max(from + end, lineEnd(text, from + start))).replace(/#.*/, '');
  return (property === 'groups' || property === 'subnet') && (isWord || !MAY_BE_ADDRESS.test(rest));
}

/** Of a machine in Terraform. */
const ARGUMENTS = /^\s*"?(?:orderly_security_groups|security_groups|subnet_id|vpc_id)\b/;
const PROPERTIES = new RegExp(
  `(?<![\\p{L}\\p{N}_.-])(?:id|interface|${properties.cvm.map(({ word }) => word).join('|')})(?![\\p{L}\\p{N}_.-])`,
  'gu',
);
const MAY_BE_ADDRESS = /\d\.\d|:|[{}]|-ip|interface/;

/** The direction of a list without its keyword is guessed from its rules, so that damage in it may be in the other list. */
function listAround({ node }: Group | Acl, range: Range): ast.RuleList | undefined {
  const { start, end } = range;
  const holding = node.lists.filter(({ places = [] }) => places.some((each) => isAround(each, range)));
  if (holding.length > 0) return holding.length === 1 ? holding[0] : undefined;
  return node.lists.find(
    ({ keyword, ...list }) => keyword.start < keyword.end && inside(list, keyword, start) && end <= list.end,
  );
}

/** In JSON the keyword of a list may stand anywhere in it. */
function inside(list: Range, keyword: Range, at: number): boolean {
  return at >= list.start && !(keyword.start <= at && at < keyword.end);
}

/** Whether a brace is missing at the end of the file: then more than the brace may be missing. */
export function isMissingEnd(
  { text }: SourceFile,
  node: ast.Declaration,
  base: number,
  { start, end }: Range,
): boolean {
  if (start < end || LINES.has(node.kind)) return false;
  let at = base + end;
  while (at < text.length) {
    if (text[at] === '#') at = lineEnd(text, at);
    else if (/\s/.test(text.charAt(at))) at++;
    else return false;
  }
  return true;
}

/**
 * Whether the whole file is there. An offset: a problem behind it shows that the end of the file is missing. False: the brackets of the JSON
 * do not close, so that any part of it may be something else than it seems.
 */
export function isWhole({ language, tree, text, parts }: SourceFile): boolean | number {
  // Of a file of another format that is cut, nothing is read at all.
  if (parts !== undefined) return true;
  if (language === 'json')
    return tree.blocks.every(({ block }) => block.problems.length === 0) || parseJson(text).problems.length === 0;
  const last = tree.blocks.findLast(({ block }) => block.declaration !== undefined || block.problems.length > 0);
  const content = contentEnd(text);
  const isBraced = last?.block.declaration !== undefined && !LINES.has(last.block.declaration.kind);
  const isOpen = isBraced && text[content - 1] !== '}';
  const isMidLine = !isBraced && !/[\r\n]/.test(text.slice(content));
  return isOpen || isMidLine ? lineStart(text, content) : Number.POSITIVE_INFINITY;
}

const LINES: ReadonlySet<string> = new Set(['region', 'project', 'expect']);

/** The end of the text without trailing blanks and lines of comments. */
function contentEnd(text: string): number {
  let end = text.length;
  for (;;) {
    const start = lineStart(text, end);
    const line = text.slice(start, end).trimEnd();
    if (line !== '' && !line.trimStart().startsWith('#')) return start + line.length;
    if (start === 0) return 0;
    end = start - 1;
  }
}
