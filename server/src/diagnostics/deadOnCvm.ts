import { deadOnCvm } from '#engine/reach/deadOnCvm.ts';
import { interfaceName } from '#model/interfaces.ts';
import type { Cvm, Model, NetworkInterface, Reference } from '#model/model.ts';
import { directionWord } from '#model/words.ts';
import { plural, t } from '#util/l10n.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Finding, finding } from './finding.ts';
import type { Fix, FixContext } from './fix.ts';
import { withoutReference } from './referenceFixes.ts';
import { listWords, quoted } from './words.ts';

/**
 * `dead-on-cvm`, at the group's name among the groups of the cvm or of one of its interfaces. In a snapshot, an interface stands apart from
 * its machine: then it is reported at the machine.
 */
export function deadOnCvmFindings(model: Model, cvm: Cvm): Finding[] {
  return cvm.interfaces.flatMap((one) => deadOnInterface(model, cvm, one));
}

function deadOnInterface(model: Model, cvm: Cvm, one: NetworkInterface): Finding[] {
  if (one.node.groups.length < 2) return [];
  const machine = cvm.node.name ?? cvm.node.ids[0] ?? cvm.node.keyword;
  const placeOf = ({ name }: Reference) => (one.source.block === cvm.source.block ? name : machine);
  const named = namedGroups(model, one);
  const dead = deadOnCvm(model, one).flatMap(({ group, earlier, direction }) => {
    const reference = named.find(({ target }) => target === group);
    if (reference === undefined) return [];
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
    return [finding('dead-on-cvm', placeOf(reference), message)];
  });
  const repeated = named.filter(isRepeated).flatMap((reference) => {
    const group = model.entities.get(reference.target ?? '');
    if (group?.kind !== 'group' || group.inbound.policies.length + group.outbound.policies.length === 0) return [];
    const message = t(
      '{0} is named before this among the groups of {1}: its rules decide nothing the second time. Remove it.',
      quoted(group.name),
      quoted(interfaceName(cvm.name, one)),
    );
    return [finding('dead-on-cvm', placeOf(reference), message)];
  });
  return [...dead, ...repeated];
}

/** What the names in the groups of an interface mean, in their order. */
function namedGroups(model: Model, { node, source }: NetworkInterface): readonly Reference[] {
  const names = new Set(node.groups);
  return (model.bindings.get(source.block)?.references ?? []).filter(
    ({ name, fault }) => fault === undefined && names.has(name),
  );
}

function isRepeated({ target }: Reference, i: number, all: readonly Reference[]): boolean {
  return target !== undefined && all.findIndex((other) => other.target === target) < i;
}

/** Removes a group that is named a second time. For others, it is the order of the groups that people have to think about. */
export function removeRepeated(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  const { model, placed } = context;
  const cvm = model.bindings.get(placed.block)?.entity;
  if (cvm?.kind !== 'cvm') return [];
  const isThere = cvm.interfaces.some((one) =>
    namedGroups(model, one)
      .filter(isRepeated)
      .some(({ name }) => name.start === diagnostic.start),
  );
  return isThere ? withoutReference(context, diagnostic) : [];
}
