import type { Group } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import { lose, loseComments, type Outgoing, policiesOf } from '../outgoing.ts';
import { serviceText } from '../serviceText.ts';
import { formulaSafe } from './rows.ts';

/** The console's table of one direction, for people and spreadsheets: the console's own file may look otherwise. */
export function csvText(out: Outgoing, group: Group, direction: ast.Direction): string {
  loseComments(out, group);
  for (const range of [group.node.description, ...group.node.ids]) {
    if (range !== undefined)
      lose(out, group.source, range, t('A table of rules has no place for the description and id of its group.'));
  }
  const rows = policiesOf(out, group, group[direction]).map((policy) => [
    'Custom',
    'text' in policy.peer ? policy.peer.text : policy.peer.id,
    policy.service.kind === 'template' ? policy.service.id : serviceText(policy.service),
    policy.action === 'allow' ? 'Allow' : 'Refuse',
    policy.description ?? '',
  ]);
  return csvTemplate(direction) + rows.map(rowText).join('');
}

/** The table of a group without rules, which can be filled in. */
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
