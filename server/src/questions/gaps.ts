// Gaps: the places in the files that were not read or not understood, each with how far its damage reaches. Which answers it could change
// follows from that (`incomplete.ts`).
//
//   group web {
//     inbound {
//       deny tcp 22 form 198.51.100.0/24     not read: reaches the inbound list of web, from this line on
//       allow tcp 80 from nobody             not understood: the same, and only packets of tcp 80
//     }
//   }
//   cvm web-1 { groups wbe }                 reaches the machine, and whoever asks for any machine
//   grup db { … }                            not known what it was to be: reaches its region
//   (the file ends within a block)           whatever came behind it is missing: reaches everything

import { circularAddresses } from '#diagnostics/circularAddresses.ts';
import { crossRegionGroups } from '#diagnostics/crossRegionGroup.ts';
import { addressFindings } from '#diagnostics/invalidAddress.ts';
import { invalidPorts } from '#diagnostics/invalidPort.ts';
import { unknownNames } from '#diagnostics/unknownName.ts';
import { wrongKinds } from '#diagnostics/wrongKind.ts';
import type { Acl, Binding, Cvm, Entity, Group, Model } from '#model/model.ts';
import { startOf } from '#model/places.ts';
import type * as ast from '#syntax/ast.ts';
import { parseJson } from '#syntax/json.ts';
import type { Range } from '#text/range.ts';
import { commas, t } from '#util/l10n.ts';
import { memoOf } from '#util/memo.ts';
import type { Folder, SourceFile } from '#workspace/folder.ts';

/** A place in offsets of its file. */
export interface Gap extends Range {
  readonly uri: string;
  readonly message: string;
  readonly reach: Reach;
}

export type Reach =
  | { readonly kind: 'everything' }
  /** Lines of a region that are in no declaration. They may belong to the one before them, whose key is `after`. */
  | { readonly kind: 'region'; readonly region: string; readonly after: string | undefined }
  /** `isPublic`: it may be a machine with a public address, which every region reaches. */
  | { readonly kind: 'entity'; readonly key: string; readonly region: string; readonly isPublic: boolean }
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
  /** Whether the rule is understood but for one word: then it cannot match a packet that the other words do not match. */
  readonly isWord: boolean;
}

/** A folder, or a part of its files, as it was read. */
export type Read = Pick<Folder, 'root' | 'files' | 'model' | 'leftOut'>;

/** All gaps, in the order of files and lines. */
export const gapsOf = memoOf((folder: Read): readonly Gap[] => [
  ...leftOut(folder),
  ...[...folder.files.values()].flatMap((file) => gapsOfFile(folder.model, file)),
]);

function leftOut({ leftOut: files, root }: Read): readonly Gap[] {
  return files.map(({ uri = root, message }) => ({ uri, start: 0, end: 0, message, reach: EVERYTHING }));
}

const EVERYTHING: Reach = { kind: 'everything' };

function gapsOfFile(model: Model, file: SourceFile): readonly Gap[] {
  if (file.language === 'config' || file.syntaxOnly) return [];
  const { uri, tree } = file;
  const whole = isWhole(file);
  const gaps: Gap[] = [];
  let region = 'default';
  let after: string | undefined;
  for (const { start, block } of tree.blocks) {
    const node = block.declaration;
    const binding = model.bindings.get(block);
    region = binding?.region ?? region;
    const add = (range: Range, message: string, reach: Reach): void => {
      gaps.push({ uri, start: start + range.start, end: start + range.end, message, reach });
    };
    for (const problem of block.problems) {
      const isCut =
        file.readAs === 'nothing' ||
        whole === false ||
        (typeof whole === 'number' && start + problem.end >= whole) ||
        (node !== undefined && isMissingEnd(file, node, start, problem));
      const reach = isCut
        ? EVERYTHING
        : reachOfProblem(file, { start, block }, binding?.entity, problem, region, after);
      add(problem, problem.message, reach);
    }
    if (node === undefined || binding === undefined) continue;
    if (node.kind === 'region')
      for (const missing of notAsked(node)) add(missing, missing.message, { kind: 'region', region, after: undefined });
    after = binding.entity?.key ?? after;
    for (const { code, message, ...range } of notUnderstood(model, file, start, block)) {
      // A problem of the grammar says it already.
      if (block.problems.some((problem) => problem.start < range.end && range.start < problem.end)) continue;
      const isCut = typeof whole === 'number' && start + range.end >= whole;
      const reach = isCut
        ? EVERYTHING
        : node.kind === 'interface'
          ? reachOfInterface(model, block, region)
          : binding.entity === undefined
            ? ({ kind: 'expectation', region } as const)
            : reachIn(file, binding.entity, range, true);
      if (reach !== undefined) add(range, message, reach);
    }
  }
  return gaps.sort((a, b) => a.start - b.start);
}

