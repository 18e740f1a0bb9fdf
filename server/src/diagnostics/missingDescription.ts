import { rulesIn } from '#model/parts.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { t } from '#util/l10n.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Finding, finding } from './finding.ts';
import { type Fix, type FixContext, fix, placedAt } from './fix.ts';
import { quoted } from './words.ts';

/** `missing-description`, which is off unless the settings say otherwise: at the rule, or at the name of a group or list. */
export function missingDescriptions(node: ast.Declaration): Finding[] {
  const bare = rulesIn(node)
    .filter(isBare)
    // A broken rule has to be mended first.
    .filter(({ service, peers }) => service !== undefined && peers.length > 0)
    .map((rule) => finding('missing-description', rule, t('This rule has no description: say what it is for.')));
  if (node.kind !== 'group' && node.kind !== 'addresses' && node.kind !== 'services') return bare;
  if (node.name === undefined || !isBare(node)) return bare;
  const message = t('{0} has no description: say what it is for.', quoted(node.name.text));
  return [finding('missing-description', node.name, message), ...bare];
}

function isBare({ description }: { readonly description?: ast.Text }): boolean {
  return description === undefined || description.value.trim() === '';
}

export function describe(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  // In a snapshot the description is a member of the object, and snapshots are written by other tools.
  const node = context.language === 'json' ? undefined : context.placed.block.declaration;
  const found = node && addDescription(node, diagnostic);
  if (found === undefined) return [];
  const { edit, cursor } = found;
  return [{ ...fix(t('Add a description'), [{ ...placedAt(context, edit), newText: edit.newText }]), cursor }];
}

/** The edit that writes an empty description, and the cursor between its quotes; undefined where no description can stand. */
function addDescription(
  node: ast.Declaration,
  at: Range,
): { readonly edit: TextEdit; readonly cursor: number } | undefined {
  const rule = rulesIn(node).find(({ start, end }) => start === at.start && end === at.end);
  const named = 'name' in node && node.name?.start === at.start ? node : undefined;
  const described = rule ?? (named !== undefined && 'description' in named ? named : undefined);
  if (described?.description !== undefined) {
    const { start, end } = described.description;
    return { edit: { start, end, newText: '""' }, cursor: 1 };
  }
  const end = rule?.whole.end ?? (named === undefined ? undefined : at.end);
  return end === undefined ? undefined : { edit: { start: end, end, newText: ' ""' }, cursor: 2 };
}
