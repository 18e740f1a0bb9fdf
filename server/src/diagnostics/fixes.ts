// The quick fixes of one finding, made only when somebody asks for them.

import { cutBlock } from '#edits/cutBlock.ts';
import { beginsLine, indentation, lineBreak, lineStart } from '#edits/lines.ts';
import { inSnapshot } from '#edits/references.ts';
import { removeRules } from '#edits/removeRules.ts';
import type { Acl, Group, Model } from '#model/model.ts';
import type { Policy, PolicyList } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { t } from '#util/l10n.ts';
import { removable, removedWith } from './cleanUp.ts';
import { type Code, codeInfo } from './codes.ts';
import type { Diagnostic } from './diagnostic.ts';
import { addOtherFamily } from './expectationOneFamily.ts';
import { ignoreFixes } from './ignoreFix.ts';
import { fixHostBits } from './invalidAddress.ts';
import { addDescription } from './missingDescription.ts';
import { removeReference } from './removeReference.ts';
import { similarNames } from './similarNames.ts';
import { removeComment } from './unusedIgnore.ts';
import { policiesWords } from './words.ts';
import { fixWrongDirectionWord } from './wrongDirectionWord.ts';

export interface FixContext {
  readonly model: Model;
  readonly language: ast.File['language'];
  /** The file's. */
  readonly text: string;
  readonly placed: ast.PlacedBlock;
}

/** A fix changes one file, the one of the finding. */
export interface Fix {
  readonly title: string;
  /** The one that a key press takes. */
  readonly preferred: boolean;
  /** Offsets of the file. */
  readonly edits: readonly TextEdit[];
  /** Whether a packet may be decided otherwise afterwards. */
  readonly changesPackets: boolean;
  /** Where people go on to type: a place in the new text of the only edit. */
  readonly cursor?: number;
}

/** The best first; the comment that takes it off comes last. */
export function fixesOf(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  return [...ownFixes(context, diagnostic), ...ignoreFixes(context, diagnostic)];
}

function ownFixes(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  if (!codeInfo(diagnostic.code).fix) return [];
  const node = context.placed.block.declaration;
  switch (diagnostic.code) {
    case 'wrong-direction-word':
      return rewrite(context, node && fixWrongDirectionWord(node, diagnostic));
    case 'host-bits-set':
      return rewrite(context, node && fixHostBits(node, diagnostic));
    case 'unknown-name':
      return [...renames(context, diagnostic), ...withoutReference(context, diagnostic)];
    case 'shadowed-rule':
    case 'redundant-rule':
      return cleanUps(context, diagnostic);
    case 'expired-rule':
      return expired(context, diagnostic);
    case 'expectation-one-family':
      return otherFamily(context, diagnostic);
    case 'unused-group':
    case 'unused-addresses':
    case 'unused-services':
      return remove(context, diagnostic);
    case 'cvm-without-group':
      return intoGroups(context, diagnostic);
    case 'missing-description':
      return describe(context, diagnostic);
    case 'unused-ignore':
      return [fix(t('Remove the comment'), [removeComment(context.text, placedAt(context, diagnostic))])];
    default:
      return [];
  }
}

function fix(
  title: string,
  edits: readonly TextEdit[],
  options: { changesPackets?: boolean; preferred?: boolean } = {},
): Fix {
  const { changesPackets = false, preferred = true } = options;
  return { title, edits, preferred, changesPackets };
}

function placedAt({ placed }: FixContext, edit: { readonly start: number; readonly end: number }) {
  return { start: edit.start + placed.start, end: edit.end + placed.start };
}

function rewrite(context: FixContext, edit: TextEdit | undefined): readonly Fix[] {
  if (edit === undefined) return [];
  return [fix(t("Write '{0}'", edit.newText), [{ ...placedAt(context, edit), newText: edit.newText }])];
}

/** One for each name that is spelled alike; which is meant, only people know, unless there is but one. */
function renames(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  const { model, placed } = context;
  const binding = model.bindings.get(placed.block);
  const reference = binding?.references.find(({ name }) => name.start === diagnostic.start);
  if (binding === undefined || reference === undefined) return [];
  const similar = similarNames(model, binding.region, reference.role, reference.name.text);
  const place = placedAt(context, diagnostic);
  const written = { place, reference: reference.name.text };
  const known = similar.flatMap((name) => {
    const newText = context.language === 'json' ? inSnapshot(context, binding.region, written, name) : name;
    return newText === undefined ? [] : [{ name, newText }];
  });
  return known.map(({ name, newText }) =>
    fix(t("Change to '{0}'", name), [{ ...place, newText }], {
      preferred: known.length === 1,
      changesPackets: true,
    }),
  );
}

function withoutReference({ model, language, text, placed }: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  const node = placed.block.declaration;
  const reference = model.bindings.get(placed.block)?.references.find(({ name }) => name.start === diagnostic.start);
  if (node === undefined || reference === undefined) return [];
  const found = removeReference({ text, language, blockStart: placed.start, node, name: reference.name });
  if (found === undefined) return [];
  const { what, edits, changesPackets } = found;
  return [fix(t('Remove {0}', what), edits, { preferred: false, changesPackets })];
}

/** Removes what is reported, and what it alone keeps from being reached; or all of the list that can go together. */
function cleanUps(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  for (const { owner, list } of listsOf(context)) {
    const meant = reportedBy([diagnostic], list);
    const [first] = meant;
    if (first === undefined) continue;
    const gone = removedWith(owner, list, meant);
    const what = first.rule.peers.length > meant.size ? t('this peer') : t('this rule');
    const more = gone.size - meant.size;
    const title =
      more === 0
        ? t('Remove {0}', what)
        : t('Remove {0} and {1} that only it keeps from being reached', what, policiesWords(more));
    const fixes = [fix(title, removal(context, owner, gone))];
    const all = removable(owner, list, () => true);
    if (all.length > gone.size) {
      const title = t('Remove all {0} policies without effect from this list', all.length);
      fixes.push(fix(title, removal(context, owner, new Set(all)), { preferred: false }));
    }
    return fixes;
  }
  return [];
}

