import * as vscode from 'vscode';
import type { Incomplete, Step } from '#protocol/packets.ts';
import { incompleteText } from '../languageClient/incomplete.ts';
import { toRange } from '../languageClient/places.ts';
import { fitting, fittingLabel } from '../trees/fitting.ts';
import { actionIcon } from '../trees/icons.ts';
import { revealWithPatience } from '../trees/reveal.ts';
import { keepSelection } from '../trees/selection.ts';
import type { ViewSlot } from '../trees/slot.ts';
import type { PacketRecord, PacketRecords } from './records.ts';
import {
  decidingStep,
  type PassedRule,
  passedRules,
  reasonInShort,
  reasonText,
  stageText,
  verdictText,
  withArrow,
} from './words.ts';

export type PacketNode =
  | { readonly kind: 'packet'; readonly id: string; readonly record: PacketRecord }
  | { readonly kind: 'step'; readonly id: string; readonly record: PacketRecord; readonly step: Step }
  | { readonly kind: 'answer'; readonly id: string; readonly record: PacketRecord }
  | { readonly kind: 'incomplete'; readonly id: string; readonly record: PacketRecord; readonly place: Incomplete }
  | { readonly kind: 'change'; readonly id: string; readonly record: PacketRecord; readonly text: string }
  | ({ readonly kind: 'passed'; readonly id: string; readonly record: PacketRecord } & PassedRule);

export interface PacketTree extends vscode.Disposable {
  selected(): readonly PacketNode[];
  /** Shows a packet with its steps. */
  reveal(record: PacketRecord): Promise<void>;
}

/** The Packet Tests view: the packets tried, newest first; below each the stages of its way, below a stage the rules passed over. */
export function showPacketTree(records: PacketRecords, { view, fill }: ViewSlot<PacketNode>): PacketTree {
  const changed = new vscode.EventEmitter<undefined>();
  const parents = new Map<string, PacketNode>();
  const provider: vscode.TreeDataProvider<PacketNode> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: packetItem,
    getParent: (node) => parents.get(node.id),
    getChildren(node) {
      const children = node ? childrenOf(node) : records.all.map(packetNode);
      if (node) for (const child of children) parents.set(child.id, node);
      return [...children];
    },
  };
  fill({ provider });
  const subscription = records.onDidChange(() => {
    parents.clear();
    changed.fire(undefined);
  });
  const selection = keepSelection(view);
  return {
    selected: selection.nodes,
    async reveal(record) {
      const reveal = revealWithPatience(view, packetNode(record), { select: true, focus: false, expand: true });
      // The packet is on its page and in the editor as well: a view that was closed meanwhile is no failure.
      await reveal.catch(() => undefined);
    },
    dispose: () => vscode.Disposable.from(selection, subscription, changed).dispose(),
  };
}

export function isPacketNode(value: unknown): value is PacketNode {
  return typeof value === 'object' && value !== null && 'record' in value && 'kind' in value;
}

const packetNode = (record: PacketRecord): PacketNode => ({ kind: 'packet', id: record.id, record });

function childrenOf(node: PacketNode): readonly PacketNode[] {
  const { id, record } = node;
  const { request, answer, change, incomplete } = record.answer;
  switch (node.kind) {
    case 'packet':
      return [
        ...incomplete.map((place, index) => ({
          kind: 'incomplete' as const,
          id: `${id}/incomplete/${index}`,
          record,
          place,
        })),
        ...request.map((step, index) => ({ kind: 'step' as const, id: `${id}/${index}`, record, step })),
        ...(answer.steps.length > 0 ? [{ kind: 'answer' as const, id: `${id}/answer`, record }] : []),
        ...(change === undefined ? [] : [{ kind: 'change' as const, id: `${id}/change`, record, text: change }]),
      ];
    case 'answer':
      return answer.steps.map((step, index) => ({ kind: 'step' as const, id: `${id}/${index}`, record, step }));
    case 'step':
      return passedRules(node.step).map((each, index) => ({
        kind: 'passed' as const,
        id: `${id}/${index}`,
        record,
        ...each,
      }));
    case 'passed':
    case 'change':
    case 'incomplete':
      return [];
  }
}

function packetItem(node: PacketNode): vscode.TreeItem {
  switch (node.kind) {
    case 'packet':
      return recordItem(node);
    case 'step':
      return stepItem(node);
    case 'passed':
      return passedItem(node);
    case 'answer': {
      const { answer } = node.record.answer;
      const open = answer.verdict === 'deny';
      return itemOf(node, vscode.l10n.t('answer'), open ? Expanded : Collapsed, {
        description: verdictText(answer.verdict),
        iconPath: new vscode.ThemeIcon('reply', actionIcon(answer.verdict).color),
        contextValue: 'answer',
      });
    }
    case 'incomplete': {
      const { uri, range, message } = node.place;
      const place = [vscode.Uri.parse(uri, true), { selection: toRange(range) }];
      return itemOf(node, vscode.l10n.t('Not read'), None, {
        description: message,
        tooltip: incompleteText([node.place]) ?? message,
        iconPath: new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground')),
        contextValue: 'incomplete',
        command: { command: 'vscode.open', title: vscode.l10n.t('Open'), arguments: place },
      });
    }
    case 'change': {
      const title = vscode.l10n.t('Apply Smallest Change');
      return itemOf(node, vscode.l10n.t('What would allow it'), None, {
        description: node.text,
        tooltip: node.text,
        iconPath: new vscode.ThemeIcon('wand'),
        contextValue: 'change',
        command: { command: 'secgroup.applySmallestChange', title, arguments: [node] },
      });
    }
  }
}

