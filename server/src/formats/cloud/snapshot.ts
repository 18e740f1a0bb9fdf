// A snapshot of regions, `*.sg.json`, as the tree of its declarations. It is judged while it is edited, so all that can be read of a broken
// text is read, and the blocks of elements that an edit did not touch stay the same objects.

import type * as ast from '#syntax/ast.ts';
import {
  type JsonArray,
  type JsonMember,
  type JsonObject,
  type JsonProblem,
  type JsonValue,
  member,
  parseJson,
} from '#syntax/json.ts';
import { type Range, shift } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { placeOf } from '../piece.ts';
import { type Finding, quote, snapshotSource } from '../source.ts';
import { isListKey, kindOf, type ListKey, listAround, type ReadEntity, readEntity } from './entityJson.ts';
import { isEmpty, keyRange, pieceOf } from './jsonValues.ts';

export const SNAPSHOT_VERSION = 1;

/** The region of what names none. */
export const DEFAULT_REGION = 'default';

export function readSnapshot(text: string): ast.File {
  return build(text, () => undefined);
}

/**
 * The tree of the text after an edit: what `readSnapshot` would give, with the same blocks as before for the elements whose text has not
 * changed.
 */
export function rereadSnapshot(previous: ast.File, previousText: string, text: string): ast.File {
  if (previousText === text) return previous;
  const known = new Map<number, ast.Block>();
  for (const { start, block } of previous.blocks) {
    // A block without text of its own lies before the one that begins there.
    if (block.length > 0) known.set(start, block);
  }
  const prefix = commonPrefix(previousText, text);
  const suffix = commonSuffix(previousText, text, prefix);
  const patched = patch(previous, text, prefix, previousText.length - suffix);
  if (patched !== undefined) return patched;
  const moved = previousText.length - text.length;
  return build(text, (start, end) => {
    if (end <= prefix) return known.get(start);
    return start >= text.length - suffix ? known.get(start + moved) : undefined;
  });
}

/** The block that the text between two offsets had before the edit, if it had one. */
type Earlier = (start: number, end: number) => ast.Block | undefined;

/**
 * The common case of an edit, for which one element is read instead of the whole text: the edit lies between the braces of the element, which
 * is sound before and after it, in a text that is sound. The JSON around a value means the same whatever the value is.
 */
function patch(previous: ast.File, text: string, from: number, to: number): ast.File | undefined {
  if (!SOUND.has(previous)) return undefined;
  const index = previous.blocks.findLastIndex(({ start }) => start < from);
  const placed = previous.blocks[index];
  const node = placed?.block.declaration;
  const element = placed === undefined ? undefined : ELEMENTS.get(placed.block);
  if (placed === undefined || element === undefined || node === undefined || placed.start + node.end <= to)
    return undefined;
  const moved = text.length - previous.length;
  const slice = text.slice(placed.start, placed.start + node.end + moved);
  const { root, problems } = parseJson(slice, { from: 0 });
  if (problems.length > 0 || root?.kind !== 'object' || root.end !== slice.length) return undefined;
  const block = elementBlock(readElement(slice, root, element.key, 0), placed.block.length + moved, []);
  if (ELEMENTS.get(block)?.project !== element.project) return undefined;

  const blocks: ast.PlacedBlock[] = [];
  for (let i = 0; i < previous.blocks.length; i++) {
    const { start, block: old } = previous.blocks[i] as ast.PlacedBlock;
    if (i === index) blocks.push({ start, block });
    else if (i + 1 === index && old.length === 0) blocks.push({ start, block: projectOf(block) });
    else if (i < index) blocks.push({ start, block: regionMoved(old, to - start, moved) });
    else blocks.push({ start: start + moved, block: old });
  }
  const fields = previous.fields?.map((field) => (field.start >= to ? { ...field, ...shift(field, moved) } : field));
  const file: ast.File = { language: 'json', blocks, length: text.length, fields };
  SOUND.add(file);
  return file;
}

/** The block of a region, whose name and other members an edit moves where they stand behind an offset. */
function regionMoved(block: ast.Block, offset: number, moved: number): ast.Block {
  const region = block.declaration;
  if (region?.kind !== 'region' || region.name === undefined) return block;
  const behind = (range: Range) => range.start >= offset;
  if (!behind(region) && !(region.fields ?? []).some(behind)) return block;
  const place = <T extends Range>(range: T): T => (behind(range) ? { ...range, ...shift(range, moved) } : range);
  const fields = region.fields?.map(place);
  const declaration: ast.Region = {
    ...place(region),
    keyword: place(region.keyword),
    name: place(region.name),
    fields,
  };
  return { ...block, declaration };
}

/** Trees of texts in which all JSON is right. */
const SOUND = new WeakSet<ast.File>();