function expired(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  for (const { owner, list } of listsOf(context)) {
    const gone = list.policies.filter(({ rule }) => rule.until?.start === diagnostic.start);
    if (gone.length === 0) continue;
    const edits = removal(context, owner, new Set(gone));
    return [fix(t('Remove this rule; what it matched is decided by what follows'), edits, { changesPackets: true })];
  }
  return [];
}

/** Nothing uses it, so that no packet is decided otherwise without it. */
function remove({ text, language, placed }: FixContext, { code }: Diagnostic): readonly Fix[] {
  const node = placed.block.declaration;
  if (node === undefined) return [];
  const title = code === 'unused-group' ? t('Remove this group') : t('Remove this list');
  return [fix(title, [cutBlock({ text, language, blockStart: placed.start, node })], { preferred: false })];
}

/** So many groups are offered to a machine that is in none. */
const MOST_GROUPS = 5;

function intoGroups({ model, text, language, placed }: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  const cvm = model.bindings.get(placed.block)?.entity;
  if (language === 'json' || cvm?.kind !== 'cvm') return [];
  const ungrouped = cvm.node.interfaces.find(({ start, end }) => start <= diagnostic.start && diagnostic.end <= end);
  const brace = placed.start + (ungrouped ?? cvm.node).end - 1;
  if (text[brace] !== '}') return [];
  const near = model.groups.filter(
    ({ region, project, name }) => region === cvm.region && project === cvm.project && name !== '',
  );
  const offered = near.toSorted((a, b) => Number(a.builtin) - Number(b.builtin)).slice(0, MOST_GROUPS);
  return offered.map(({ name }) => {
    const newText = beginsLine(text, brace)
      ? `${indentation(text, brace)}  groups ${name}${lineBreak(text)}`
      : `${text[brace - 1] === ' ' ? '' : ' '}groups ${name} `;
    const at = beginsLine(text, brace) ? lineStart(text, brace) : brace;
    return fix(t("Put it into '{0}'", name), [{ start: at, end: at, newText }], {
      preferred: false,
      changesPackets: true,
    });
  });
}

function describe(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  // In a snapshot the description is a member of the object, which other tools write.
  const node = context.language === 'json' ? undefined : context.placed.block.declaration;
  const found = node && addDescription(node, diagnostic);
  if (found === undefined) return [];
  const { edit, cursor } = found;
  return [{ ...fix(t('Add a description'), [{ ...placedAt(context, edit), newText: edit.newText }]), cursor }];
}

function otherFamily(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  const expectation = context.model.bindings.get(context.placed.block)?.expectation;
  if (expectation === undefined) return [];
  const edits = addOtherFamily(expectation, diagnostic).map((edit) => ({
    ...placedAt(context, edit),
    newText: edit.newText,
  }));
  return [fix(t('Speak of the other IP version too'), edits)];
}

function listsOf({ model, placed }: FixContext): readonly { readonly owner: Group | Acl; readonly list: PolicyList }[] {
  const owner = model.bindings.get(placed.block)?.entity;
  if (owner?.kind !== 'group' && owner?.kind !== 'acl') return [];
  return [owner.inbound, owner.outbound].map((list) => ({ owner, list }));
}

/** The policies of a list that findings at rules or peers are about. */
function reportedBy(diagnostics: readonly Diagnostic[], { policies }: PolicyList): ReadonlySet<Policy> {
  const places = new Set(diagnostics.map(placeKey));
  return new Set(policies.filter(({ rule, peerNode }) => places.has(placeKey(rule)) || places.has(placeKey(peerNode))));
}

function placeKey({ start, end }: Range): string {
  return `${start} ${end}`;
}

function removal(
  { text, language, placed }: FixContext,
  { node }: Group | Acl,
  policies: ReadonlySet<Policy>,
): readonly TextEdit[] {
  const gone = new Set([...policies].map(({ peerNode }) => peerNode));
  return removeRules({ text, language, blockStart: placed.start, lists: node.lists, gone });
}

const SAFE: ReadonlySet<Code> = new Set(['wrong-direction-word', 'host-bits-set', 'unused-ignore']);

/** The fixes of a block's findings that can be made all at once and change no packet's fate. */
export function safeFixes(context: FixContext, diagnostics: readonly Diagnostic[]): readonly TextEdit[] {
  const edits: TextEdit[] = diagnostics
    .filter(({ code }) => SAFE.has(code))
    .flatMap((diagnostic) => ownFixes(context, diagnostic)[0]?.edits ?? []);
  for (const { owner, list } of listsOf(context)) {
    const reported = reportedBy(
      diagnostics.filter(({ code }) => code === 'shadowed-rule' || code === 'redundant-rule'),
      list,
    );
    if (reported.size === 0) continue;
    const gone = removable(owner, list, (policy) => reported.has(policy));
    for (const edit of removal(context, owner, new Set(gone))) edits.push(edit);
  }
  return withoutOverlap(edits);
}

/** What is removed as a whole needs no edit within. */
function withoutOverlap(edits: readonly TextEdit[]): readonly TextEdit[] {
  const kept: TextEdit[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (last === undefined || edit.start >= last.end) kept.push(edit);
    else if (last.newText === '' && edit.newText === '' && edit.end > last.end)
      kept[kept.length - 1] = { ...last, end: edit.end };
  }
  return kept;
}
