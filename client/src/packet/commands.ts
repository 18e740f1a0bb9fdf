import * as vscode from 'vscode';
import { packet } from '#protocol/packets.ts';
import type { Location } from '#protocol/requests.ts';
import type { TreeNode } from '#protocol/tree.ts';
import { isTreeNode, modelOf, treeNodes } from '../commands/arguments.ts';
import type { ApplyChange } from '../commands/change.ts';
import type { Command } from '../commands/command.ts';
import { isObject } from '../commands/isObject.ts';
import { chooseModel, entitiesOf, type Model, regionOfNames } from '../commands/models.ts';
import { pick } from '../commands/questions.ts';
import { uriIn } from '../commands/targets.ts';
import { Refused } from '../languageClient/faults.ts';
import { normalUri, openPlace } from '../languageClient/places.ts';
import type { Server } from '../languageClient/server.ts';
import { type Asked, askForPacket, type KnownParts } from './askForPacket.ts';
import { followModel } from './followModel.ts';
import { askForAll, askForAnother } from './manyEnds.ts';
import type { Marks } from './marks.ts';
import { applySmallestChange, keepAsExpectation } from './packetEdits.ts';
import { isPacketNode, type PacketNode, type PacketTree } from './packetTree.ts';
import { type PacketPanel, packetPanel } from './page.ts';
import type { PacketRecord, PacketRecords } from './records.ts';
import { answerAsText, decidingStep } from './words.ts';

interface Dependencies {
  readonly server: Server;
  readonly records: PacketRecords;
  readonly tree: PacketTree;
  readonly marks: Marks;
  readonly applyChange: ApplyChange;
  readonly extension: vscode.Uri;
}

export interface PacketCommands extends vscode.Disposable {
  readonly commands: readonly Command[];
}

export function packetCommands(dependencies: Dependencies): PacketCommands {
  const { server, records, applyChange, extension } = dependencies;
  const panel = packetPanel(records, extension, {
    apply: (record) => applySmallestChange(applyChange, record),
    keep: (record) => keepAsExpectation(server, applyChange, record),
    again: (record) => runAgain(shown, record),
    copy: copyAsText,
    another: async (record, end) => show(shown, await askForAnother(server, record, end)),
    all: (record, end) => showAll(shown, record, end),
  });
  const shown: Shown = { ...dependencies, panel };
  const subscription = followModel(server, records);
  return {
    commands: [...askingCommands(shown), ...recordCommands(shown)],
    dispose: () => vscode.Disposable.from(panel, subscription).dispose(),
  };
}

interface Shown extends Dependencies {
  readonly panel: PacketPanel;
}

/** Those that ask the server. */
function askingCommands(shown: Shown): readonly Command[] {
  const { server, records, applyChange } = shown;
  return [
    {
      id: 'secgroup.testPacket',
      execute: async (...args) => {
        const nodes = treeNodes(args);
        const uri = modelOf(nodes[0]) ?? uriIn(args[0]);
        const model = await chooseModel(server, vscode.l10n.t('Test Packet'), uri, 'asked');
        const known = nodes.length > 0 ? await partsOfNodes(nodes, model) : partsOf(args[0]);
        await show(shown, await askForPacket(server, model, records, known));
      },
    },
    { id: 'secgroup.runPacketAgain', execute: (...args) => runAgain(shown, recordOf(shown, args)) },
    {
      id: 'secgroup.keepAsExpectation',
      execute: (...args) => keepAsExpectation(server, applyChange, recordOf(shown, args)),
    },
    {
      id: 'secgroup.applySmallestChange',
      execute: (...args) => applySmallestChange(applyChange, recordOf(shown, args)),
    },
  ];
}

/** Those about packets that were tested. */
function recordCommands(shown: Shown): readonly Command[] {
  const { records, marks, panel } = shown;
  const each = (id: Command['id'], change: (record: PacketRecord) => void): Command => ({
    id,
    execute: (...args) => recordsOf(shown, args).forEach(change),
  });
  return [
    {
      id: 'secgroup.showPacketPage',
      execute: (...args) => {
        const record = recordOf(shown, args);
        marks.show(record);
        panel.show(record);
      },
    },
    { id: 'secgroup.openStep', execute: (node, how) => openStep(shown, node, how) },
    each('secgroup.pinPacket', (record) => records.setPinned(record, true)),
    each('secgroup.unpinPacket', (record) => records.setPinned(record, false)),
    each('secgroup.removePacket', (record) => records.remove(record)),
    { id: 'secgroup.clearPackets', execute: () => records.clear() },
    { id: 'secgroup.copyPacketAsText', execute: (...args) => copyAsText(recordOf(shown, args)) },
    { id: 'secgroup.dismissMarks', execute: () => marks.dismiss() },
  ];
}

