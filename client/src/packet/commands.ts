import * as vscode from 'vscode';
import { packet } from '#protocol/packets.ts';
import type { TreeNode } from '#protocol/tree.ts';
import { isObject, isTreeNode, treeNodes } from '../commands/arguments.ts';
import type { ApplyChange } from '../commands/change.ts';
import type { Command } from '../commands/command.ts';
import { chooseModel } from '../commands/models.ts';
import { pick } from '../commands/questions.ts';
import { openPlace } from '../languageClient/places.ts';
import type { Server } from '../languageClient/server.ts';
import { type Asked, askForPacket, type KnownParts } from './askForPacket.ts';
import type { Marks } from './marks.ts';
import { isPacketNode, type PacketNode, type PacketTree } from './packetTree.ts';
import type { PacketRecord, PacketRecords } from './records.ts';
import { answerAsText, decidingStep } from './words.ts';

interface Dependencies {
  readonly server: Server;
  readonly records: PacketRecords;
  readonly tree: PacketTree;
  readonly marks: Marks;
  readonly applyChange: ApplyChange;
}

export function packetCommands(dependencies: Dependencies): readonly Command[] {
  const { server, records, tree, marks, applyChange } = dependencies;

  /** The newest packet is shown with its steps, its deciding rule in the editor. */
  async function show({ question, answer }: Asked): Promise<void> {
    const record = records.add(question, answer);
    marks.show(record);
    // Where no rule decided, the last one that was passed over shows the list that came to its end.
    const settled = decidingStep(answer);
    const rule = settled?.rule ?? settled?.passed.at(-1)?.rule;
    if (rule) await openPlace(rule, { preserveFocus: true });
    await tree.reveal(record);
  }

  const recordsOf = (args: readonly unknown[]): readonly PacketRecord[] => {
    const [clicked, selected] = args;
    const nodes = Array.isArray(selected) && selected.length > 0 ? selected : [clicked ?? tree.selected()[0]];
    return [...new Set(nodes.filter(isPacketNode).map((node: PacketNode) => node.record))];
  };
  const recordOf = (args: readonly unknown[]): PacketRecord => {
    const record = recordsOf(args)[0] ?? records.all[0];
    if (!record) throw new Error(vscode.l10n.t('Test a packet first.'));
    return record;
  };

  return [
    {
      id: 'secgroup.testPacket',
      execute: async (...args) => {
        const nodes = treeNodes(args);
        const known = nodes.length > 0 ? await partsOfNodes(nodes) : partsOf(args[0]);
        const uri = nodes[0]?.location?.uri ?? uriOf(args[0]);
        const model = await chooseModel(server, vscode.l10n.t('Test Packet'), uri);
        await show(await askForPacket(server, model, records, known));
      },
    },
    {
      id: 'secgroup.runPacketAgain',
      execute: async (...args) => {
        const { question } = recordOf(args);
        const result = await server.ask(packet, question);
        if ('error' in result) throw new Error(result.error);
        await show({ question, answer: result.answer });
      },
    },
    {
      id: 'secgroup.openStep',
      execute: async (node, how) => {
        if (!isPacketNode(node)) return;
        marks.show(node.record);
        // A click leaves the focus in the view, so that the arrow keys lead on to the next step.
        const preserveFocus = how === 'click';
        if (node.kind === 'step' && node.step.rule) await openPlace(node.step.rule, { preserveFocus });
        if (node.kind === 'passed') await openPlace(node.rule, { preserveFocus });
      },
    },
    {
      id: 'secgroup.pinPacket',
      execute: (...args) => {
        for (const record of recordsOf(args)) records.setPinned(record, true);
      },
    },
    {
      id: 'secgroup.unpinPacket',
      execute: (...args) => {
        for (const record of recordsOf(args)) records.setPinned(record, false);
      },
    },
    {
      id: 'secgroup.removePacket',
      execute: (...args) => {
        for (const record of recordsOf(args)) records.remove(record);
      },
    },
    { id: 'secgroup.clearPackets', execute: () => records.clear() },
    {
      id: 'secgroup.keepAsExpectation',
      execute: async (...args) => {
        const { answer, question } = recordOf(args);
        const rule = decidingStep(answer)?.rule;
        const uri = rule?.uri ?? question.uri;
        await applyChange({ kind: 'addExpectation', line: answer.expectation, ...(uri ? { uri } : {}) }, { uri });
      },
    },
    {
      id: 'secgroup.applySmallestChange',
      execute: async (...args) => {
        const { answer, question } = recordOf(args);
        const { uri, region } = question;
        const asked = { line: answer.line, ...(region ? { region } : {}) };
        await applyChange({ kind: 'fixPacket', question: asked }, { uri, preview: true });
      },
    },
    {
      id: 'secgroup.copyPacketAsText',
      execute: async (...args) => {
        await vscode.env.clipboard.writeText(answerAsText(recordOf(args).answer));
        vscode.window.setStatusBarMessage(vscode.l10n.t('Copied the packet and its way as text.'), 4000);
      },
    },
    { id: 'secgroup.dismissMarks', execute: () => marks.dismiss() },
  ];
}

/** Two cvms are the ends of the packet; one is asked whether it sends or receives. */
async function partsOfNodes(nodes: readonly TreeNode[]): Promise<KnownParts> {
  const [one, other] = nodes.filter(({ kind }) => ['cvm', 'group', 'cvm-group', 'subnet'].includes(kind));
  if (!one) return {};
  if (other) return { from: one.label, to: other.label };
  const title = vscode.l10n.t('Test Packet');
  return pick({ title, placeholder: vscode.l10n.t('Which end of the packet is {0}?', one.label) }, [
    {
      label: vscode.l10n.t('To {0}', one.label),
      iconPath: new vscode.ThemeIcon('call-incoming'),
      value: { to: one.label } as KnownParts,
    },
    {
      label: vscode.l10n.t('From {0}', one.label),
      iconPath: new vscode.ThemeIcon('call-outgoing'),
      value: { from: one.label },
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

function uriOf(value: unknown): string | undefined {
  return isObject(value) && typeof value['uri'] === 'string' ? value['uri'] : undefined;
}
