// Fixes for a name that is unknown, or whose kind is not allowed there: a similar name, or the removal of the reference.

import { inSnapshot } from '#edits/references.ts';
import { t } from '#util/l10n.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Fix, type FixContext, fix, placedAt } from './fix.ts';
import { removeReference } from './removeReference.ts';
import { similarNames } from './similarNames.ts';

export function fixReference(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  return [...renames(context, diagnostic), ...withoutReference(context, diagnostic)];
}

/** One fix for each name that is spelled alike. It is preferred only where there is no other one. */
function renames(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  const { model, placed } = context;
  const binding = model.bindings.get(placed.block);
  const reference = binding?.references.find(({ name }) => name.start === diagnostic.start);
  if (binding === undefined || reference === undefined) return [];
  const written = reference.name.text;
  const similar = similarNames(model, binding.region, reference.role, written).filter((name) => name !== written);
  const place = placedAt(context, diagnostic);
  const known = similar.flatMap((name) => {
    const newText =
      context.language === 'json' ? inSnapshot(context, binding.region, { place, reference: written }, name) : name;
    return newText === undefined ? [] : [{ name, newText }];
  });
  return known.map(({ name, newText }) =>
    fix(t("Change to '{0}'", name), [{ ...place, newText }], {
      preferred: known.length === 1,
      changesPackets: true,
    }),
  );
}

/** Removes the reference. Where it meant nothing, no packet is decided otherwise without it. */
export function withoutReference(
  { model, language, text, placed }: FixContext,
  diagnostic: Diagnostic,
): readonly Fix[] {
  const node = placed.block.declaration;
  const reference = model.bindings.get(placed.block)?.references.find(({ name }) => name.start === diagnostic.start);
  if (node === undefined || reference === undefined) return [];
  const found = removeReference({ text, language, blockStart: placed.start, node, name: reference.name });
  if (found === undefined) return [];
  const { what, edits, changesPackets } = found;
  return [fix(t('Remove {0}', what), edits, { preferred: false, changesPackets })];
}
