import { deadOnCvm } from '#engine/reach/deadOnCvm.ts';
import { interfaceName } from '#model/interfaces.ts';
import type { Cvm, Model, NetworkInterface } from '#model/model.ts';
import { directionWord } from '#model/words.ts';
import { plural } from '#util/l10n.ts';
import { type Finding, finding } from './finding.ts';
import { listWords, quoted } from './words.ts';

/**
 * `dead-on-cvm`, at the group's name among the groups of the cvm or of one of its interfaces. In a snapshot, an interface stands apart from
 * its machine: then it is reported at the machine.
 */
export function deadOnCvmFindings(model: Model, cvm: Cvm): Finding[] {
  return cvm.interfaces.flatMap((one) => deadOnInterface(model, cvm, one));
}

function deadOnInterface(model: Model, cvm: Cvm, one: NetworkInterface): Finding[] {
  if (one.groups.length < 2) return [];
  const references = model.bindings.get(cvm.source.block)?.references ?? [];
  return deadOnCvm(model, one).flatMap(({ group, earlier, direction }) => {
    const isApart = one.source.block !== cvm.source.block;
    const at = isApart
      ? (cvm.node.name ?? cvm.node.ids[0] ?? cvm.node.keyword)
      : references.find(({ name, target }) => target === group && one.node.groups.includes(name))?.name;
    if (at === undefined) return [];
    const before = listWords(earlier.map((key) => quoted(model.entities.get(key)?.name ?? key)));
    const message = plural(
      earlier.length,
      'The {1} rules of {2} decide nothing on {3}: {4}, tried before, takes every packet that they match. Change the order of the groups.',
      'The {1} rules of {2} decide nothing on {3}: {4}, tried before, take every packet that they match. Change the order of the groups.',
      directionWord(direction),
      quoted(model.entities.get(group)?.name ?? group),
      quoted(interfaceName(cvm.name, one)),
      before,
    );
    return [finding('dead-on-cvm', at, message)];
  });
}
