import * as vscode from 'vscode';
import {
  type ExportedRules,
  type ExportParams,
  exportFormats,
  exportRules as exportRequest,
  exportTemplate,
} from '#protocol/edits.ts';
import type { TreeNode } from '#protocol/tree.ts';
import { Refused } from '../languageClient/faults.ts';
import { showUntitled } from '../languageClient/places.ts';
import type { Server } from '../languageClient/server.ts';
import { type Direction, directionOf, modelOf, treeNodes } from './arguments.ts';
import type { Command } from './command.ts';
import { chooseModel } from './models.ts';
import { pick } from './questions.ts';
import { chooseTarget, type Places } from './targets.ts';

/** Export rules of groups or of a region, or an empty form to fill in, to an untitled document or a file. */
export function exportCommands(places: Places): readonly Command[] {
  const { server } = places;
  return [
    {
      id: 'secgroup.exportRules',
      execute: async (...args) => {
        const title = vscode.l10n.t('Export Rules');
        const scope = await chooseScope(places, args, title);
        const { formats } = await server.ask(exportFormats, {});
        const able = formats.filter(({ holdsSeveral }) => holdsSeveral || scope.groups.length === 1);
        const choices = able.map((value) => ({ label: value.title, description: value.detail, value }));
        const { name, wantsDirection } = await pick(
          { title, placeholder: vscode.l10n.t('Format of the export') },
          choices,
        );
        const direction = scope.direction ?? (wantsDirection ? await askForDirection(title) : undefined);
        const result = await server.ask(exportRequest, { ...scope, format: name, direction });
        if ('error' in result) throw new Refused(result.error);
        if (await write(title, result)) tell(server, title, result);
      },
    },
    {
      id: 'secgroup.exportTemplate',
      execute: async (...args) => {
        const title = vscode.l10n.t('Export Rule Template');
        const direction = clickedDirection(treeNodes(args)) ?? (await askForDirection(title));
        await write(title, await server.ask(exportTemplate, { direction }));
      },
    },
  ];
}

type Scope = Pick<ExportParams, 'uri' | 'groups' | 'region' | 'direction'>;

/** The groups that were clicked, the region that was clicked, or the group that is picked. */
async function chooseScope(places: Places, args: readonly unknown[], title: string): Promise<Scope> {
  const nodes = treeNodes(args);
  const region = nodes.find(({ kind }) => kind === 'region');
  const groups = nodes.flatMap(({ kind, entity }) => (kind === 'group' && entity ? [entity] : []));
  const uri = modelOf(nodes[0]);
  if (region || groups.length > 1) {
    const model = await chooseModel(places.server, title, uri);
    const scope = { uri: model.uri };
    return region ? { ...scope, groups: [], region: region.label } : { ...scope, groups };
  }
  const placeholder = vscode.l10n.t('Group to export');
  const { model, entity } = await chooseTarget(places, args, { title, kind: 'group', placeholder, builtin: true });
  return { uri: model.uri, groups: [entity.key], direction: clickedDirection(nodes) };
}

const clickedDirection = ([node]: readonly TreeNode[]): Direction | undefined => node && directionOf(node);

const askForDirection = (title: string): Promise<Direction> =>
  pick({ title, placeholder: vscode.l10n.t('Direction: a table holds one') }, [
    { label: 'inbound', value: 'inbound' },
    { label: 'outbound', value: 'outbound' },
  ]);

type Text = Pick<ExportedRules, 'text' | 'fileName'>;

/** Asks whether to write to an untitled document or a file. Returns false where the choice of a file was turned down. */
async function write(title: string, { text, fileName }: Text): Promise<boolean> {
  const target = await pick({ title, placeholder: vscode.l10n.t('Where to') }, [
    { label: vscode.l10n.t('New Editor'), description: vscode.l10n.t('nothing is saved'), value: 'editor' as const },
    { label: vscode.l10n.t('File…'), description: fileName, value: 'file' as const },
  ]);
  if (target === 'file') return save(title, text, fileName);
  const language = fileName.endsWith('json') ? 'json' : fileName.endsWith('.sg') ? 'secgroup' : 'plaintext';
  await showUntitled(text, language);
  return true;
}

function tell(server: Server, title: string, { fileName, report }: ExportedRules): void {
  if (report.length === 0) return;
  server.log.info(`${title}: ${fileName}\n${report.join('\n')}`);
  const showLog = vscode.l10n.t('Show Log');
  const message = vscode.l10n.t('Not everything could be exported: {0}', report.slice(0, 3).join(' '));
  void vscode.window.showInformationMessage(message, showLog).then((choice) => {
    if (choice === showLog) server.log.show();
  });
}

async function save(title: string, text: string, fileName: string): Promise<boolean> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog({
    title,
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, fileName) } : {}),
  });
  if (!uri) return false;
  await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  await vscode.window.showTextDocument(uri);
  return true;
}
