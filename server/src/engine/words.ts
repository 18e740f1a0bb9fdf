// The names of protocols that people type, and the messages about an end of a packet that is not understood.

import type { Endpoint, Expectation, Model } from '#model/model.ts';
import { printAddress } from '#net/address.ts';
import { PROTOCOLS, type Protocol, printServices } from '#net/services.ts';
import { listed, message, t } from '#util/l10n.ts';
import type { EndpointError } from './packet/endpoint.ts';
import type { Packet } from './packet/packet.ts';
import type { Change } from './packet/trace.ts';
import type { EmptyReason } from './reach/expectation.ts';
import type { Undecided } from './versions/filters.ts';

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
      if (error.wanted === 'any') {
        return error.region === undefined
          ? t("Nothing is called '{0}': use a CVM, group, subnet or list by its name or id, or an address.", error.text)
          : t(
              "Nothing in the region '{1}' is called '{0}': use a CVM, group, subnet or list by its name or id, or an address.",
              error.text,
              error.region,
            );
      }
      return error.region === undefined
        ? t("'{0}' is neither a CVM nor an address: use the name or id of a CVM, or an address.", error.text)
        : t(
            "'{0}' is neither a CVM of the region '{1}' nor an address: use the name or id of a CVM, or an address.",
            error.text,
            error.region,
          );
    }
    case 'not-single':
      return t('{0}, not one address: use a CVM or one address.', notSingle(error.text, error.is));
    case 'no-endpoint': {
      const words = error.wanted === 'any' ? ANY_END : ONE_END;
      return t(words, error.text, error.is === 'acl' ? t('an ACL') : t('a service list'));
    }
    case 'several-regions': {
      const what = listed(error.texts.map((text) => `'${text}'`));
      return t('{0} may be of the regions {1}: {2}.', what, error.regions.join(', '), sayRegion);
    }
    case 'no-address':
      return t("The CVM '{0}' has no private address: give it one, or use an address.", error.text);
    case 'wrong-family':
      return error.family === 4
        ? t("'{0}' has no IPv4 address, and icmp is for IPv4 only.", error.text)
        : t("'{0}' has no IPv6 address, and icmpv6 is for IPv6 only.", error.text);
    case 'same-address':
      return t(
        "'{0}' and '{1}' are two CVMs with the address {2}: a packet from one to the other cannot be told from one to itself.",
        error.from,
        error.to,
        printAddress(error.address),
      );
    case 'families-differ':
      return t("'{0}' and '{1}' have no IP version in common: one is IPv4, the other IPv6.", error.from, error.to);
  }
}

const ONE_END = message("'{0}' is {1}: use a CVM or an address.");
const ANY_END = message("'{0}' is {1}: use a CVM, a group, a subnet, an address list or an address.");

function notSingle(text: string, is: string): string {
  switch (is) {
    case 'group':
      return t("'{0}' is a group of CVMs", text);
    case 'subnet':
      return t("'{0}' is a subnet", text);
    case 'addresses':
      return t("'{0}' is an address list", text);
    case 'block':
      return t("'{0}' is a block of addresses", text);
    default:
      return t("'{0}' is many addresses", text);
  }
}

/** Why an expectation speaks of no packet, as a whole sentence. */
export function emptyWords(model: Model, { from, to }: Expectation, reason: EmptyReason): string {
  switch (reason) {
    case 'no-source':
    case 'no-destination': {
      const ends = reason === 'no-source' ? from : to;
      return t('It covers no packet: {0}.', listed(ends.map((end) => noAddress(model, end))));
    }
    case 'no-service':
      return t('It covers no packet: the service list is empty.');
    case 'families':
      return t('It covers no packet: one end has only IPv4 addresses, the other only IPv6 addresses.');
    case 'protocol':
      return t('It covers no packet: icmp is for IPv4 and icmpv6 for IPv6, and the ends are of the other family.');
    case 'same-host':
      return t('It covers no packet: both ends are the same machine or address, and no filter is in between.');
    case 'same-address':
      return t(
        'It covers no packet: both ends are machines with the same address, and a packet from one to the other cannot be told from one to itself.',
      );
  }
}

/** Why there is no address at an end. */
function noAddress(model: Model, end: Endpoint): string {
  if (end.kind === 'addresses') return t("the list '{0}' is empty", end.text);
  if (end.kind === 'internet') return t("'{0}' has no private address", 'internet');
  const name = model.entities.get(end.key)?.name ?? '';
  switch (end.kind) {
    case 'group':
      return model.members.has(end.key)
        ? t("no CVM of the group '{0}' has a private address", name)
        : t("the group '{0}' has no CVM", name);
    case 'subnet':
      return t("the subnet '{0}' has neither a cidr nor a CVM", name);
    case 'cvm':
      return t("'{0}' has no private address", name);
  }
}

/** The sender of a packet, with its port where one is given: `port 53 of 192.0.2.1`. */
export function senderWords({ sourcePort }: Packet, sender: string): string {
  return sourcePort === null ? sender : t('port {0} of {1}', sourcePort, sender);
}

/** Why no rule decides. */
export function undecidedWords(why: Undecided | undefined): string {
  switch (why) {
    case 'no-group':
      return t('it is in no group');
    case 'no-acl':
      return t('its subnet has no ACL');
    case 'gone':
      return t('it is gone');
    default:
      return t('no rule matches');
  }
}

/** The rule that a change adds, in the language. */
export function changeRule(change: Change): string {
  return `allow ${changeService(change)} ${change.direction === 'inbound' ? 'from' : 'to'} ${printAddress(change.peer)}`;
}

/** The service of that rule: for protocols that the language has no name for, `all`. */
export function changeService({ services }: Change): string {
  const [text = 'all', ...more] = printServices(services);
  return more.length > 0 || text.startsWith('other') ? 'all' : text;
}