/** The newest packet is shown with its steps and on its page; what decided is marked in the editor. */
async function show(shown: Shown, asked: Asked): Promise<void> {
  const { question, answer, many } = asked;
  if (many?.how === 'one') return show(shown, await askForAnother(shown.server, asked, many.end));
  if (many?.how === 'all') return showAll(shown, asked, many.end);
  await showRecord(shown, shown.records.add(question, answer));
}

async function showAll({ server, records }: Shown, asked: Asked, end: 'from' | 'to'): Promise<void> {
  for (const each of await askForAll(server, asked, end)) records.add(each.question, each.answer);
  await vscode.commands.executeCommand('secgroup.packets.focus');
}

async function showRecord({ marks, panel, tree }: Shown, record: PacketRecord): Promise<void> {
  marks.show(record);
  const settled = decidingStep(record.answer);
  const place = settled?.rule ?? settled?.end;
  if (place) await openPlace(place, { preserveFocus: true, viewColumn: columnOf(place) });
  panel.show(record);
  await tree.reveal(record);
}

async function runAgain(shown: Shown, record: PacketRecord): Promise<void> {
  const result = await shown.server.ask(packet, record.question);
  if ('error' in result) throw new Refused(result.error);
  shown.records.update(new Map([[record.id, result.answer]]));
  await showRecord(shown, { ...record, answer: result.answer });
}

async function openStep({ marks }: Shown, node: unknown, how: unknown): Promise<void> {
  if (!isPacketNode(node)) return;
  marks.show(node.record);
  // A click leaves the focus in the view, so that the arrow keys lead on to the next step.
  const preserveFocus = how === 'click';
  const place =
    node.kind === 'step' ? (node.step.rule ?? node.step.end) : node.kind === 'passed' ? node.rule : undefined;
  if (place) await openPlace(place, { preserveFocus, viewColumn: columnOf(place) });
}

/** The packets that were clicked, or are selected. */
function recordsOf({ tree }: Shown, args: readonly unknown[]): readonly PacketRecord[] {
  const [clicked, selected] = args;
  const nodes = Array.isArray(selected) && selected.length > 0 ? selected : [clicked ?? tree.selected()[0]];
  return [...new Set(nodes.filter(isPacketNode).map((node: PacketNode) => node.record))];
}

function recordOf(shown: Shown, args: readonly unknown[]): PacketRecord {
  const [clicked] = args;
  // What is done to one is done to the one that was clicked, whatever else is selected.
  const record = (isPacketNode(clicked) ? clicked.record : recordsOf(shown, args)[0]) ?? shown.records.all[0];
  if (!record) throw new Refused(vscode.l10n.t('Test a packet first.'));
  return record;
}

async function copyAsText({ answer }: PacketRecord): Promise<void> {
  await vscode.env.clipboard.writeText(answerAsText(answer));
  vscode.window.setStatusBarMessage(vscode.l10n.t('Copied the packet and its way as text.'), 4000);
}

/** Where the file is shown already, else beside the page. */
function columnOf({ uri }: Location): vscode.ViewColumn {
  const wanted = normalUri(uri);
  const shown = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === wanted);
  return shown?.viewColumn ?? vscode.ViewColumn.One;
}

/** Two cvms are the ends of the packet; one is asked whether it sends or receives. */
async function partsOfNodes(nodes: readonly TreeNode[], model: Model): Promise<KnownParts> {
  const [one, other] = nodes.filter(({ kind }) => ['cvm', 'group', 'cvm-group', 'subnet'].includes(kind));
  if (!one) return {};
  const ends = other ? [one, other] : [one];
  const empty = entitiesOf(model, ends).find(({ kind, members = [] }) => kind === 'group' && members.length === 0);
  if (empty) throw new Refused(vscode.l10n.t("No CVM is in '{0}': no packet comes from it or goes to it.", empty.name));
  const region = regionOfNames(model, ends);
  if (other) return { from: one.label, to: other.label, region };
  const title = vscode.l10n.t('Test Packet');
  return pick({ title, placeholder: vscode.l10n.t('Which end of the packet is {0}?', one.label) }, [
    {
      label: vscode.l10n.t('To {0}', one.label),
      iconPath: new vscode.ThemeIcon('call-incoming'),
      value: { to: one.label, region } as KnownParts,
    },
    {
      label: vscode.l10n.t('From {0}', one.label),
      iconPath: new vscode.ThemeIcon('call-outgoing'),
      value: { from: one.label, region },
    },
  ]);
}

/** A line as text, or an object with a line or ends, as lenses and scripts hand over. */
function partsOf(value: unknown): KnownParts {
  if (typeof value === 'string') return { line: value };
  if (!isObject(value) || isTreeNode(value)) return {};
  const text = (name: 'line' | 'from' | 'to' | 'region'): KnownParts => {
    const part = value[name];
    return typeof part === 'string' ? { [name]: part } : {};
  };
  return { ...text('line'), ...text('from'), ...text('to'), ...text('region') };
}
