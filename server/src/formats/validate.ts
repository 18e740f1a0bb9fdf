// Addresses and ports that are invalid, which are refused in every format.

import { machineAddressTexts } from '#model/interfaces.ts';
import { portFault, readAddress } from '#model/values.ts';
import type * as ast from '#syntax/ast.ts';
import { message, t } from '#util/l10n.ts';
import { quote, report, type Source } from './source.ts';

export function validate(source: Source, declaration: ast.Declaration): void {
  switch (declaration.kind) {
    case 'group':
    case 'acl':
      for (const list of declaration.lists) for (const rule of list.rules) validateRule(source, rule);
      break;
    case 'addresses':
      for (const item of declaration.items) if (!isAddress(source, item.value)) source.refused.add(item);
      break;
    case 'services':
      for (const item of declaration.items) if (!hasPorts(source, item.value)) source.refused.add(item);
      break;
    case 'cvm':
    case 'interface':
      for (const address of machineAddressTexts(declaration)) validateAddress(source, address, false);
      break;
    case 'subnet':
      if (declaration.cidr !== undefined) validateAddress(source, declaration.cidr, true);
      break;
  }
}

function validateAddress(source: Source, address: ast.AddressText, isBlock: boolean): void {
  if (!isAddress(source, address) || !hasPrefix(source, address, isBlock)) source.refused.add(address);
}

function validateRule(source: Source, rule: ast.Rule): void {
  const peers = rule.peers.map((peer) => isAddress(source, peer));
  if (peers.includes(false) || !hasPorts(source, rule.service)) source.refused.add(rule);
}

function isAddress(source: Source, peer: ast.Peer): boolean {
  if (peer.kind !== 'address') return true;
  const parsed = readAddress(peer);
  if (parsed.ok) return true;
  const placeholder = t("'MY_PUBLIC_IP' means the address of whoever sends the request: write the address itself.");
  report(source, 'refused', peer, peer.text === 'MY_PUBLIC_IP' ? placeholder : parsed.error.message);
  return false;
}

/** Whether an address has a prefix, as that of a subnet must, or has none, as that of a machine must. */
function hasPrefix(source: Source, address: ast.AddressText, wanted: boolean): boolean {
  if (address.text.includes('/') === wanted) return true;
  const words = wanted
    ? t('{0} has no prefix: a subnet needs a block.', quote(address.text))
    : t('{0} is a block: a CVM has single addresses.', quote(address.text));
  report(source, 'refused', address, words);
  return false;
}

function hasPorts(source: Source, service: ast.Service | undefined): boolean {
  if (service?.kind !== 'tcp' && service?.kind !== 'udp') return true;
  let sound = true;
  for (const port of service.ports) {
    const fault = portFault(port);
    if (fault === undefined) continue;
    const plain = port.first === port.last ? `${port.first}` : `${port.first}-${port.last}`;
    // Beside a comma there may be no port at all: then the whole list is shown.
    const { start, end } = port.end === port.start && Number.isNaN(port.first) ? service : port;
    const written = end > start ? source.text.slice(start, end) : plain;
    report(source, 'refused', port, t(PORT_FAULTS[fault], quote(written)));
    sound = false;
  }
  return sound;
}

const PORT_FAULTS = {
  'not-a-number': message("{0} is not a port: write '80', '8000-8010', '80,443' or 'ALL'."),
  'over-65535': message('{0} is over 65535.'),
  zero: message('{0} is not a port: they begin at 1.'),
  backwards: message('{0} runs backwards: write the lower port first.'),
} as const;
