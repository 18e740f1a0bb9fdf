// What people type for protocols, and what there is to say where an end of a packet is not understood.

import { PROTOCOLS, type Protocol } from '#net/services.ts';
import type { EndpointError } from './endpoint.ts';

/** IANA's numbers of the protocols that rules can name. */
const numbers: ReadonlyMap<number, Protocol> = new Map([
  [1, 'icmp'],
  [6, 'tcp'],
  [17, 'udp'],
  [47, 'gre'],
  [58, 'icmpv6'],
]);

/** A protocol by name, in any case, or by its number; a number that rules cannot name is `other`. */
export function protocolNamed(text: string): Protocol | undefined {
  if (/^[0-9]{1,3}$/.test(text)) {
    const number = Number(text);
    return number > 255 ? undefined : (numbers.get(number) ?? 'other');
  }
  return PROTOCOLS.find((protocol) => protocol === text.toLowerCase());
}

/** `sayRegion` tells how to name a region where the question is asked. */
export function endpointFault(error: EndpointError, sayRegion: string): string {
  switch (error.code) {
    case 'invalid-address':
      return error.message;
    case 'unknown': {
      const where = error.region === undefined ? '' : ` of the region '${error.region}'`;
      return `'${error.text}' is no cvm${where} and no address: use the name or id of a cvm, or an address.`;
    }
    case 'not-single':
      return `${notSingle(error.text, error.is)}, not one address: use a cvm or one address.`;
    case 'no-endpoint':
      return `'${error.text}' is ${error.is === 'acl' ? 'an acl' : 'a list of services'}: use a cvm or an address.`;
    case 'several-regions': {
      const what = error.texts.map((text) => `'${text}'`).join(' and ');
      return `${what} may be of the regions ${error.regions.join(', ')}: ${sayRegion}.`;
    }
    case 'no-address':
      return `The cvm '${error.text}' has no private address: give it one, or use an address.`;
    case 'wrong-family':
      return `'${error.text}' has no IPv${error.family} address, and ${error.family === 4 ? 'icmp is IPv4' : 'icmpv6 is IPv6'}'s.`;
    case 'families-differ':
      return `'${error.from}' and '${error.to}' have no address family in common.`;
  }
}

function notSingle(text: string, is: string): string {
  switch (is) {
    case 'group':
      return `'${text}' is a group of cvms`;
    case 'subnet':
      return `'${text}' is a subnet`;
    case 'addresses':
      return `'${text}' is a list of addresses`;
    case 'block':
      return `'${text}' is a block of addresses`;
    default:
      return `'${text}' is many addresses`;
  }
}
