// All that is to be said about the blocks of a model, kept by what it follows from: the grammar by the block, names by its binding,
// rules by their list. A keystroke makes one of each anew. What follows from several blocks together is one pass over the model.

import type { Acl, Group, Model } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import { type Code, codes } from './codes.ts';
import { dateFindings } from './dates.ts';
import { deadOnCvmFindings } from './deadOnCvm.ts';
import type { Diagnostic } from './diagnostic.ts';
import { duplicateAddresses, duplicateIds, duplicateNames } from './duplicates.ts';
import { expectationFindings } from './expectation.ts';
import { type Finding, graded } from './finding.ts';
import { collectFindings, type Findings } from './findings.ts';
import { addressFindings } from './invalidAddress.ts';
import { invalidPorts } from './invalidPort.ts';
import { openToWorldFindings } from './openToWorld.ts';
import { partlyShadowedRules } from './partlyShadowedRule.ts';
import { groupQuotas } from './quotas.ts';
import { referenceFindings } from './references.ts';
import { regionQuotas } from './regionQuotas.ts';
import { type Settings, severityOf } from './settings.ts';
import { shadowedByMembersFindings } from './shadowedByMembers.ts';
import { unreachedRules } from './shadowedRule.ts';
import { namesHash } from './similarNames.ts';
import { suspiciousCharacters } from './suspiciousCharacter.ts';
import { syntaxErrors } from './syntaxError.ts';
import { ignoresAnything, withoutIgnored } from './unusedIgnore.ts';
import { cvmsWithoutGroup, emptyGroupPeers, unused } from './uses.ts';
import { wrongDirectionWords } from './wrongDirectionWord.ts';

