// The machines of a region, told apart only where packets are, and what passes between any two of them.

import type { Cvm, Model } from '#model/model.ts';
import { groupBy } from '#util/groupBy.ts';
import type { Host, Reachability } from './reachability.ts';
import { reachabilityOf } from './reachability.ts';
import { NOTHING } from './serviceAxis.ts';

export interface MachineClass {
  readonly cvms: readonly Cvm[];
  /** The private addresses of one of them, which stands for all. */
  readonly hosts: readonly Host[];
}

/** Machines without a private address are in none. */
export function machineClasses(model: Model, region: string): readonly MachineClass[] {
  const reachability = reachabilityOf(model, region);
  const own = reachability.cvms.filter((cvm) => cvm.region === region);
  const machines = own.map((cvm) => {
    const hosts = reachability.hostsOf(cvm).filter(({ isPublic }) => !isPublic);
    return { cvm, hosts, sort: hosts.length === 1 ? hosts[0]!.kind.id : hosts.map(({ kind }) => kind.id).join() };
  });
  return [...groupBy(machines, ({ sort }) => sort).values()].flatMap((alike) => {
    const { hosts } = alike[0]!;
    return hosts.length === 0 ? [] : [{ cvms: alike.map(({ cvm }) => cvm), hosts }];
  });
}

/** The number on the axis of what passes from any machine of one class to any other of the other; undefined as in `passing`. */
export function passingBetween(
  { axis, passing }: Reachability,
  source: MachineClass,
  destination: MachineClass,
): number | undefined {
  if (source === destination && source.cvms.length < 2) return NOTHING;
  let all = NOTHING;
  for (const from of source.hosts) {
    for (const to of destination.hosts) {
      if (from.kind.family !== to.kind.family) continue;
      const set = passing(from.kind, to.kind);
      if (set === undefined) return undefined;
      all = axis.or(all, set);
    }
  }
  return all;
}
