import * as vscode from 'vscode';
import type { PacketChange, RulePlace } from '#protocol/packets.ts';
import type { Location } from '#protocol/requests.ts';
import type { Comparison } from './comparison.ts';

type PlaceOf = (side: 'before' | 'after', rule: RulePlace) => Location;

/** The changes as text that can be read from top to bottom: first what is new, then what is gone, by machine. */
export function describeChanges(name: string, { before, after, changes }: Comparison, placeOf: PlaceOf): string {
  const opened = changes.filter(({ now }) => now === 'allow');
  const closed = changes.filter(({ now }) => now === 'deny');
  const lines = [vscode.l10n.t('Packets of {0}: {1} → {2}', name, before.name, after.name), ''];
  const describe = (change: PacketChange): readonly string[] => describeChange(change, placeOf);
  if (changes.length === 0) lines.push(vscode.l10n.t('No packet changes its fate.'), '');
  if (opened.length > 0)
    lines.push(vscode.l10n.t('Newly let through: {0}', opened.length), ...opened.flatMap(describe), '');
  if (closed.length > 0)
    lines.push(vscode.l10n.t('No longer let through: {0}', closed.length), ...closed.flatMap(describe), '');
  return lines.join('\n');
}

/** With the rule that decides now; where none does, with the one that did. */
function describeChange(change: PacketChange, placeOf: PlaceOf): readonly string[] {
  const { cvm, group, acl, subnet, direction, peer, service, now, rule, ruleBefore } = change;
  const owner =
    cvm ??
    (group !== undefined
      ? vscode.l10n.t('group {0}', group)
      : acl !== undefined
        ? vscode.l10n.t('acl {0}', acl)
        : vscode.l10n.t('subnet {0}', subnet ?? ''));
  const way = direction === 'inbound' ? vscode.l10n.t('from {0}', peer) : vscode.l10n.t('to {0}', peer);
  const line = `  ${now === 'allow' ? '+' : '-'} ${owner}  ${direction}  ${service}  ${way}`;
  const link = (text: string, { uri, range }: Location): string => `      ${text}  → ${uri}#${range.start.line + 1}`;
  if (rule) return [line, link(rule.text, placeOf('after', rule))];
  if (!ruleBefore) return [line];
  return [line, link(vscode.l10n.t('before: {0}', ruleBefore.text), placeOf('before', ruleBefore))];
}
