import * as vscode from 'vscode';
import type { PacketChange } from '#protocol/packets.ts';

/** The changes as text that can be read from top to bottom: first what is new, then what is gone, by machine. */
export function describeChanges(name: string, before: string, after: string, changes: readonly PacketChange[]): string {
  const opened = changes.filter(({ now }) => now === 'allow');
  const closed = changes.filter(({ now }) => now === 'deny');
  const lines = [vscode.l10n.t('Packets of {0}: {1} → {2}', name, before, after), ''];
  if (changes.length === 0) lines.push(vscode.l10n.t('No packet changes its fate.'), '');
  if (opened.length > 0)
    lines.push(vscode.l10n.t('Newly let through: {0}', opened.length), ...opened.flatMap(describe), '');
  if (closed.length > 0)
    lines.push(vscode.l10n.t('No longer let through: {0}', closed.length), ...closed.flatMap(describe), '');
  return lines.join('\n');
}

function describe({ cvm, group, acl, direction, peer, service, now, rule }: PacketChange): readonly string[] {
  const owner = cvm ?? (group === undefined ? vscode.l10n.t('acl {0}', acl ?? '') : vscode.l10n.t('group {0}', group));
  const way = direction === 'inbound' ? vscode.l10n.t('from {0}', peer) : vscode.l10n.t('to {0}', peer);
  const line = `  ${now === 'allow' ? '+' : '-'} ${owner}  ${direction}  ${service}  ${way}`;
  return rule ? [line, `      ${rule.text}  → ${rule.uri}#${rule.range.start.line + 1}`] : [line];
}