/** The questions that the cloud refused when the snapshot was taken. */
function notAsked({ fields = [] }: ast.Region): readonly (Range & { readonly message: string })[] {
  return fields.flatMap(({ path, text, ...range }) => {
    if (path[0] !== 'Missing' || /^(?:\[\s*\]|null)$/.test(text)) return [];
    const actions = text
      .match(/"Action":\s*"[A-Za-z]+"/g)
      ?.map((each) => each.slice(each.indexOf(':') + 1).replace(/[\s"]/g, ''));
    const message = t('{0} was refused when the snapshot was taken: its answer is missing.', commas(actions ?? []));
    return { start: range.start, end: range.end, message };
  });
}

const NAME_FAULTS = [unknownNames, wrongKinds, crossRegionGroups, circularAddresses];

const NOT_UNDERSTOOD: ReadonlySet<string> = new Set([
  'unknown-name',
  'wrong-kind',
  'cross-region-group',
  'circular-addresses',
  'invalid-address',
  'invalid-cidr',
  'invalid-port',
]);

function notUnderstood(model: Model, file: SourceFile, start: number, block: ast.Block) {
  const node = block.declaration;
  const binding = model.bindings.get(block);
  if (node === undefined || binding === undefined) return [];
  if (understood.has(binding) || isComplete(binding)) return [];
  const text = file.text.slice(start, start + block.length);
  const found = [
    ...NAME_FAULTS.flatMap((find) => find(model, binding)),
    ...addressFindings(node, block.problems),
    ...invalidPorts(node, text),
  ].filter(({ code }) => NOT_UNDERSTOOD.has(code));
  if (found.length === 0) understood.add(binding);
  return found;
}

/** Whether the binding says that everything in it is known: then the words need not be looked at one by one. */
function isComplete({ entity, expectation }: Binding): boolean {
  switch (entity?.kind) {
    case 'group':
    case 'acl':
      return [entity.inbound, entity.outbound].every(({ policies }) => policies.every(({ complete }) => complete));
    case 'addresses':
    case 'services':
      return entity.complete;
    default:
      return expectation?.complete ?? false;
  }
}

/** Bindings in which everything is understood. They are the same objects until something about them changes. */
const understood = new WeakSet<Binding>();

function reachOfProblem(
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
  if (entity !== undefined && problem.start <= entity.node.end) return reachIn(file, entity, problem, false);
  if (entity !== undefined) return { kind: 'region', region, after: entity.key };
  if (tree.language === 'json') return node?.kind === 'region' ? { kind: 'region', region, after } : EVERYTHING;
  if (node !== undefined || mayBeRegion(lineAt(text, start + problem.start))) return EVERYTHING;
  return { kind: 'region', region, after };
}

function isAtKeyword({ language }: ast.File, { keyword }: ast.Declaration, { start, end }: Range): boolean {
  return language === 'sg' && start === keyword.start && end === keyword.end;
}

/** An interface of a snapshot belongs to its machine. One of no machine means nothing. */
function reachOfInterface(model: Model, block: ast.Block, region: string): Reach | undefined {
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
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, endOfLine(text, offset)).replace(/#.*/, '');
}

function endOfLine(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

/**
 * Damage within a list reaches that list alone. Between the lists, at their keywords, or in a list that is not closed, it reaches all of the
 * group or acl.
 */
function reachIn(file: SourceFile, entity: Entity, range: Range, isWord: boolean): Reach {
  const { key, region } = entity;
  const list = entity.kind === 'group' || entity.kind === 'acl' ? listAround(entity, range) : undefined;
  if (list === undefined || !isClosed(file, entity, list))
    return { kind: 'entity', key, region, isPublic: entity.kind === 'cvm' && mayBePublic(file, entity) };
  const rule = list.rules.find(({ whole }) => whole.start <= range.start && range.end <= whole.end);
  const at = file.language === 'json' ? undefined : range.start;
  return { kind: 'list', owner: key, region, direction: list.direction, rule, at, isWord };
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

/** The direction of a list without its keyword is guessed from its rules, so that damage in it may be in the other list. */
function listAround({ node }: Group | Acl, { start, end }: Range): ast.RuleList | undefined {
  return node.lists.find(
    ({ keyword, ...list }) => keyword.start < keyword.end && inside(list, keyword, start) && end <= list.end,
  );
}

/** In JSON the keyword of a list may stand anywhere in it. */
function inside(list: Range, keyword: Range, at: number): boolean {
  return at >= list.start && !(keyword.start <= at && at < keyword.end);
}

/** Whether a brace is missing at the end of the file: then more than the brace may be missing. */
function isMissingEnd({ text }: SourceFile, node: ast.Declaration, base: number, { start, end }: Range): boolean {
  if (start < end || LINES.has(node.kind)) return false;
  let at = base + end;
  while (at < text.length) {
    if (text[at] === '#') at = endOfLine(text, at);
    else if (/\s/.test(text.charAt(at))) at++;
    else return false;
  }
  return true;
}

/**
 * Whether the whole file is there. An offset: a problem behind it shows that the end of the file is missing. False: the brackets of the JSON
 * do not close, so that any part of it may be something else than it seems.
 */
function isWhole({ language, tree, text, parts }: SourceFile): boolean | number {
  // Of a file of another format that is cut, nothing is read at all.
  if (parts !== undefined) return true;
  if (language === 'json')
    return tree.blocks.every(({ block }) => block.problems.length === 0) || parseJson(text).problems.length === 0;
  const last = tree.blocks.findLast(({ block }) => block.declaration !== undefined || block.problems.length > 0);
  const content = contentEnd(text);
  const isBraced = last?.block.declaration !== undefined && !LINES.has(last.block.declaration.kind);
  const isOpen = isBraced && text[content - 1] !== '}';
  const isMidLine = !isBraced && !/[\r\n]/.test(text.slice(content));
  return isOpen || isMidLine ? text.lastIndexOf('\n', content - 1) + 1 : Number.POSITIVE_INFINITY;
}

const LINES: ReadonlySet<string> = new Set(['region', 'project', 'expect']);

/** The end of the text without trailing blanks and lines of comments. */
function contentEnd(text: string): number {
  let end = text.length;
  for (;;) {
    const start = text.lastIndexOf('\n', end - 1) + 1;
    const line = text.slice(start, end).trimEnd();
    if (line !== '' && !line.trimStart().startsWith('#')) return start + line.length;
    if (start === 0) return 0;
    end = start - 1;
  }
}
