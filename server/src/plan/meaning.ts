// Which packets the cloud's objects match, as sets of the packet algebra: rules, entries of ACLs, and the lists that they refer to.

import type { CloudPolicy } from '#formats/cloud/policyKey.ts';
import { parseAddressOrRange } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import type { ServiceSet } from '#net/services.ts';
import * as services from '#net/services.ts';
import type { Names } from '#net/words/words.ts';
import type { AclEntry, CloudRegion, Quintuple } from './cloud.ts';
import { itemsOf, TEMPLATE_KINDS, textIn } from './things.ts';

/** A rule of any kind of list. */
export interface Meaning {
  readonly allows: boolean;
  readonly services: ServiceSet;
  readonly peer: AddressSet | { readonly group: string };
}

/** What the address and service lists of a region hold, by their ids. */
export interface Lists {
  readonly addresses: (id: string) => AddressSet;
  readonly services: (id: string) => ServiceSet;
  readonly names: Names;
}

export function policyMeaning(policy: CloudPolicy, lists: Lists): Meaning {
  const { ServiceTemplate: served, AddressTemplate: addressed, SecurityGroupId: group } = policy;
  const service = served?.ServiceId ?? served?.ServiceGroupId;
  const list = addressed?.AddressId ?? addressed?.AddressGroupId;
  return {
    allows: policy.Action === 'ACCEPT',
    services: service === undefined ? servicesOf(policy.Protocol, policy.Port) : lists.services(service),
    peer:
      group !== undefined
        ? { group }
        : list !== undefined
          ? lists.addresses(list)
          : addressesOf(policy.CidrBlock ?? policy.Ipv6CidrBlock ?? ''),
  };
}

export function entryMeaning({ Protocol, Port, CidrBlock, Ipv6CidrBlock, Action }: AclEntry): Meaning {
  return {
    allows: Action === 'ACCEPT',
    services: servicesOf(Protocol, Port),
    peer: addressesOf(CidrBlock ?? Ipv6CidrBlock ?? ''),
  };
}

/** A five-tuple entry by its far side and the port of the destination. One that restricts anything else counts as if it matched nothing. */
export function quintupleMeaning(entry: Quintuple, direction: 'Ingress' | 'Egress'): Meaning {
  const [far, near] =
    direction === 'Ingress' ? (['Source', 'Destination'] as const) : (['Destination', 'Source'] as const);
  const isAny = (text: string | undefined, any: RegExp) => text === undefined || text === '' || any.test(text);
  const isPlain =
    isAny(entry.SourcePort, /^(all|0?1?-65535)$/i) &&
    isAny(entry[`${near}Cidr`], /^0\.0\.0\.0\/0$/) &&
    isAny(entry[`${near}IPv6Cidr`], /^(::|0::0)\/0$/);
  return {
    allows: entry.Action?.toUpperCase() === 'ACCEPT',
    services: isPlain ? servicesOf(entry.Protocol, entry.DestinationPort) : services.NONE,
    peer: addressesOf(entry[`${far}Cidr`] || entry[`${far}IPv6Cidr`] || ''),
  };
}

export function listsOf(region: CloudRegion): Lists {
  const addresses = new Map<string, { readonly name: string; readonly set: AddressSet }>();
  const served = new Map<string, { readonly name: string; readonly set: ServiceSet }>();
  const addressesIn = (id: string) => addresses.get(id)?.set ?? addressSet.EMPTY;
  const servicesIn = (id: string) => served.get(id)?.set ?? services.NONE;
  // Templates come before the groups of them.
  for (const kind of TEMPLATE_KINDS) {
    const isOfItems = kind.described !== undefined;
    for (const template of region[kind.set] ?? []) {
      const id = String(template[kind.id]);
      const name = textIn(template, kind.name) ?? '';
      const texts = itemsOf(kind, template).map(({ text }) => text);
      if (kind.prefix.startsWith('ipm'))
        addresses.set(id, { name, set: addressSet.unionAll(texts.map(isOfItems ? addressesOf : addressesIn)) });
      else served.set(id, { name, set: cuts.unionAll(texts.map(isOfItems ? serviceItem : servicesIn)) });
    }
  }
  return {
    addresses: addressesIn,
    services: servicesIn,
    names: { peers: [...addresses.values()], services: [...served.values()] },
  };
}

/** `TCP:80,443`, `UDP:ALL`, `ICMP`. */
function serviceItem(text: string): ServiceSet {
  const [protocol = '', port] = text.split(':');
  return servicesOf(protocol, port);
}

/** Without a port, all ports. A port that is not valid matches nothing. */
function servicesOf(protocol = 'ALL', port = 'ALL'): ServiceSet {
  const name = protocol.toLowerCase();
  switch (name) {
    case 'all':
      return services.ALL;
    case 'icmp':
    case 'icmpv6':
    case 'gre':
      return services.protocol(name);
    case 'tcp':
    case 'udp': {
      if (port === '' || port.toUpperCase() === 'ALL') return services.protocol(name);
      const ranges = port.split(',').map((range) => {
        const [first = Number.NaN, last = first] = range.split('-').map(Number);
        return first >= 0 && first <= last ? services.ports(name, first, last) : services.NONE;
      });
      return cuts.unionAll(ranges);
    }
    default:
      return services.NONE;
  }
}

/** An address, block or range; nothing for any other text. */
export function addressesOf(text: string): AddressSet {
  const read = parseAddressOrRange(text);
  return read.ok ? addressSet.of(read.address) : addressSet.EMPTY;
}
