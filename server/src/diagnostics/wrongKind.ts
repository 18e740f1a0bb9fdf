import { A_NOUN } from '#model/kindWords.ts';
import type { Binding, Model } from '#model/model.ts';
import { ALLOWED } from '#model/resolve.ts';
import { cloudIdKind } from '#syntax/names.ts';
import { oneOf, t } from '#util/l10n.ts';
import { type Finding, finding } from './finding.ts';
import { quoted } from './words.ts';

export function wrongKinds(model: Model, { references }: Binding): Finding[] {
  return references.flatMap(({ name, role, fault, target }) => {
    if (fault !== 'wrong-kind') return [];
    const found = target === undefined ? undefined : model.entities.get(target);
    if (name.text === 'self' && found === undefined) {
      const message = t("'self' means the group of the rule, and an ACL has no members. Name addresses instead.");
      return [finding('wrong-kind', name, message)];
    }
    const wanted = oneOf(ALLOWED[role].map((kind) => t(A_NOUN[kind])));
    const kind = found?.kind ?? cloudIdKind(name.text);
    const is = kind === undefined ? t('something else') : t(A_NOUN[kind]);
    return [finding('wrong-kind', name, t('{0} is {1}; {2} is needed here.', quoted(name.text), is, wanted))];
  });
}
