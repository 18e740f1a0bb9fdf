import * as vscode from 'vscode';
import type { RulePlace } from '#protocol/packets.ts';
import type { Location } from '#protocol/requests.ts';
import { type ChangeNode, changeNodes, type Owner } from './changeNodes.ts';
import type { Comparison } from './comparison.ts';

type PlaceOf = (side: 'before' | 'after', rule: RulePlace) => Location;

/** The changes as text that can be read from top to bottom: first what is new, then what is gone, by machine. */
export function describeChanges(name: string, { before, after, changes }: Comparison, placeOf: PlaceOf): string {
  const lines = [vscode.l10n.t('Packets of {0}: {1} → {2}', name, before.name, after.name), ''];
  if (changes.length === 0) lines.push(vscode.l10n.t('No packet changes its fate.'), '');
  for (const section of changeNodes(changes)) {
    const ways = waysIn(section);
    const heading =
      section.now === 'allow'
        ? vscode.l10n.t('Newly let through: {0}', ways.length)
        : vscode.l10n.t('No longer let through: {0}', ways.length);
    lines.push(heading, ...ways.flatMap((way) => describeWay(way, placeOf)), '');
  }
  return lines.join('\n');
}

/** A list of more blocks is told by the first of them: the tree has all. */
const mostPeers = 8;

function waysIn(node: ChangeNode): readonly ChangeNode[] {
  return node.kind === 'change' ? [node] : node.children.flatMap(waysIn);
}

/** With the rule that decides now; where none does, with the one that did. */
function describeWay({ now, owner, direction, packets }: ChangeNode, placeOf: PlaceOf): readonly string[] {
  if (!owner || !packets) return [];
  const { services, peers, rule, ruleBefore } = packets;
  const shown = peers.slice(0, mostPeers).join(', ');
  const more = peers.length - mostPeers;
  const peer = more > 0 ? vscode.l10n.t('{0} and {1} more', shown, more) : shown;
  const way = direction === 'inbound' ? vscode.l10n.t('from {0}', peer) : vscode.l10n.t('to {0}', peer);
  const sign = now === 'allow' ? '+' : '-';
  const line = `  ${sign} ${ownerText(owner)}  ${direction}  ${services.join(', ')}  ${way}`;
  const link = (text: string, { uri, range }: Location): string => `      ${text}  → ${uri}#${range.start.line + 1}`;
  if (rule) return [line, link(rule.text, placeOf('after', rule))];
  if (!ruleBefore) return [line];
  return [line, link(vscode.l10n.t('before: {0}', ruleBefore.text), placeOf('before', ruleBefore))];
}

function ownerText({ kind, name }: Owner): string {
  switch (kind) {
    case 'cvm':
      return name;
    case 'group':
      return vscode.l10n.t('group {0}', name);
    case 'acl':
      return vscode.l10n.t('acl {0}', name);
    case 'subnet':
      return vscode.l10n.t('subnet {0}', name);
  }
}
