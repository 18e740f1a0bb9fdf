// What a quick fix is, and the parts that fixes are made of.

import { removeRules } from '#edits/removeRules.ts';
import type { Acl, Group, Model } from '#model/model.ts';
import type { Policy, PolicyList } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { t } from '#util/l10n.ts';
import type { Diagnostic } from './diagnostic.ts';

export interface FixContext {
  readonly model: Model;
  readonly language: ast.File['language'];
  /** The text of the file. */
  readonly text: string;
  readonly placed: ast.PlacedBlock;
}

/** A fix changes one file, the one of the finding. */
export interface Fix {
  readonly title: string;
  /** Whether it is the one that the editor's key for fixes takes. */
  readonly preferred: boolean;
  /** In offsets of the file. */
  readonly edits: readonly TextEdit[];
  /** Whether a packet may be decided otherwise afterwards. */
  readonly changesPackets: boolean;
  /** Where the cursor goes, as an offset in the new text of the only edit: there people go on to type. */
  readonly cursor?: number;
}

/** The fixes of one finding, the best first. */
export type FindFixes = (context: FixContext, diagnostic: Diagnostic) => readonly Fix[];

export function fix(
  title: string,
  edits: readonly TextEdit[],
  options: { readonly changesPackets?: boolean; readonly preferred?: boolean } = {},
): Fix {
  const { changesPackets = false, preferred = true } = options;
  return { title, edits, preferred, changesPackets };
}

/** A range of the block in offsets of the file. */
export function placedAt({ placed }: FixContext, { start, end }: Range): Range {
  return { start: start + placed.start, end: end + placed.start };
}

/** Replaces a part of the block. */
export function rewrite(context: FixContext, { newText, ...range }: TextEdit): Fix {
  return fix(t("Write '{0}'", newText), [{ ...placedAt(context, range), newText }]);
}

export interface OwnedList {
  readonly owner: Group | Acl;
  readonly list: PolicyList;
}

/** The lists of rules of the block. */
export function listsOf({ model, placed }: FixContext): readonly OwnedList[] {
  const owner = model.bindings.get(placed.block)?.entity;
  if (owner?.kind !== 'group' && owner?.kind !== 'acl') return [];
  return [owner.inbound, owner.outbound].map((list) => ({ owner, list }));
}

/** The policies of a list that findings are about, which stand at their rules or peers. */
export function reportedBy(diagnostics: readonly Diagnostic[], { policies }: PolicyList): ReadonlySet<Policy> {
  const places = new Set(diagnostics.map(placeKey));
  return new Set(policies.filter(({ rule, peerNode }) => places.has(placeKey(rule)) || places.has(placeKey(peerNode))));
}

function placeKey({ start, end }: Range): string {
  return `${start} ${end}`;
}

/** The edits that take policies out of the block. */
export function removal(
  { text, language, placed }: FixContext,
  { node }: Group | Acl,
  policies: ReadonlySet<Policy>,
): readonly TextEdit[] {
  const gone = new Set([...policies].map(({ peerNode }) => peerNode));
  return removeRules({ text, language, blockStart: placed.start, lists: node.lists, gone });
}
