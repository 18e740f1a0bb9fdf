// The machines of a region, in classes of those that packets cannot distinguish, and what passes between any two of them.

import type { Cvm } from '#model/model.ts';
import * as cuts from '#net/cuts.ts';
import { printServices, type ServiceSet } from '#net/services.ts';
import { groupBy } from '#util/groupBy.ts';
import { EVERYTHING, NOTHING } from '../list/serviceAxis.ts';
import type { Host, Kinds } from './kinds.ts';

export interface MachineClass {
  readonly cvms: readonly Cvm[];
  /** The private addresses of one of the machines, which stands for all of them. */
  readonly hosts: readonly Host[];
}

/** Machines without a private address are in none. */
export function machineClasses(kinds: Kinds): readonly MachineClass[] {
  const own = kinds.cvms.filter((cvm) => cvm.region === kinds.region);
  const machines = own.map((cvm) => {
    const hosts = kinds.hostsOf(cvm).filter(({ isPublic }) => !isPublic);
    return { cvm, hosts, sort: hosts.length === 1 ? hosts[0]!.kind.id : hosts.map(({ kind }) => kind.id).join() };
  });
  return [...groupBy(machines, ({ sort }) => sort).values()].flatMap((alike) => {
    const { hosts } = alike[0]!;
    return hosts.length === 0 ? [] : [{ cvms: alike.map(({ cvm }) => cvm), hosts }];
  });
}

/**
 * The number on the axis of what passes between any two of the addresses, of `asked` only where it is given; undefined as in
 * `passing`. Where all addresses are of one family, all services that exist over it count as everything, although icmp exists over IPv4
 * only and icmpv6 over IPv6 only; but a question about icmp is never answered with icmp over IPv6.
 */
export function passingAny(
  { numbers, tables: { over }, passing }: Kinds,
  from: readonly Pick<Host, 'kind'>[],
  to: readonly Pick<Host, 'kind'>[],
  asked?: number,
): number | undefined {
  let all = NOTHING;
  let whole = NOTHING;
  for (const { kind: source } of from) {
    for (const { kind: destination } of to) {
      if (source.family !== destination.family) continue;
      whole = numbers.or(whole, over(source.family));
      const set = passing(source, destination);
      if (set === undefined) return undefined;
      all = numbers.or(all, set);
    }
  }
  if (asked !== undefined) return numbers.and(all, asked);
  return all !== NOTHING && all === whole ? EVERYTHING : all;
}

/** A set of the axis as the rule language writes it, one string a protocol; protocols that rules cannot name are `other`. */
export function passingText({ numbers }: Kinds, set: number, asked?: ServiceSet): readonly string[] {
  const found = numbers.toServices(set);
  return printServices(asked === undefined ? found : cuts.intersect(found, asked)).map((text) =>
    text.startsWith('other') ? 'other' : text,
  );
}
