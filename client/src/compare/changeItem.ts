import * as vscode from 'vscode';
import type { RulePlace } from '#protocol/packets.ts';
import { ruleName } from '../packet/words.ts';
import { fitting, fittingLabel, fittingPackets } from '../trees/fitting.ts';
import { actionIcon } from '../trees/icons.ts';
import { type ChangedPackets, type ChangeNode, countChanges, type Owner } from './changeNodes.ts';

/** A row of the Comparison view. `open`: with machines and groups unfolded at first. */
export function changeItem(node: ChangeNode, open: boolean): vscode.TreeItem {
  const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const isOpen = node.kind === 'section' || (open && node.kind !== 'change');
  const { kind } = node;
  const shown = (kind === 'change' ? fittingPackets : fittingLabel)(label(node), depths[kind]);
  const item = new vscode.TreeItem(shown, node.children.length === 0 ? None : isOpen ? Expanded : Collapsed);
  item.id = node.id;
  item.iconPath = icon(node);
  item.accessibilityInformation = { label: spoken(node) };
  const { packets } = node;
  if (!packets) {
    item.contextValue = kind;
    item.tooltip = label(node);
    item.description = `${countChanges(node)}`;
    return item;
  }
  const by = kind === 'change' ? decider(packets) : packets.rules.map(ruleName).join(', ');
  item.description = fitting({ label: shown, description: by, depth: depths[kind] });
  item.tooltip = tooltip(node, packets);
  const isDecided = packets.rules.length > 0;
  const wasDecided = packets.rulesBefore.length > 0;
  item.contextValue = ['change', isDecided && 'now', wasDecided && 'before'].filter(Boolean).join(' ');
  if (isDecided || wasDecided) {
    item.command = {
      command: 'secgroup.openDecidingRule',
      title: vscode.l10n.t('Open Deciding Rule'),
      arguments: [node, 'click'],
    };
  }
  return item;
}

function label({ kind, now, owner, packets }: ChangeNode): string {
  if (kind === 'section') return sectionText(now);
  if (kind === 'owner') return owner?.names.join(', ') ?? '';
  return packets?.text ?? '';
}

const depths: Readonly<Record<ChangeNode['kind'], number>> = { section: 0, owner: 1, change: 2, rule: 3 };

const sectionText = (now: 'allow' | 'deny'): string =>
  now === 'allow' ? vscode.l10n.t('Newly allowed') : vscode.l10n.t('No longer allowed');

/** The rule that decides now or, where none does, the one that decided before. */
function decider({ rules, rulesBefore, undecided }: ChangedPackets): string {
  const [rule, ...more] = rules;
  if (rule && more.length > 0) return vscode.l10n.t('{0} rules decide', rules.length);
  if (rule) return `${ruleName(rule)} · ${rule.text}`;
  const [before] = rulesBefore;
  if (before) return vscode.l10n.t('before: {0}', before.text);
  return undecided[0] ?? vscode.l10n.t('no rule decides');
}

function tooltip({ now }: ChangeNode, { text, rules, rulesBefore, undecided }: ChangedPackets): string {
  const by = (all: readonly RulePlace[], why: readonly string[]): string =>
    [...all.map((each) => `${each.text} — ${ruleName(each)}`), ...why].join('; ') || vscode.l10n.t('no rule decides');
  const [before, after] =
    now === 'allow'
      ? [
          vscode.l10n.t('Denied before: {0}', by(rulesBefore, [])),
          vscode.l10n.t('Allowed now: {0}', by(rules, undecided)),
        ]
      : [
          vscode.l10n.t('Allowed before: {0}', by(rulesBefore, [])),
          vscode.l10n.t('Denied now: {0}', by(rules, undecided)),
        ];
  return [text, '', before, after].join('\n');
}

function icon({ kind, now, owner }: ChangeNode): vscode.ThemeIcon {
  switch (kind) {
    case 'section':
      return new vscode.ThemeIcon(now === 'allow' ? 'diff-added' : 'diff-removed', actionIcon(now).color);
    case 'owner':
      return new vscode.ThemeIcon(ownerIcons[owner?.kind ?? 'group']);
    case 'change':
      return actionIcon(now);
    case 'rule':
      return new vscode.ThemeIcon('arrow-small-right');
  }
}

const ownerIcons: Readonly<Record<Owner['kind'], string>> = {
  cvm: 'vm',
  group: 'shield',
  acl: 'law',
  subnet: 'type-hierarchy',
};

function spoken(node: ChangeNode): string {
  const { kind, now, owner, packets } = node;
  if (kind === 'section') {
    const count = countChanges(node);
    return count === 1
      ? vscode.l10n.t('{0}, one way', sectionText(now))
      : vscode.l10n.t('{0}, {1} ways', sectionText(now), count);
  }
  if (!packets) return `${label(node)}, ${owner?.kind}, ${sectionText(now)}`;
  return `${label(node)}, ${sectionText(now)}, ${decider(packets)}`;
}
