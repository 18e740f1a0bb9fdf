// Where a rule stands in a file, and what a writer can do with it. There are two: `ruleLines` for rule files, `ruleObjects` for snapshots.

import type { Acl, Group } from '#model/model.ts';
import { type Policy, policyAt } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import type { RuleParts } from '#syntax/print.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { t } from '#util/l10n.ts';
import { type Context, type Placed, placeOf, type Refusal, refuse } from './change.ts';

/** A rule by its owner's key and the index of one of its policies. */
export interface RuleReference {
  readonly owner: string;
  readonly direction: ast.Direction;
  readonly index: number;
}

export type RuleText = Omit<RuleParts, 'word'>;

/** A group or acl, and where it is written. */
export interface Owner {
  readonly entity: Group | Acl;
  readonly placed: Placed;
}

export interface RulePlace {
  readonly direction: ast.Direction;
  /** The rule before which it is; the end of the list without one. */
  readonly before?: ast.Rule;
}

/** Another order of the rules of a list. */
export interface NewOrder {
  readonly direction: ast.Direction;
  /** All of them, as they stand, and as they are to stand. */
  readonly rules: readonly ast.Rule[];
  readonly order: readonly ast.Rule[];
  /** What to move for that. */
  readonly moves: readonly Move[];
}

/** Rules that go before one that stays, or behind the last one, which stays then. */
export interface Move {
  readonly rules: readonly ast.Rule[];
  readonly before: ast.Rule | undefined;
}

export interface NewRules {
  /** Lines of rules; a direction that is absent stays as it is. */
  readonly inbound?: readonly string[];
  readonly outbound?: readonly string[];
  /** Before the rules that are there, instead of in their place. */
  readonly append?: boolean;
}

/** Edits of the owner's file. */
export interface Written {
  readonly edits: readonly TextEdit[];
  /** What could not be written, each in a sentence. */
  readonly notes: readonly string[];
}

export function written(edits: readonly TextEdit[], notes: readonly string[] = []): Written {
  return { edits, notes };
}

/** Rules are given as lines of the rule language, to either writer. */
export interface RuleWriter {
  insert(context: Context, owner: Owner, place: RulePlace, line: string): Written | Refusal;
  reorder(owner: Owner, order: NewOrder): Written | Refusal;
  /** Each copy comes right behind its rule. */
  duplicate(owner: Owner, direction: ast.Direction, rules: readonly ast.Rule[]): Written | Refusal;
  /** A whole rule goes where all its peers are named, else these peers alone. */
  remove(owner: Owner, gone: ReadonlySet<ast.Peer>): Written;
  overwrite(context: Context, owner: Owner, rules: NewRules): Written | Refusal;
}

/** Refused where the group or acl cannot be changed. */
export function ownerOf(context: Context, key: string): Owner | Refusal {
  const entity = context.model.entities.get(key);
  if (entity?.kind !== 'group' && entity?.kind !== 'acl') return refuse(t('The group is no longer there.'));
  if (entity.builtin)
    return refuse(t("'{0}' is built in and cannot be changed: clone it and change the copy.", entity.name));
  const placed = placeOf(context, entity.source);
  return placed === undefined ? refuse(t("The file of '{0}' is no longer there.", entity.name)) : { entity, placed };
}

export function ruleAt(
  context: Context,
  { owner: key, direction, index }: RuleReference,
): { readonly owner: Owner; readonly policy: Policy } | Refusal {
  const owner = ownerOf(context, key);
  if ('refused' in owner) return owner;
  const policy = policyAt(owner.entity[direction], index);
  return policy === undefined ? refuse(t('The rule is no longer there.')) : { owner, policy };
}
