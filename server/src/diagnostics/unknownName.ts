// `unknown-name`: a reference to nothing. The message suggests names that are spelled alike.

import { NOUN } from '#model/kindWords.ts';
import type { Binding, EntityKind, Model, Reference } from '#model/model.ts';
import { ALLOWED } from '#model/resolve.ts';
import { cloudIdKind } from '#syntax/names.ts';
import { oneOf, t } from '#util/l10n.ts';
import { type Finding, finding } from './finding.ts';
import { similarNames } from './similarNames.ts';
import { quoted } from './words.ts';

/** For at most so many different unknown names of a block the message suggests others. */
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
