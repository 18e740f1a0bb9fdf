// The question about a packet: read from a typed line, and with one machine or address at each end.

import { resolveEndpoint } from '#engine/packet/endpoint.ts';
import { protocolNamed } from '#engine/words.ts';
import type { Cvm, Model, NetworkInterface } from '#model/model.ts';
import { printAddress } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import type * as protocol from '#protocol/packets.ts';
import { parse } from '#syntax/parse.ts';
import { printPeer } from '#syntax/print.ts';
import { t } from '#util/l10n.ts';

type ManyEnds = protocol.PacketAnswer['many'][number];

export const EXAMPLE = 'tcp 22 from 203.0.113.7 to web-1';

/** `tcp 22 from a to b` has the grammar of an expectation without its first words. */
export function readLine(
  line: string,
): Pick<protocol.PacketQuestion, 'from' | 'to' | 'protocol' | 'port'> & { readonly error?: string } {
  const words = line
    .trim()
    .replace(/^expect\s+/, '')
    .replace(/^(allow|deny)\s+/, '');
  // A protocol by number, and `other`, are no services of the language: they are put aside while the rest is read.
  const [, first = '', rest = ''] = /^(\S+)\s+(.*)$/s.exec(words) ?? [];
  const unnamed = protocolNamed(first) === 'other' || /^[0-9]+$/.test(first);
  const block = parse(`expect allow ${unnamed ? `gre ${rest}` : words}`).blocks.find(
    ({ block }) => block.declaration !== undefined,
  )?.block;
  const node = block?.declaration;
  if (block === undefined || node?.kind !== 'expect' || block.problems.length > 0)
    return { error: t("Write it as '{0}'.", EXAMPLE) };
  const [from, ...moreFrom] = node.from;
  const [to, ...moreTo] = node.to;
  if (from === undefined || to === undefined || moreFrom.length + moreTo.length > 0) {
    return { error: t("A packet has one source and one destination: '{0}'.", EXAMPLE) };
  }
  const ends = { from: printPeer(from), to: printPeer(to) };
  if (unnamed) return { ...ends, protocol: first };
  const { service } = node;
  switch (service?.kind) {
    case 'tcp':
    case 'udp': {
      const [port, ...others] = service.ports;
      if (port === undefined || others.length > 0 || port.first !== port.last)
        return { error: t("A packet has one port: '{0}'.", EXAMPLE) };
      return { ...ends, protocol: service.kind, port: port.first };
    }
    case 'name':
      return { ...ends, protocol: service.name.text };
    case 'icmp':
    case 'icmpv6':
    case 'gre':
      return { ...ends, protocol: service.kind };
    default:
      return { error: t("One packet has one protocol, not 'all': '{0}'.", EXAMPLE) };
  }
}

type Choices = readonly [first: string, ...others: string[]];

const MOST_CHOICES = 100;

export function manyOf(
  end: ManyEnds['end'],
  name: string,
  taken: string,
  others: readonly string[],
): readonly ManyEnds[] {
  return name === taken ? [] : [{ end, name, taken, choices: [taken, ...others].slice(0, MOST_CHOICES) }];
}

/** What stands for one machine or address stays. Of many, the first is taken: of a group its members, of a list an address a block. */
export function choicesOf(model: Model, text: string, region: string | undefined): Choices {
  const found = resolveEndpoint(model, text, region);
  if (!found.ok) return [text];
  const { endpoint } = found.value;
  switch (endpoint.kind) {
    case 'cvm':
      return [text];
    case 'group': {
      const [first, ...others] = (model.members.get(endpoint.key) ?? []).flatMap((cvm) =>
        interfacesIn(endpoint.key, cvm).map((each) => wordFor(model, cvm, each, region)),
      );
      return first === undefined ? [text] : [first, ...others];
    }
    case 'subnet': {
      const subnet = model.entities.get(endpoint.key);
      const cidr = subnet?.kind === 'subnet' ? subnet.cidr : undefined;
      return cidr === undefined ? [text] : firsts(addressSet.of(cidr), text);
    }
    case 'internet':
      return [SOMEWHERE];
    case 'addresses':
      return text === 'any' ? [SOMEWHERE] : firsts(endpoint.set, text);
  }
}

const interfacesIn = (group: string, { interfaces }: Cvm): readonly NetworkInterface[] =>
  interfaces.filter(({ groups }) => groups.includes(group));

/** A machine's name stands for its primary interface; another one is meant by its address. */
function wordFor(model: Model, cvm: Cvm, each: NetworkInterface, region: string | undefined): string {
  const [address] = each.privateAddresses;
  if (each !== cvm.interfaces[0] && address !== undefined) return printAddress(address);
  const named = resolveEndpoint(model, cvm.name, region);
  const isKnown = named.ok && named.value.endpoint.kind === 'cvm' && named.value.endpoint.key === cvm.key;
  return isKnown ? cvm.name : (cvm.id ?? cvm.name);
}

/** An address of the internet that documentation and public resolvers do not use otherwise. */
const SOMEWHERE = '1.0.0.1';

/** The first address of each run. */
function firsts({ v4, v6 }: addressSet.AddressSet, text: string): Choices {
  const [first, ...others] = [
    ...cuts.intervals(v4).map(([start]) => printAddress({ family: 4, start, end: start + 1 })),
    ...cuts.intervals(v6).map(([start]) => printAddress({ family: 6, start, end: start + 1n })),
  ];
  return first === undefined ? [text] : [first, ...others];
}