export interface CheckContext {
  readonly model: Model;
  readonly settings: Settings;
  /** The day that `until` is compared with, `2027-03-31`, UTC. */
  readonly today: string;
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

/** The findings of a file, those that comments take off left out; only blocks that have any. */
export function checkFile(context: CheckContext, file: FileToCheck): readonly CheckedBlock[] {
  const { tree, text, syntaxOnly } = file;
  const checked: CheckedBlock[] = [];
  for (const placed of tree.blocks) {
    const own = (): string => text.slice(placed.start, placed.start + placed.block.length);
    const diagnostics = syntaxOnly ? checkGrammar(context, placed.block, own) : checkBlock(context, placed.block, own);
    checked.push({ placed, diagnostics });
  }
  if (!syntaxOnly && ignoresAnything(tree)) leaveOutIgnored(context.settings, file, checked);
  return checked.filter(({ diagnostics }) => diagnostics.length > 0);
}

function leaveOutIgnored(settings: Settings, { tree, text }: FileToCheck, checked: CheckedBlock[]): void {
  const byBlock = new Map(checked.map(({ placed, diagnostics }) => [placed.block, diagnostics]));
  const changed = withoutIgnored({ tree, text, settings, diagnosticsOf: (block) => byBlock.get(block) ?? NONE });
  for (const [i, { placed }] of checked.entries()) {
    const left = changed.get(placed.block);
    if (left !== undefined) checked[i] = { placed, diagnostics: steady(lastLeft, placed.block, [...left].sort(byPlace)) };
  }
}

const lastLeft = new WeakMap<ast.Block, readonly Diagnostic[]>();

/**
 * The findings of a block, by place; comments that ignore some are not looked at yet. The array is the same object as before where
 * nothing changed. `text` is the block's and only asked for where the block is new.
 */
function checkBlock(context: CheckContext, block: ast.Block, text: () => string): readonly Diagnostic[] {
  const parts = [
    grammarOf(context, block, text),
    namesOf(context, block),
    ...listsOf(context, block),
    acrossOf(context).get(block) ?? NONE,
    membersOf(context, block),
  ];
  return merged(block, parts);
}

/** The grammar alone, for a file that is too large for more. */
function checkGrammar({ settings, today }: Omit<CheckContext, 'model'>, block: ast.Block, text: () => string) {
  return merged(block, [grammarOf({ settings, today }, block, text)]);
}

const NONE: readonly Diagnostic[] = [];

interface Kept {
  readonly settings: Settings;
  /** What else the findings follow from. */
  readonly from: unknown;
  readonly diagnostics: readonly Diagnostic[];
}

/** Makes findings again only where the settings or `from` are others than before. */
function kept<K extends object>(
  memo: WeakMap<K, Kept>,
  key: K,
  settings: Settings,
  from: unknown,
  make: () => readonly Finding[],
): readonly Diagnostic[] {
  const known = memo.get(key);
  if (known?.settings === settings && known.from === from) return known.diagnostics;
  const made = graded(make(), settings);
  const diagnostics = made.length === 0 ? NONE : made;
  memo.set(key, { settings, from, diagnostics });
  return diagnostics;
}

const grammar = new WeakMap<ast.Block, Kept>();

function grammarOf({ settings, today }: Omit<CheckContext, 'model'>, block: ast.Block, text: () => string): readonly Diagnostic[] {
  return kept(grammar, block, settings, today, () => {
    const written = text();
    const findings = [...syntaxErrors(block), ...suspiciousCharacters(written)];
    const node = block.declaration;
    if (node === undefined) return findings;
    findings.push(...wrongDirectionWords(node), ...addressFindings(node), ...invalidPorts(node, written));
    findings.push(...dateFindings(node, settings, today));
    return findings;
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
    if (binding.entity?.kind === 'group') findings.push(...groupQuotas(model, binding, binding.entity, settings));
    return findings;
  });
}

const lists = new WeakMap<object, Kept>();

function listsOf({ model, settings }: CheckContext, block: ast.Block): readonly (readonly Diagnostic[])[] {
  const entity = model.bindings.get(block)?.entity;
  if (entity?.kind !== 'group' && entity?.kind !== 'acl') return [];
  return [entity.inbound, entity.outbound].map((list) =>
    list.policies.length === 0 ? NONE : kept(lists, list, settings, undefined, () => ofList(entity, list, settings)),
  );
}

function ofList(owner: Group | Acl, list: PolicyList, settings: Settings): readonly Finding[] {
  const findings = unreachedRules(owner, list);
  if (owner.kind === 'group' && list.direction === 'inbound') findings.push(...openToWorldFindings(owner, settings));
  if (severityOf(settings, 'partly-shadowed-rule') !== 'off') findings.push(...partlyShadowedRules(owner, list));
  return findings;
}

const across = new WeakMap<Model, { readonly settings: Settings; readonly byBlock: ReadonlyMap<ast.Block, readonly Diagnostic[]> }>();

function acrossOf({ model, settings }: CheckContext): ReadonlyMap<ast.Block, readonly Diagnostic[]> {
  const known = across.get(model);
  if (known?.settings === settings) return known.byBlock;
  const findings = collectFindings();
  checkAcross(model, settings, findings);
  const byBlock = new Map<ast.Block, readonly Diagnostic[]>();
  for (const [block, found] of findings.byBlock) byBlock.set(block, steady(lastAcross, block, graded(found, settings)));
  across.set(model, { settings, byBlock });
  return byBlock;
}

function checkAcross(model: Model, settings: Settings, into: Findings): void {
  const snapshots = new Set(model.files.flatMap(({ uri, tree }) => (tree.language === 'json' ? [uri] : [])));
  duplicateNames(model, snapshots, into);
  duplicateIds(model, into);
  duplicateAddresses(model, into);
  regionQuotas(model, settings, into);
  unused(model, snapshots, into);
  emptyGroupPeers(model, into);
  cvmsWithoutGroup(model, into);
}

const lastMembers = new WeakMap<ast.Block, readonly Diagnostic[]>();

/** What follows from all machines, groups and rules of the model: the dearest of all, so only made for the block in question. */
function membersOf({ model, settings }: CheckContext, block: ast.Block): readonly Diagnostic[] {
  const { entity, expectation } = model.bindings.get(block) ?? {};
  if (expectation !== undefined) return steady(lastMembers, block, graded(expectationFindings(model, expectation), settings));
  switch (entity?.kind) {
    case 'cvm':
      return steady(lastMembers, block, graded(deadOnCvmFindings(model, entity), settings));
    case 'group':
    case 'acl': {
      if (severityOf(settings, 'shadowed-by-members') === 'off') return NONE;
      const lists = [entity.inbound, entity.outbound];
      return steady(lastMembers, block, graded(lists.flatMap((list) => shadowedByMembersFindings(model, entity, list)), settings));
    }
    default:
      return NONE;
  }
}

const lastAcross = new WeakMap<ast.Block, readonly Diagnostic[]>();

/** The array of the time before where it says the same. */
function steady(
  last: WeakMap<ast.Block, readonly Diagnostic[]>,
  block: ast.Block,
  diagnostics: readonly Diagnostic[],
): readonly Diagnostic[] {
  const before = last.get(block);
  if (before?.length === diagnostics.length && before.every((one, i) => same(one, diagnostics[i]))) return before;
  last.set(block, diagnostics);
  return diagnostics;
}

function same(a: Diagnostic, b: Diagnostic | undefined): boolean {
  return (
    b !== undefined &&
    a.code === b.code &&
    a.severity === b.severity &&
    a.start === b.start &&
    a.end === b.end &&
    a.message === b.message &&
    a.related.length === b.related.length &&
    a.related.every(({ source, start, end, message }, i) => {
      const other = b.related[i];
      return (
        other !== undefined &&
        source.block === other.source.block &&
        source.uri === other.source.uri &&
        start === other.start &&
        end === other.end &&
        message === other.message
      );
    })
  );
}

const merges = new WeakMap<ast.Block, { readonly parts: readonly (readonly Diagnostic[])[]; readonly all: readonly Diagnostic[] }>();

function merged(block: ast.Block, parts: readonly (readonly Diagnostic[])[]): readonly Diagnostic[] {
  const known = merges.get(block);
  if (known !== undefined && known.parts.length === parts.length && known.parts.every((part, i) => part === parts[i])) return known.all;
  const all = parts.flat().sort(byPlace);
  merges.set(block, { parts, all });
  return all;
}

const order: ReadonlyMap<Code, number> = new Map(codes.map(({ code }, i) => [code, i]));

/** By place, longer ones first, then in the order of the codes: the same whatever was looked at first. */
function byPlace(a: Diagnostic, b: Diagnostic): number {
  return a.start - b.start || b.end - a.end || (order.get(a.code) ?? 0) - (order.get(b.code) ?? 0) || compare(a.message, b.message);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
