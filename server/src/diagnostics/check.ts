// The diagnostics of a file, block by block in the order of the text, without those that comments ignore.

import type { Model } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import { memo } from '#util/memo.ts';
import type { Steps } from '#util/steps.ts';
import { type Code, codes } from './codes.ts';
import type { Diagnostic } from './diagnostic.ts';
import { inNames } from './namesForIds.ts';
import {
  judgingLists,
  judgingMachines,
  lastSaidOfLists,
  lastSaidOfMachines,
  MACHINES_CODES,
  NONE,
  ofNames,
  ofRegion,
  ofText,
} from './runner.ts';
import type { Settings } from './settings.ts';
import type { SharedNames } from './sharedNames.ts';
import { steady } from './steady.ts';
import { ignoresAnything, withoutIgnored } from './unusedIgnore.ts';

export interface CheckContext {
  readonly model: Model;
  readonly settings: Settings;
  /** The day that `until` is compared with, `2027-03-31`, UTC. */
  readonly today: string;
  /** The names, ids and addresses that blocks have in common, kept up to date from one model to the next. */
  readonly shared: SharedNames;
}

export interface FileToCheck {
  readonly tree: ast.File;
  readonly text: string;
  /** Whether only the grammar is checked, because the file is too large to be part of the model. */
  readonly syntaxOnly: boolean;
}

/** The diagnostics of a block. `diagnostics` is the same array as before where nothing changed, wherever the block moved to. */
export interface CheckedBlock {
  readonly placed: ast.PlacedBlock;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * How much is judged: `quick` repeats the last findings that follow from machines, and those about lists in whose text nothing changed
 * but in which names may mean something else now. `full` judges these too.
 */
export type Depth = 'quick' | 'full';

/** Checks a file, without the findings that comments ignore. Returns only blocks with findings. A step judges one list of rules. */
export function* checkingFile(context: CheckContext, file: FileToCheck, depth: Depth): Steps<readonly CheckedBlock[]> {
  const { tree, syntaxOnly } = file;
  const all: (readonly Diagnostic[])[] = [];
  for (const placed of tree.blocks) {
    all.push(
      syntaxOnly
        ? ofText(context.settings, context.today, file.text, placed)
        : yield* checkingBlock(context, file, placed, depth),
    );
    yield;
  }
  const left = !syntaxOnly && ignoresAnything(tree) ? leaveOutIgnored(context.settings, file, all, depth) : all;
  const checked: CheckedBlock[] = [];
  for (const [i, diagnostics] of left.entries()) {
    const placed = tree.blocks[i];
    if (placed !== undefined && diagnostics.length > 0) checked.push({ placed, diagnostics });
  }
  return checked;
}

function* checkingBlock(
  context: CheckContext,
  file: FileToCheck,
  placed: ast.PlacedBlock,
  depth: Depth,
): Steps<readonly Diagnostic[]> {
  const { block } = placed;
  const { model, settings, today, shared } = context;
  const binding = model.bindings.get(block);
  const isQuick = depth === 'quick';
  const parts = [
    ofText(settings, today, file.text, placed),
    binding === undefined ? NONE : ofNames(model, settings, binding),
    ofRegion(model, settings, shared).get(block) ?? NONE,
    (isQuick ? lastSaidOfLists(block) : undefined) ?? (yield* judgingLists(model, settings, block)),
    isQuick ? lastSaidOfMachines(model, settings, block) : yield* judgingMachines(model, settings, block),
  ];
  return inNames(model, merged(block, parts));
}

const merges = memo<ast.Block, readonly Diagnostic[]>();

function merged(block: ast.Block, parts: readonly (readonly Diagnostic[])[]): readonly Diagnostic[] {
  return merges(block, parts, () => parts.flat().sort(byPlace));
}

const notIgnored = steady();

function leaveOutIgnored(
  settings: Settings,
  { tree, text }: FileToCheck,
  all: readonly (readonly Diagnostic[])[],
  depth: Depth,
): readonly (readonly Diagnostic[])[] {
  const byBlock = new Map(tree.blocks.map(({ block }, i) => [block, all[i] ?? NONE]));
  const changed = withoutIgnored({
    tree,
    text,
    settings,
    diagnosticsOf: (block) => byBlock.get(block) ?? NONE,
    unsure: depth === 'full' ? NO_CODES : MACHINES_CODES,
  });
  return tree.blocks.map(({ block }, i) => {
    const found = changed.get(block);
    return found === undefined ? (all[i] ?? NONE) : notIgnored.next(block, [...found].sort(byPlace));
  });
}

const NO_CODES: ReadonlySet<Code> = new Set();

const order: ReadonlyMap<Code, number> = new Map(codes.map(({ code }, i) => [code, i]));

/** By place, longer ones first, then in the order of the codes: the same whatever was looked at first. */
function byPlace(a: Diagnostic, b: Diagnostic): number {
  return (
    a.start - b.start ||
    b.end - a.end ||
    (order.get(a.code) ?? 0) - (order.get(b.code) ?? 0) ||
    compare(a.message, b.message)
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
