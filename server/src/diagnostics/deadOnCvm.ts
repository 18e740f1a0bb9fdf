import { deadOnCvm } from '#engine/deadOnCvm.ts';
import type { Cvm, Model } from '#model/model.ts';
import { type Finding, finding } from './finding.ts';
import { listWords, quoted } from './words.ts';

/** `dead-on-cvm`, at the group's name among the groups of the cvm. */
export function deadOnCvmFindings(model: Model, cvm: Cvm): Finding[] {
  if (cvm.groups.length < 2) return [];
  const references = model.bindings.get(cvm.source.block)?.references ?? [];
  return deadOnCvm(model, cvm).flatMap(({ group, earlier, direction }) => {
    const at = references.find(({ role, target }) => role === 'cvm-group' && target === group)?.name;
    if (at === undefined) return [];
    const before = listWords(earlier.map((key) => quoted(model.entities.get(key)?.name ?? key)));
    const message = `The ${direction} rules of ${quoted(at.text)} come to nothing on ${quoted(cvm.name)}: ${before}, tried before, ${earlier.length === 1 ? 'takes' : 'take'} every packet that they match. Change the order of the groups.`;
    return [finding('dead-on-cvm', at, message)];
  });
}
