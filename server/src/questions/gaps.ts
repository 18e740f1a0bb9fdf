// The places of a workspace that were not read or not understood, each with how far the damage can reach: which answers it could
// change is decided in `incomplete.ts`.
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
  /** Lines outside of all declarations of a region. They may belong to the one before them. */
  | { readonly kind: 'region'; readonly region: string; readonly after: string | undefined }
  /** `isPublic`: it may be a machine with a public address, which is met from every region. */
  | { readonly kind: 'entity'; readonly key: string; readonly region: string; readonly isPublic: boolean }
  | DamagedList
  | { readonly kind: 'expectation'; readonly region: string };

export interface DamagedList {
  readonly kind: 'list';
  /** The key of the group or acl. */
  readonly owner: string;
  readonly region: string;
  readonly direction: ast.Direction;
  /** The rule that is damaged, where there is anything of it in the tree. */
  readonly rule: ast.Rule | undefined;
  /** Where in the block the damage is; undefined where rules do not count in the order of the text. */
  readonly at: number | undefined;
  /** Whether all but one word of the rule is understood: then a packet that the rest does not fit is not meant. */
  readonly isWord: boolean;
}

/** What is known of a workspace, or of a part of its files. */
export type Read = Pick<Folder, 'root' | 'files' | 'model' | 'leftOut'>;

/** All of them, in the order of files and lines. */
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
      // The line has its problem already.
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

/** What the cloud refused to tell when the snapshot was taken. */
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

/** Whether its binding itself says that all of it is known: then its words need not be looked at one by one. */
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

/** Bindings without a fault: they are the same objects until something about them changes. */
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
  // A misspelt word may be meant as another one, and then what it begins is something else.
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

/** What an interface of a snapshot says is about its machine. One that is no machine's means nothing. */
function reachOfInterface(model: Model, block: ast.Block, region: string): Reach | undefined {
  const machine = model.cvms.find(({ interfaces }) => interfaces.some(({ source }) => source.block === block));
  if (machine === undefined) return undefined;
  return { kind: 'entity', key: machine.key, region, isPublic: machine.publicAddresses.length > 0 };
}

/** Two words and no more may be a line `region`: then all that follows is of another region than it seems. */
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
 * A place within a list reaches that list alone; one between the lists, or at their words, all of the group or acl. So does one in a list
 * that is not closed: what follows in the block may be another group's.
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

/** A list whose word was missing is told by its rules, so that what is amiss in it may be of the other direction. */
function listAround({ node }: Group | Acl, { start, end }: Range): ast.RuleList | undefined {
  return node.lists.find(
    ({ keyword, ...list }) => keyword.start < keyword.end && inside(list, keyword, start) && end <= list.end,
  );
}

/** In JSON the word of a list may stand anywhere. */
function inside(list: Range, keyword: Range, at: number): boolean {
  return at >= list.start && !(keyword.start <= at && at < keyword.end);
}

/** Whether a brace is missing where the file ends: then what should have come is not there, and perhaps more than the brace. */
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
 * Whether the file is all there: true, or the offset from which on a problem shows that its end is missing, or false where its brackets
 * do not close, so that any of it may be taken for something else.
 */
function isWhole({ language, tree, text, parts }: SourceFile): boolean | number {
  // Nothing at all is read of files of other formats that are cut.
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

/** Behind the last character that is neither blank nor of a comment that stands alone on its line. */
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
