// Which machines are met from a region: its own, of others those with a public address, and those that it names.
//
// Two thousand regions with a public machine each meet four million machines. Most expectations speak of none of other regions: the
// internet leaves them out. So of other regions only those are looked at whose public addresses are in a block, a list or a
// subnet that an expectation names, found in one table of all public addresses.

import type { Cvm, Endpoint, Expectation, Model } from '#model/model.ts';
import type { Address } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import type { Cuts } from '#net/cuts.ts';
import * as cuts from '#net/cuts.ts';
import { groupBy } from '#util/groupBy.ts';

/** Machines of other regions that the expectations of all regions may speak of, each counted in each region. */
const MOST_ASKED = 50_000;

export function machinesMetFrom(model: Model, region: string): readonly Cvm[] {
  const { expectationsIn } = tableOf(model);
  const named = namedBy(model, expectationsIn(region));
  return model.cvms.filter((cvm) => cvm.region === region || cvm.publicAddresses.length > 0 || named.has(cvm));
}

/** Only whom the expectations of the region speak of, besides its own; undefined where these are too many. */
export function machinesAskedIn(model: Model, region: string): readonly Cvm[] | undefined {
  const table = tableOf(model);
  const expectations = table.expectationsIn(region);
  const met = new Set(namedBy(model, expectations));
  const sets = expectations.flatMap(({ from, to }) => [...from, ...to].map((end) => setOf(model, end)));
  const set = addressSet.unionAll(sets);
  for (const cvm of [...within(table.public4, set.v4), ...within(table.public6, set.v6)]) {
    met.add(cvm);
    if (table.asked + met.size > MOST_ASKED) return undefined;
  }
  const own = table.cvmsIn(region);
  for (const cvm of own) met.delete(cvm);
  table.asked += met.size;
  return [...own, ...met];
}

interface Table {
  readonly cvmsIn: (region: string) => readonly Cvm[];
  readonly expectationsIn: (region: string) => readonly Expectation[];
  /** By their public addresses, ascending. */
  readonly public4: readonly Public<number>[];
  readonly public6: readonly Public<bigint>[];
  asked: number;
}

interface Public<T> {
  readonly address: T;
  readonly cvm: Cvm;
}

const tables = new WeakMap<Model, Table>();

function tableOf(model: Model): Table {
  let table = tables.get(model);
  if (table === undefined) {
    const cvms = groupBy(model.cvms, ({ region }) => region);
    const expectations = groupBy(model.expectations, ({ region }) => region);
    const all = model.cvms.flatMap((cvm) => cvm.publicAddresses.map((address) => ({ address, cvm })));
    table = {
      cvmsIn: (region) => cvms.get(region) ?? [],
      expectationsIn: (region) => expectations.get(region) ?? [],
      public4: sorted(
        all.flatMap(({ address, cvm }) => (address.family === 4 ? [{ address: address.start, cvm }] : [])),
      ),
      public6: sorted(
        all.flatMap(({ address, cvm }) => (address.family === 6 ? [{ address: address.start, cvm }] : [])),
      ),
      asked: 0,
    };
    tables.set(model, table);
  }
  return table;
}

function sorted<T extends number | bigint>(addresses: readonly Public<T>[]): readonly Public<T>[] {
  return addresses.toSorted((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
}

function* within<T extends number | bigint>(addresses: readonly Public<T>[], set: Cuts<T>): Generator<Cvm> {
  for (const [start, end] of cuts.intervals(set)) {
    for (let at = firstFrom(addresses, start); at < addresses.length && addresses[at]!.address < end; at++)
      yield addresses[at]!.cvm;
  }
}

function firstFrom<T extends number | bigint>(addresses: readonly Public<T>[], start: T): number {
  let low = 0;
  let high = addresses.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (addresses[middle]!.address < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

function namedBy(model: Model, expectations: readonly Expectation[]): ReadonlySet<Cvm> {
  const named = new Set<Cvm>();
  for (const { from, to } of expectations) {
    for (const end of [...from, ...to]) {
      const entity = end.kind === 'cvm' ? model.entities.get(end.key) : undefined;
      if (entity?.kind === 'cvm') named.add(entity);
      if (end.kind === 'group') for (const cvm of model.members.get(end.key) ?? []) named.add(cvm);
    }
  }
  return named;
}

/** The addresses that an end names, whosoever they are. */
function setOf(model: Model, end: Endpoint): AddressSet {
  if (end.kind === 'addresses') return end.set;
  const subnet = end.kind === 'subnet' ? model.entities.get(end.key) : undefined;
  const cidr: Address | undefined = subnet?.kind === 'subnet' ? subnet.cidr : undefined;
  return cidr === undefined ? addressSet.EMPTY : addressSet.of(cidr);
}
