import * as vscode from 'vscode';
import { type ExportFormat, type ExportParams, exportRules as exportRequest } from '#protocol/edits.ts';
import type { Server } from '../languageClient/server.ts';
import { treeNodes } from './arguments.ts';
import type { Command } from './command.ts';
import { directionOf } from './direction.ts';
import { chooseModel } from './models.ts';
import { type Choice, pick } from './questions.ts';
import { chooseTarget, type Places } from './targets.ts';

/** Rules of groups, of a region, or an empty form to fill in; to an untitled document or a file. */
export function exportCommands(places: Places): readonly Command[] {
  const { server } = places;
  return [
    {
      id: 'secgroup.exportRules',
      execute: async (...args) => {
        const title = vscode.l10n.t('Export Rules');
        const scope = await chooseScope(places, args, title);
        const format = await pick({ title, placeholder: vscode.l10n.t('Format of the export') }, formats());
        const direction = format === 'csv' ? (scope.direction ?? (await askForDirection(title))) : scope.direction;
        const params = { ...scope, format, direction };
        await write(server, title, params);
      },
    },
    {
      id: 'secgroup.exportTemplate',
      execute: async (...args) => {
        const title = vscode.l10n.t('Export Rule Template');
        const scope = await chooseScope(places, args, title);
        const format = await pick(
          { title, placeholder: vscode.l10n.t('Format of the template') },
          formats().toSorted((a, b) => Number(b.value === 'csv') - Number(a.value === 'csv')),
        );
        const direction = format === 'csv' ? (scope.direction ?? (await askForDirection(title))) : scope.direction;
        await write(server, title, { ...scope, format, template: true, direction });
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
  const uri = nodes.find(({ location }) => location !== undefined)?.location?.uri;
  if (region || groups.length > 1) {
    const model = await chooseModel(places.server, title, uri);
    const scope = model.uri ? { uri: model.uri } : {};
    return region ? { ...scope, groups: [], region: region.label } : { ...scope, groups };
  }
  const placeholder = vscode.l10n.t('Group to export');
  const { model, entity } = await chooseTarget(places, args, { title, kind: 'group', placeholder, builtin: true });
  const [node] = nodes;
  const direction = node?.kind === 'direction' ? directionOf(node) : undefined;
  return { uri: model.uri, groups: [entity.key], direction };
}

function formats(): readonly Choice<ExportFormat>[] {
  // The type asks for every format; they are offered in this order.
  const words: Record<ExportFormat, Pick<Choice<ExportFormat>, 'label' | 'description'>> = {
    policies: {
      label: vscode.l10n.t('Policy set'),
      description: vscode.l10n.t('JSON, as the API takes and gives it'),
    },
    csv: { label: 'CSV', description: vscode.l10n.t("the console's table") },
    terraform: { label: 'Terraform', description: '.tf.json' },
    snapshot: { label: vscode.l10n.t('Snapshot'), description: '.sg.json' },
    sg: { label: vscode.l10n.t('Rule language'), description: '.sg' },
  };
  return (Object.keys(words) as ExportFormat[]).map((value) => ({ ...words[value], value }));
}

const askForDirection = (title: string): Promise<'inbound' | 'outbound'> =>
  pick({ title, placeholder: vscode.l10n.t('Direction: a table holds one') }, [
    { label: 'inbound', value: 'inbound' },
    { label: 'outbound', value: 'outbound' },
  ]);

async function write(server: Server, title: string, params: ExportParams): Promise<void> {
  const result = await server.ask(exportRequest, params);
  if ('error' in result) throw new Error(result.error);
  const { text, fileName, report } = result;
  const target = await pick({ title, placeholder: vscode.l10n.t('Where to') }, [
    { label: vscode.l10n.t('New Editor'), description: vscode.l10n.t('nothing is saved'), value: 'editor' as const },
    { label: vscode.l10n.t('File…'), description: fileName, value: 'file' as const },
  ]);
  if (target === 'editor') await showUntitled(text, fileName);
  else if (!(await save(title, text, fileName))) return;
  if (report.length > 0) {
    server.log.info(`${title}: ${fileName}\n${report.join('\n')}`);
    const showLog = vscode.l10n.t('Show Log');
    const message = vscode.l10n.t('Not everything could be exported: {0}', report.slice(0, 3).join(' '));
    void vscode.window.showInformationMessage(message, showLog).then((choice) => {
      if (choice === showLog) server.log.show();
    });
  }
}

async function showUntitled(content: string, fileName: string): Promise<void> {
  const language = fileName.endsWith('json') ? 'json' : fileName.endsWith('.sg') ? 'secgroup' : 'plaintext';
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content, language }));
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
