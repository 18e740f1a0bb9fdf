import type { Binding, Model } from '#model/model.ts';
import { t } from '#util/l10n.ts';
import { type Finding, finding } from './finding.ts';
import { quoted } from './words.ts';

export function circularAddresses(_: Model, { references }: Binding): Finding[] {
  return references.flatMap(({ name, fault }) => {
    if (fault !== 'circular' && fault !== 'too-deep') return [];
    const message =
      fault === 'circular'
        ? t(
            '{0} contains this list again, in a circle. It is left out here; remove one of the references.',
            quoted(name.text),
          )
        : t('{0} names lists that name lists, nested too deeply to follow. It is left out here.', quoted(name.text));
    return [finding('circular-addresses', name, message)];
  });
}
