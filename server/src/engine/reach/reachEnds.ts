// The two ends of paths: the machines of an endpoint, and its addresses that no machine has.

import type { Cvm, Endpoint, Model } from '#model/model.ts';
import { printAddress } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import { groupBy } from '#util/groupBy.ts';
import { memoOf } from '#util/memo.ts';
import { hostsOf, strangersOf } from './endpointAddresses.ts';
import type { Host, Kinds, Strangers } from './kinds.ts';

/** One side of the paths. */
export interface Ends {
  readonly machines: readonly Machine[];
  readonly strangers: readonly Strangers[];
  /** The one name for all strangers of the endpoint, if there is one. */
  readonly name: string | undefined;
  readonly all: AddressSet;
  /** Where to look for addresses, mostly of machines, that can be in one block with the strangers. */
  readonly around: AddressSet;
}

/** A machine under its name, or under one public address. */
export interface Machine {
  readonly cvm: Cvm;
  readonly name: string;
  readonly hosts: readonly Host[];
  /** The same text for machines that everything treats alike. */
  readonly sort: string;
  /** For a public address the machine itself. */
  readonly itself: Machine | undefined;
}

export function endsOf(model: Model, kinds: Kinds, endpoint: Endpoint | undefined): Ends {
  if (endpoint === undefined) {
    const machines = allMachines(kinds);
    return {
      machines,
      strangers: kinds.strangers,
      name: undefined,
      all: addressSet.EMPTY,
      around: kinds.owned,
    };
  }
  const byCvm = groupBy(hostsOf(model, kinds, endpoint), ({ cvm }) => cvm);
  const machines = [...byCvm].flatMap(([cvm, hosts]) => (cvm === undefined ? [] : machinesAt(cvm, hosts)));
  const set = strangersOf(model, endpoint);
  const strangers = kinds.strangers.flatMap(({ kind, addresses }) => {
    const inside = addressSet.intersect(addresses, set);
    return addressSet.isEmpty(inside) ? [] : [{ kind, addresses: inside }];
  });
  const name = endpoint.kind === 'internet' ? 'internet' : endpoint.kind === 'addresses' ? endpoint.text : undefined;
  const written = name === 'any' ? '0.0.0.0/0' : name === 'any6' ? '::/0' : name;
  const all = addressSet.unionAll(strangers.map(({ addresses }) => addresses));
  // Where one family of the internet gets through as a whole, a block that holds more than the internet can stand for it in one row.
  const around = endpoint.kind === 'internet' ? addressSet.EVERYTHING : addressSet.intersect(set, kinds.owned);
  return { machines, strangers, name: written, all, around };
}

const allMachines = memoOf((kinds: Kinds): readonly Machine[] =>
  kinds.cvms.flatMap((cvm) => machinesAt(cvm, kinds.hostsOf(cvm))),
);

/** A machine at some of its addresses. Where they are public ones alone, it has no other row that they could get further than. */
function machinesAt(cvm: Cvm, hosts: readonly Host[]): readonly Machine[] {
  const own = hosts.filter(({ isPublic }) => !isPublic);
  const itself = machineOf(cvm, nameOf(cvm), own.length > 0 ? own : hosts);
  if (own.length === 0) return hosts.length > 0 ? [itself] : [];
  const others = hosts.filter(({ isPublic }) => isPublic);
  return [itself, ...others.map((host) => ({ ...machineOf(cvm, printAddress(host.address), [host]), itself }))];
}

function machineOf(cvm: Cvm, name: string, hosts: readonly Host[]): Machine {
  return { cvm, name, hosts, sort: hosts.map(({ kind }) => kind.id).join(), itself: undefined };
}

function nameOf(cvm: Cvm): string {
  return cvm.name === '' ? (cvm.id ?? cvm.key) : cvm.name;
}
