// All that is to be said about the blocks of a model, kept by what it follows from: the grammar by the block, names by its binding,
// rules by their list. A keystroke makes one of each anew. What follows from several blocks together is one pass over the model.

import type { Acl, Group, Model } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import { checkAcross } from './checkAcross.ts';
import { checkMembers, lastOfMembers, MEMBER_CODES } from './checkMembers.ts';
import { type Code, codes } from './codes.ts';
import { dateFindings } from './dates.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Finding } from './finding.ts';
import { addressFindings } from './invalidAddress.ts';
import { invalidPorts } from './invalidPort.ts';
import { type Kept, kept, NONE, steady } from './kept.ts';
import { missingDescriptions } from './missingDescription.ts';
import { openToWorldFindings } from './openToWorld.ts';
import { partlyShadowedRules } from './partlyShadowedRule.ts';
import { groupQuotas } from './quotas.ts';
import { referenceFindings } from './references.ts';
import { type Settings, severityOf } from './settings.ts';
import { unreachedRules } from './shadowedRule.ts';
import type { SharedNames } from './sharedNames.ts';
import { namesHash } from './similarNames.ts';
import { suspiciousCharacters } from './suspiciousCharacter.ts';
import { syntaxErrors } from './syntaxError.ts';
import { ignoresAnything, withoutIgnored } from './unusedIgnore.ts';
import { wrongDirectionWords } from './wrongDirectionWord.ts';

export interface CheckContext {
  readonly model: Model;
  readonly settings: Settings;
  /** The day that `until` is compared with, `2027-03-31`, UTC. */
  readonly today: string;
  /** What blocks have in common, kept from one model to the next. */
  readonly shared: SharedNames;
}

export interface FileToCheck {
  readonly tree: ast.File;
  readonly text: string;
  /** The file is too large for more than its grammar, and no part of the model. */
  readonly syntaxOnly: boolean;
}

/** What is said of a block: the same array as before where nothing about it changed, wherever the block moved to. */
export interface CheckedBlock {
  readonly placed: ast.PlacedBlock;
  readonly diagnostics: readonly Diagnostic[];
}

/** `quick` takes what follows from all machines of the model as it was found the last time. */
export type Depth = 'quick' | 'full';

/** The findings of a file, those that comments take off left out; only blocks that have any. */
export function checkFile(context: CheckContext, file: FileToCheck, depth: Depth): readonly CheckedBlock[] {
  const { tree, syntaxOnly } = file;
  const all: (readonly Diagnostic[])[] = [];
  for (const placed of tree.blocks) {
    all.push(syntaxOnly ? grammarOf(context, file, placed) : checkBlock(context, file, placed, depth));
  }
  const left = !syntaxOnly && ignoresAnything(tree) ? leaveOutIgnored(context.settings, file, all, depth) : all;
  const checked: CheckedBlock[] = [];
  for (const [i, diagnostics] of left.entries()) {
    const placed = tree.blocks[i];
    if (placed !== undefined && diagnostics.length > 0) checked.push({ placed, diagnostics });
  }
  return checked;
}

function checkBlock(
  context: CheckContext,
  file: FileToCheck,
  placed: ast.PlacedBlock,
  depth: Depth,
): readonly Diagnostic[] {
  const { block } = placed;
  const { model, settings } = context;
  const entity = model.bindings.get(block)?.entity;
  const owner = entity?.kind === 'group' || entity?.kind === 'acl' ? entity : undefined;
  return merged(
    block,
    grammarOf(context, file, placed),
    namesOf(context, block),
    owner === undefined ? NONE : listOf(settings, owner, owner.inbound),
    owner === undefined ? NONE : listOf(settings, owner, owner.outbound),
    checkAcross(context).get(block) ?? NONE,
    depth === 'full' ? checkMembers(model, settings, block) : lastOfMembers(model, settings, block),
  );
}

const grammar = new WeakMap<ast.Block, Kept>();

function grammarOf(
  { settings, today }: CheckContext,
  file: FileToCheck,
  { start, block }: ast.PlacedBlock,
): readonly Diagnostic[] {
  return kept(grammar, block, settings, today, () => {
    const text = file.text.slice(start, start + block.length);
    const node = block.declaration;
    return [
      syntaxErrors(block),
      suspiciousCharacters(text),
      ...(node === undefined
        ? []
        : [
            wrongDirectionWords(node),
            addressFindings(node, block.problems),
            invalidPorts(node, text),
            dateFindings(node, settings, today),
            severityOf(settings, 'missing-description') === 'off' ? [] : missingDescriptions(node),
          ]),
    ].flat();
  });
}

const names = new WeakMap<object, Kept>();

function namesOf({ model, settings }: CheckContext, block: ast.Block): readonly Diagnostic[] {
  const binding = model.bindings.get(block);
  if (binding === undefined) return NONE;
  // What is spelled like an unknown name follows from all names there are.
  const unknown = binding.references.some(({ fault }) => fault === 'unknown-name');
  return kept(names, binding, settings, unknown ? namesHash(model) : undefined, () => {
    const findings = referenceFindings(model, binding);
    return binding.entity?.kind === 'group'
      ? findings.concat(groupQuotas(model, binding, binding.entity, settings))
      : findings;
  });
}

const lists = new WeakMap<PolicyList, Kept>();

function listOf(settings: Settings, owner: Group | Acl, list: PolicyList): readonly Diagnostic[] {
  return list.policies.length === 0
    ? NONE
    : kept(lists, list, settings, undefined, () => findingsOfList(settings, owner, list));
}

function findingsOfList(settings: Settings, owner: Group | Acl, list: PolicyList): readonly Finding[] {
  return [
    unreachedRules(owner, list),
    owner.kind === 'group' && list.direction === 'inbound' ? openToWorldFindings(owner, settings) : [],
    severityOf(settings, 'partly-shadowed-rule') === 'off' ? [] : partlyShadowedRules(owner, list),
  ].flat();
}

const merges = new WeakMap<
  ast.Block,
  { readonly parts: readonly (readonly Diagnostic[])[]; readonly all: readonly Diagnostic[] }
>();

function merged(block: ast.Block, ...parts: readonly (readonly Diagnostic[])[]): readonly Diagnostic[] {
  const known = merges.get(block);
  if (known !== undefined && parts.every((part, i) => part === known.parts[i])) return known.all;
  const all = parts.flat().sort(byPlace);
  merges.set(block, { parts, all });
  return all;
}

const left = new WeakMap<ast.Block, readonly Diagnostic[]>();

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
    unsure: depth === 'full' ? NO_CODES : MEMBER_CODES,
  });
  return tree.blocks.map(({ block }, i) => {
    const found = changed.get(block);
    return found === undefined ? (all[i] ?? NONE) : steady(left, block, [...found].sort(byPlace));
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
