// The blocks of a snapshot: one for each region, and one for each element of its lists.

import type * as ast from '#syntax/ast.ts';
import type { JsonObject } from '#syntax/json.ts';
import { valueIn } from '../jsonAccess.ts';
import { placeOf } from '../piece.ts';
import { snapshotSource } from '../source.ts';
import { type ListKey, type ReadEntity, readEntity } from './entityJson.ts';
import { pieceOf } from './jsonValues.ts';
import { DEFAULT_REGION, isOfRegion, unknownFields } from './snapshotOutline.ts';

export const DEFAULT_PROJECT = '0';

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

export function elementOf(block: ast.Block): Element | undefined {
  return ELEMENTS.get(block);
}

export function isSound(block: ast.Block): boolean {
  return !UNSOUND.has(block);
}

export function projectOf(block: ast.Block): ast.Block {
  const element = ELEMENTS.get(block);
  if (element === undefined) throw new Error('Not the block of an element.');
  return element.projectBlock;
}

/** What one element says. Its JSON is given up as soon as this is read. */
export interface Reading {
  readonly key: ListKey;
  readonly entity: ReadEntity;
  readonly problems: readonly ast.Problem[];
}

export function readElement(text: string, object: JsonObject, key: ListKey, base: number): Reading {
  const source = snapshotSource(text, base);
  const entity = readEntity(source, key, object);
  const problems = source.findings.flatMap(({ level, ...problem }) => (level === 'lost' ? [] : [problem]));
  return { key, entity, problems };
}

/** `found` are the problems of the element's JSON. */
export function elementBlock(
  { key, entity, problems }: Reading,
  length: number,
  found: readonly ast.Problem[],
): ast.Block {
  const { declaration, project } = entity;
  const all = [...found, ...problems].sort((a, b) => a.start - b.start);
  const block: ast.Block = { length, declaration, problems: all, comments: [] };
  ELEMENTS.set(block, { key, project: project?.text ?? DEFAULT_PROJECT, projectBlock: projectBlock(project) });
  if (found.length > 0) UNSOUND.add(block);
  return block;
}

/** The name of a region may stand behind its lists. Its range then lies outside of the block. */
export function regionBlock(
  text: string,
  object: JsonObject,
  start: number,
  end: number,
  problems: ast.Problem[],
): ast.Block {
  const value = valueIn(object, 'Region');
  const piece = value === undefined ? undefined : pieceOf({ text, base: start }, value);
  const range = placeOf(piece ?? { start: 0, end: 0 });
  const name: ast.Name = { text: piece?.text || DEFAULT_REGION, ...range };
  const fields = unknownFields(text, object, start, isOfRegion);
  const declaration: ast.Region = { kind: 'region', keyword: range, name, fields, ...range };
  return { length: end - start, declaration, problems, comments: [] };
}

/** The block before an edit, if it says the same as the new one. */
export function sameOrNew(before: ast.Block | undefined, block: ast.Block): ast.Block {
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
