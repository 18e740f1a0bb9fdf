// `unknown-name`: a reference to nothing. It is said what is spelled alike.

import { inSnapshot } from '#edits/references.ts';
import { NOUN } from '#model/kindWords.ts';
import type { Binding, EntityKind, Model, Reference } from '#model/model.ts';
import { ALLOWED } from '#model/resolve.ts';
import { cloudIdKind } from '#syntax/names.ts';
import { oneOf, t } from '#util/l10n.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Finding, finding } from './finding.ts';
import { type Fix, type FixContext, fix, placedAt } from './fix.ts';
import { removeReference } from './removeReference.ts';
import { similarNames } from './similarNames.ts';
import { quoted } from './words.ts';

/** Of so many different unknown names in one block it is said what is spelled alike. */
const MOST_SUGGESTED = 50;

export function unknownNames(model: Model, binding: Binding): Finding[] {
  const unknown = new Set<string>();
  return binding.references.flatMap((reference) => {
    const { fault, role, name } = reference;
    if (fault !== 'unknown-name') return [];
    unknown.add(name.text);
    const similar = unknown.size > MOST_SUGGESTED ? [] : similarNames(model, binding.region, role, name.text);
    return [finding('unknown-name', name, unknownName(model, binding, reference, similar))];
  });
}

function unknownName(
  model: Model,
  binding: Binding,
  { name, role, target }: Reference,
  similar: readonly string[],
): string {
  const hint =
    similar.length === 0
      ? t(' Declare it or correct the name.')
      : t(' Did you mean {0}?', oneOf(similar.map((text) => quoted(text))));
  if (target === undefined && cloudIdKind(name.text) !== undefined)
    return t('Nothing has the id {0}.', quoted(name.text)) + hint;
  const wanted = oneOf(ALLOWED[role].map((kind) => t(NOUN[kind])));
  const words = [wanted, quoted(name.text), quoted(binding.region)] as const;
  const elsewhere =
    target === undefined
      ? elsewhereOf(model, binding.region, name.text, ALLOWED[role])
      : model.entities.get(target)?.region;
  if (elsewhere !== undefined) {
    return t('There is no {0} {1} in region {2}; the one in {3} is not known here.', ...words, quoted(elsewhere));
  }
  return t('There is no {0} {1} in region {2}.', ...words) + hint;
}

function elsewhereOf(model: Model, region: string, text: string, allowed: readonly EntityKind[]): string | undefined {
  for (const other of model.regions.values()) {
    const entity = other.name === region ? undefined : other.names.get(text);
    if (entity !== undefined && !entity.builtin && allowed.includes(entity.kind)) return other.name;
  }
  return undefined;
}

/** A name that is spelled alike in its place, or nothing. */
export function fixUnknownName(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  return [...renames(context, diagnostic), ...withoutReference(context, diagnostic)];
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
