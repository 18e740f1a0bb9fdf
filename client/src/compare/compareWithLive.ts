import * as vscode from 'vscode';
import { compareLive } from '#protocol/live.ts';
import type { ChangeText } from '#protocol/packets.ts';
import type { TreeNode } from '#protocol/tree.ts';
import { clickedNode, modelOf } from '../commands/arguments.ts';
import type { Command } from '../commands/command.ts';
import { liveAnswer } from '../commands/liveSide.ts';
import { chooseModel, type Model } from '../commands/models.ts';
import { uriIn } from '../commands/targets.ts';
import type { Server } from '../languageClient/server.ts';
import type { Comparison } from './comparison.ts';
import type { Comparisons } from './comparisons.ts';

/** Compares what the files want with what is live, in one region or in all that the snapshots cover. */
export function compareWithLive(server: Server, comparisons: Comparisons): Command {
  return {
    id: 'secgroup.compareWithLive',
    execute: async (...args) => {
      const node = clickedNode(args);
      const model = await chooseModel(server, vscode.l10n.t('Compare With Live'), modelOf(node) ?? uriIn(args[0]));
      const region = node && regionOf(model, node);
      await comparisons.show(() => compare(server, model.uri, region));
    },
  };
}

function regionOf({ entities }: Model, { kind, label, entity }: TreeNode): string | undefined {
  return kind === 'region' ? label : entities.find(({ key }) => key === entity)?.region;
}

async function compare(server: Server, uri: string | undefined, region: string | undefined): Promise<Comparison> {
  const question = { uri, region };
  const { files, text, others, incomplete } = liveAnswer(await server.ask(compareLive, question));
  const [file = ''] = files;
  const live = vscode.Uri.parse(file, true);
  return {
    file: live,
    before: { name: vscode.l10n.t('files') },
    after: { name: vscode.l10n.t('live'), file: live },
    changes: withRegions(text),
    others,
    incomplete,
  };
}

/** Equal names of several regions are distinguished. */
function withRegions(changes: readonly ChangeText[]): readonly ChangeText[] {
  if (new Set(changes.map(({ region }) => region)).size < 2) return changes;
  return changes.map((change) => ({
    ...change,
    owners: change.owners.map((name) => `${name} (${change.region})`),
  }));
}