const { None, Collapsed, Expanded } = vscode.TreeItemCollapsibleState;

/** A row. Screen readers read its label and description, where `parts` has no other text for them. */
function itemOf(
  node: PacketNode,
  whole: string,
  state: vscode.TreeItemCollapsibleState,
  parts: Omit<vscode.TreeItem, 'id' | 'label' | 'description'> & { readonly description: string },
): vscode.TreeItem {
  const { id } = node;
  const depth = id.split('/').length - 1;
  const label = fittingLabel(whole, depth);
  const item = new vscode.TreeItem(label, state);
  const description = isWhole(node) ? parts.description : fitting({ label, description: parts.description, depth });
  const accessibilityInformation = { label: `${whole}: ${parts.description}` };
  return Object.assign(item, { accessibilityInformation, ...parts, description, id });
}

/** Whether a description is never cut: it says that the answer may be wrong. */
function isWhole({ kind, record: { answer, outdated } }: PacketNode): boolean {
  if (kind === 'packet') return outdated !== undefined || answer.incomplete.length > 0;
  return kind === 'incomplete';
}

type NodeOf<K extends PacketNode['kind']> = Extract<PacketNode, { readonly kind: K }>;

function recordItem(node: NodeOf<'packet'>): vscode.TreeItem {
  const { answer, pinned, outdated } = node.record;
  const said = (line: string): string => `${verdictText(answer.verdict)}: ${line}`;
  const icon =
    outdated === undefined
      ? actionIcon(answer.verdict)
      : new vscode.ThemeIcon('history', new vscode.ThemeColor('list.warningForeground'));
  // A row may be cut before it says that the answer may be wrong.
  const doubt = doubtOf(node.record);
  const title = vscode.l10n.t('Open Packet Page');
  return itemOf(node, said(withArrow(answer.line)), Collapsed, {
    iconPath: pinned ? new vscode.ThemeIcon('pinned', icon.color) : icon,
    description: descriptionOf(node.record),
    tooltip: [said(answer.line), answer.summary, doubt].filter(Boolean).join('\n'),
    contextValue: `packet ${pinned ? 'pinned' : 'unpinned'} answered ${answer.change ? 'denied' : 'settled'}`,
    accessibilityInformation: { label: [`${said(answer.line)}.`, answer.summary, doubt].filter(Boolean).join(' ') },
    command: { command: 'secgroup.showPacketPage', title, arguments: [node] },
  });
}

function stepItem(node: NodeOf<'step'>): vscode.TreeItem {
  const { step } = node;
  const isLocated = step.rule !== null || (step.end ?? null) !== null;
  const state = step.passed.length > 0 ? Collapsed : None;
  const reason = reasonInShort(step);
  const description = [stageText(step), step.rule?.text].filter(Boolean).join(' · ');
  // The icon has the verdict: what decided comes first, for a row ends where the view does.
  return itemOf(node, reason, state, {
    description,
    iconPath: actionIcon(step.action),
    tooltip: `${stageText(step)}\n${reasonText(step)}`,
    accessibilityInformation: { label: `${verdictText(step.action)}: ${reason}: ${description}` },
    contextValue: isLocated ? 'step located' : 'step',
    ...(isLocated ? { command: openRule(node) } : {}),
  });
}

function passedItem(node: NodeOf<'passed'>): vscode.TreeItem {
  const { why, rule, name } = node;
  const description = `${name} · ${rule.text}`;
  const passedOver = vscode.l10n.t('passed over');
  return itemOf(node, why, None, {
    description,
    iconPath: new vscode.ThemeIcon('debug-step-over', new vscode.ThemeColor('disabledForeground')),
    tooltip: `${name}: ${rule.text}\n${passedOver}: ${why}`,
    contextValue: 'step located',
    accessibilityInformation: { label: `${passedOver}: ${why}, ${description}` },
    command: openRule(node),
  });
}

const outdatedText = (why: string): string => vscode.l10n.t('of an earlier state: {0}', why);

const doubtOf = ({ answer, outdated }: PacketRecord): string | undefined =>
  outdated === undefined ? incompleteText(answer.incomplete) : outdatedText(outdated);

/** The reason of a verdict: first what could make it another one, else the rule that decided. */
function descriptionOf({ answer, outdated }: PacketRecord): string {
  if (outdated !== undefined) return outdatedText(outdated);
  if (answer.incomplete.length > 0) return vscode.l10n.t('not everything was read');
  if (answer.note === 'same-host') return vscode.l10n.t('same machine');
  const step = decidingStep(answer);
  return step === undefined ? '' : reasonText(step);
}

function openRule(node: PacketNode): vscode.Command {
  return { command: 'secgroup.openStep', title: vscode.l10n.t('Open Rule of Step'), arguments: [node, 'click'] };
}