function commonPrefix(a: string, b: string): number {
  const most = Math.min(a.length, b.length);
  let length = 0;
  while (length < most && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return length;
}

function commonSuffix(a: string, b: string, prefix: number): number {
  const most = Math.min(a.length, b.length) - prefix;
  let length = 0;
  while (length < most && a.charCodeAt(a.length - 1 - length) === b.charCodeAt(b.length - 1 - length)) length++;
  return length;
}

/** Where a block begins, and what it declares. */
type Cut =
  | { readonly kind: 'region'; readonly object: JsonObject }
  | { readonly kind: 'element'; readonly key: ListKey; readonly object: JsonObject };

interface Outline {
  readonly cuts: readonly Cut[];
  readonly problems: readonly JsonProblem[];
  readonly fields?: readonly ast.Field[];
}

function build(text: string, earlier: Earlier): ast.File {
  const read = new Map<JsonObject, Reading>();
  const tree = parseJson(text, {
    onObject: (object, around) => {
      const key = listAround(around);
      if (key !== undefined) read.set(object, readElement(text, object, key, object.start));
      return key !== undefined;
    },
  });
  const outline = outlineOf(text, tree.root);
  const problems = [...tree.problems, ...outline.problems].sort((a, b) => a.start - b.start);
  const blocks: ast.PlacedBlock[] = [];
  let reported = 0;
  /** The problems up to an offset that no block has yet. */
  const problemsUntil = (end: number, base: number): ast.Problem[] => {
    const taken: ast.Problem[] = [];
    for (; reported < problems.length; reported++) {
      const problem = problems[reported];
      if (problem === undefined || (problem.start >= end && end < text.length)) break;
      taken.push({ message: problem.message, start: problem.start - base, end: problem.end - base });
    }
    return taken;
  };

  const first = outline.cuts[0]?.object.start ?? text.length;
  if (first > 0 || outline.cuts.length === 0) {
    const head: ast.Block = { length: first, problems: problemsUntil(first, 0), comments: [] };
    const before = earlier(0, first);
    const same = before !== undefined && before.declaration === undefined && before.length === first;
    blocks.push({ start: 0, block: same && before.problems.length + head.problems.length === 0 ? before : head });
  }
  let project = DEFAULT_PROJECT;
  outline.cuts.forEach((cut, i) => {
    const start = cut.object.start;
    const end = outline.cuts[i + 1]?.object.start ?? text.length;
    const found = problemsUntil(end, start);
    const before = found.length === 0 ? earlier(start, end) : undefined;
    if (cut.kind === 'region') {
      blocks.push({ start, block: sameOrNew(before, regionBlock(text, cut.object, start, end, found)) });
      return;
    }
    // What a block says depends on its text alone, so it fits every list of its kind.
    const same = before?.length === end - start && kindOf(cut.key) === before.declaration?.kind && !UNSOUND.has(before);
    const reading = read.get(cut.object) ?? readElement(text, cut.object, cut.key, start);
    const block = same ? before : elementBlock(reading, end - start, found);
    const own = ELEMENTS.get(block)?.project ?? DEFAULT_PROJECT;
    if (own !== project) {
      project = own;
      blocks.push({ start, block: projectOf(block) });
    }
    blocks.push({ start, block });
  });
  const file: ast.File = { language: 'json', blocks, length: text.length, fields: outline.fields };
  if (problems.length === 0) SOUND.add(file);
  return file;
}

const DEFAULT_PROJECT = '0';
interface Element {
  readonly key: ListKey;
  readonly project: string;
  /** A block without length that names the project. It stands at the start of the element where the element before has another project. */
  readonly projectBlock: ast.Block;
}

/** What the block of an element says besides its declaration. */
const ELEMENTS = new WeakMap<ast.Block, Element>();
/** Blocks with problems that come from elsewhere, such as a bracket that is missing further down. */
const UNSOUND = new WeakSet<ast.Block>();

function projectOf(block: ast.Block): ast.Block {
  const element = ELEMENTS.get(block);
  if (element === undefined) throw new Error('Not the block of an element.');
  return element.projectBlock;
}

/** What one element says. Its JSON is given up as soon as this is read. */
interface Reading {
  readonly key: ListKey;
  readonly entity: ReadEntity;
  readonly problems: readonly ast.Problem[];
}

function readElement(text: string, object: JsonObject, key: ListKey, base: number): Reading {
  const source = snapshotSource(text, base);
  const entity = readEntity(source, key, object);
  const problems = source.findings.filter(({ level }) => level !== 'lost').map(asProblem);
  return { key, entity, problems };
}

/** `found` are the problems of the element's JSON. */
function elementBlock({ key, entity, problems }: Reading, length: number, found: readonly ast.Problem[]): ast.Block {
  const { declaration, project } = entity;
  const all = [...found, ...problems].sort((a, b) => a.start - b.start);
  const block: ast.Block = { length, declaration, problems: all, comments: [] };
  ELEMENTS.set(block, { key, project: project?.text ?? DEFAULT_PROJECT, projectBlock: projectBlock(project) });
  if (found.length > 0) UNSOUND.add(block);
  return block;
}

function asProblem({ start, end, message }: Finding): ast.Problem {
  return { start, end, message };
}

/** The name of a region may stand behind its lists. Its range then lies outside of the block. */
function regionBlock(text: string, object: JsonObject, start: number, end: number, problems: ast.Problem[]): ast.Block {
  const value = member(object, 'Region')?.value;
  const piece = value === undefined ? undefined : pieceOf({ text, base: start }, value);
  const range = placeOf(piece ?? { start: 0, end: 0 });
  const name: ast.Name = { text: piece?.text || DEFAULT_REGION, ...range };
  const fields = unknownFields(text, object, start, isKnownOfRegion);
  const declaration: ast.Region = { kind: 'region', keyword: range, name, fields, ...range };
  return { length: end - start, declaration, problems, comments: [] };
}

function sameOrNew(before: ast.Block | undefined, block: ast.Block): ast.Block {
  const a = before?.declaration;
  const b = block.declaration;
  if (before === undefined || before.length !== block.length || before.problems.length + block.problems.length > 0)
    return block;
  if (a?.kind !== 'region' || b?.kind !== 'region' || a.fields !== undefined || b.fields !== undefined) return block;
  return a.start === b.start && a.end === b.end && a.name?.text === b.name?.text ? before : block;
}

function projectBlock(written: ast.Name | undefined): ast.Block {
  const range = placeOf(written ?? { start: 0, end: 0 });
  const declaration: ast.Project = {
    kind: 'project',
    keyword: range,
    name: { text: written?.text ?? DEFAULT_PROJECT, ...range },
    ...range,
  };
  return { length: 0, declaration, problems: [], comments: [] };
}

/** A list without elements is kept as it is, since nothing else says that it was there. */
function isKnownOfRegion({ key, value }: JsonMember): boolean {
  return key === 'Region' || (isListKey(key) && !(value?.kind === 'array' && value.items.length === 0));
}

function unknownFields(
  text: string,
  object: JsonObject,
  base: number,
  known: (member: JsonMember) => boolean,
): readonly ast.Field[] | undefined {
  const fields = object.members.flatMap((member): ast.Field[] => {
    const { key, value } = member;
    if (value === undefined || known(member)) return [];
    return [{ path: [key], text: text.slice(value.start, value.end), ...shift(value, -base) }];
  });
  return fields.length === 0 ? undefined : fields;
}

/** The regions and the elements of their lists, in the order of the text. */
function outlineOf(text: string, root: JsonValue | undefined): Outline {
  const problems: JsonProblem[] = [];
  const cuts: Cut[] = [];
  if (root === undefined) return { cuts, problems };
  if (root.kind !== 'object') {
    problems.push({ start: root.start, end: root.end, message: t("A snapshot must be an object with 'regions'.") });
    return { cuts, problems };
  }
  const version = member(root, 'version')?.value;
  if (version !== undefined && !(version.kind === 'number' && version.value === SNAPSHOT_VERSION)) {
    problems.push({
      start: version.start,
      end: version.end,
      message: t('The version of a snapshot must be {0}.', SNAPSHOT_VERSION),
    });
  }
  const regions = member(root, 'regions');
  if (regions === undefined) {
    outlineAnswer(root, cuts, problems);
    return {
      cuts,
      problems,
      fields: unknownFields(text, root, 0, (member) => isKnownOfRegion(member) || member.key === 'version'),
    };
  }
  for (const region of elementsOf(regions, problems)) {
    if (region.kind === 'object') outlineRegion(region, cuts, problems);
    else problems.push({ start: region.start, end: region.end, message: t('A region must be an object, in braces.') });
  }
  return { cuts, problems, fields: unknownFields(text, root, 0, ({ key }) => key === 'regions' || key === 'version') };
}

/** A Describe answer is read as a snapshot of one region without a name. */
function outlineAnswer(root: JsonObject, cuts: Cut[], problems: JsonProblem[]): void {
  const wrapped = member(root, 'Response')?.value;
  const answer = wrapped?.kind === 'object' ? wrapped : root;
  if (answer.members.some(({ key }) => isListKey(key))) outlineRegion(answer, cuts, problems);
  else if (root.members.length > 0 && member(root, 'version') === undefined) {
    const range = { start: root.start, end: Math.min(root.end, root.start + 1) };
    problems.push({ ...range, message: t("A snapshot must have 'regions', a list.") });
  }
}

function outlineRegion(region: JsonObject, cuts: Cut[], problems: JsonProblem[]): void {
  cuts.push({ kind: 'region', object: region });
  for (const list of region.members) {
    const { key } = list;
    if (!isListKey(key)) continue;
    for (const element of elementsOf(list, problems)) {
      if (element.kind === 'object') cuts.push({ kind: 'element', key, object: element });
      else
        problems.push({
          start: element.start,
          end: element.end,
          message: t('What {0} lists must be an object, in braces.', quote(key)),
        });
    }
  }
}

function elementsOf(list: JsonMember, problems: JsonProblem[]): readonly JsonValue[] {
  const value = list.value;
  if (value === undefined || isEmpty(value)) return [];
  if (value.kind === 'array') return (value satisfies JsonArray).items;
  problems.push({ ...keyRange(list), message: t('{0} must be a list, in square brackets.', quote(list.key)) });
  return [];
}
