// A snapshot of regions, `*.sg.json`, as the tree of its declarations. It is judged while it is edited, so all that can be read of a broken
// text is read, and the blocks of elements that an edit did not touch stay the same objects.

import type * as ast from '#syntax/ast.ts';
import { type JsonObject, parseJson } from '#syntax/json.ts';
import { type Range, shift } from '#text/range.ts';
import { difference } from '#text/textEdit.ts';
import { kindOf, listAround } from './entityJson.ts';
import {
  DEFAULT_PROJECT,
  elementBlock,
  elementOf,
  isSound,
  projectOf,
  type Reading,
  readElement,
  regionBlock,
  sameOrNew,
} from './snapshotBlocks.ts';
import { outlineOf } from './snapshotOutline.ts';

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
  const edit = difference(previousText, text);
  const patched = patch(previous, text, edit.start, edit.end);
  if (patched !== undefined) return patched;
  const moved = previousText.length - text.length;
  return build(text, (start, end) => {
    if (end <= edit.start) return known.get(start);
    return start + moved >= edit.end ? known.get(start + moved) : undefined;
  });
}

/** The block that the text between two offsets had before the edit, if it had one. */
type Earlier = (start: number, end: number) => ast.Block | undefined;

/**
 * The common case of an edit, for which one element is read instead of the whole text: the edit lies between the braces of the element,
 * which is sound before and after it, in a text that is sound. The JSON around a value means the same whatever the value is.
 */
function patch(previous: ast.File, text: string, from: number, to: number): ast.File | undefined {
  if (!SOUND.has(previous)) return undefined;
  const index = previous.blocks.findLastIndex(({ start }) => start < from);
  const placed = previous.blocks[index];
  const node = placed?.block.declaration;
  const element = placed && elementOf(placed.block);
  if (placed === undefined || element === undefined || node === undefined || placed.start + node.end <= to)
    return undefined;
  const moved = text.length - previous.length;
  const slice = text.slice(placed.start, placed.start + node.end + moved);
  const { root, problems } = parseJson(slice, { from: 0 });
  if (problems.length > 0 || root?.kind !== 'object' || root.end !== slice.length) return undefined;
  const block = elementBlock(readElement(slice, root, element.key, 0), placed.block.length + moved, []);
  if (elementOf(block)?.project !== element.project) return undefined;

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
  const broken = tree.problems.map((problem): ast.Problem => ({ ...problem, notJson: true }));
  const problems = [...broken, ...outline.problems].sort((a, b) => a.start - b.start);
  const problemsUntil = inTurn(problems, text.length);
  const blocks: ast.PlacedBlock[] = [];
  const first = outline.cuts[0]?.object.start ?? text.length;
  if (first > 0 || outline.cuts.length === 0) {
    const head: ast.Block = { length: first, problems: problemsUntil(first, 0), comments: [] };
    const before = earlier(0, first);
    const isSame = before !== undefined && before.declaration === undefined && before.length === first;
    blocks.push({ start: 0, block: isSame && before.problems.length + head.problems.length === 0 ? before : head });
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
    // What a block says depends on its text alone, so it may be used in every list of its kind.
    const fits = before?.length === end - start && kindOf(cut.key) === before.declaration?.kind && isSound(before);
    const reading = read.get(cut.object) ?? readElement(text, cut.object, cut.key, start);
    const block = fits ? before : elementBlock(reading, end - start, found);
    const own = elementOf(block)?.project ?? DEFAULT_PROJECT;
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

/** Gives the problems up to an offset that were not given before, with places that count from `base`. */
function inTurn(problems: readonly ast.Problem[], length: number): (end: number, base: number) => ast.Problem[] {
  let given = 0;
  return (end, base) => {
    const from = given;
    while (given < problems.length && ((problems[given] as ast.Problem).start < end || end >= length)) given++;
    return problems.slice(from, given).map((problem) => ({ ...problem, ...shift(problem, -base) }));
  };
}
