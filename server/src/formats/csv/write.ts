import type { Group } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import { loseAround, PROTOCOLS } from '../cloud/policyText.ts';
import { lose, type Outgoing, type OutgoingPeer, type OutgoingService, policiesOf } from '../outgoing.ts';
import { formulaSafe } from './rows.ts';

/** The console's table for one direction. It is for people and spreadsheets: the console's own file may look otherwise. */
export function csvText(out: Outgoing, group: Group, direction: ast.Direction): string {
  loseAround(out, group);
  for (const range of [group.node.description, ...group.node.ids]) {
    if (range !== undefined)
      lose(out, group.source, range, t('A table of rules has no place for the description and id of its group.'));
  }
  const rows = policiesOf(out, group, direction === 'inbound' ? group.inbound : group.outbound).map((policy) => [
    'Custom',
    peerText(policy.peer),
    serviceText(policy.service),
    policy.action === 'allow' ? 'Allow' : 'Refuse',
    policy.description ?? '',
  ]);
  return csvTemplate(direction) + rows.map(rowText).join('');
}

/** The table to fill in: what an empty group's export is. */
export function csvTemplate(direction: ast.Direction): string {
  return rowText(['Type', direction === 'inbound' ? 'Source' : 'Destination', 'Protocol port', 'Policy', 'Notes']);
}

function rowText(cells: readonly string[]): string {
  return `${cells.map(cellText).join(',')}\n`;
}

function cellText(text: string): string {
  const safe = formulaSafe(text);
  return /[",\r\n;\t]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function serviceText(service: OutgoingService): string {
  if (service.kind === 'template') return service.id;
  if (service.kind === 'tcp' || service.kind === 'udp') return `${PROTOCOLS[service.kind]}:${service.ports ?? 'ALL'}`;
  return PROTOCOLS[service.kind];
}

function peerText(peer: OutgoingPeer): string {
  return 'text' in peer ? peer.text : peer.id;
}
