import * as vscode from 'vscode';
import type { ModelChange, ModelEdit } from '#protocol/edits.ts';
import { compareWithNew } from '../compare/comparison.ts';
import type { Comparisons } from '../compare/comparisons.ts';
import { toRange } from '../languageClient/places.ts';
import type { Server } from '../languageClient/server.ts';
import { treeNodes } from './arguments.ts';
import { applyEdit, askForEdit } from './change.ts';
import type { Command } from './command.ts';
import { chooseModel } from './models.ts';
import { type Choice, pick } from './questions.ts';
import { chooseTarget, type Places, uriIn } from './targets.ts';

type Import = Extract<ModelChange, { kind: 'importRules' }>;

const title = (): string => vscode.l10n.t('Import Rules');

/** Any format, told by its content, into a group. The packet difference is shown before anything is changed. */
export function importRules(places: Places, comparisons: Comparisons): Command {
  const { server } = places;
  return {
    id: 'secgroup.importRules',
    execute: async (...args) => {
      const uri = treeNodes(args)[0]?.location?.uri ?? uriIn(args[0]);
      const known = await chooseModel(server, title(), uri);
      // Rules need a group to go into: the first one is made now.
      if (!known.entities.some(({ kind, builtin }) => kind === 'group' && !builtin)) {
        await vscode.commands.executeCommand('secgroup.newGroup', { uri: known.uri });
      }
      const { model, entity, isFromTree } = await chooseTarget(places, args, {
        title: title(),
        kind: 'group',
        placeholder: vscode.l10n.t('Group to import rules into'),
      });
      const source = await askForSource();
      const [node] = treeNodes(args);
      const direction =
        node?.kind === 'direction' ? (node.id.endsWith('outbound') ? 'outbound' : 'inbound') : undefined;
      const append = await pick(
        { title: title(), placeholder: vscode.l10n.t("What becomes of the rules of '{0}'", entity.name) },
        [
          {
            label: vscode.l10n.t('Replace'),
            description: vscode.l10n.t('the imported rules take their place, as in the cloud'),
            value: false,
          },
          {
            label: vscode.l10n.t('Keep'),
            description: vscode.l10n.t('the imported rules are put before them'),
            value: true,
          },
        ],
      );
      const wanted: Import = {
        kind: 'importRules',
        group: entity.key,
        text: source.text,
        ...(append ? { append } : {}),
        ...(direction ? { direction } : {}),
      };
      const edit = await askForImport(server, wanted, model.uri);
      await showDifference(server, comparisons, edit, source.name);
      await pick({ title: title(), placeholder: vscode.l10n.t("Import '{0}' into '{1}'?", source.name, entity.name) }, [
        {
          label: vscode.l10n.t('Import'),
          description: edit.label,
          iconPath: new vscode.ThemeIcon('check'),
          value: true,
        },
      ]);
      await comparisons.close();
      await applyEdit(edit, { keepFocus: isFromTree });
    },
  };
}

/** A file of the workspace or of anywhere, or the clipboard. */
async function askForSource(): Promise<{ readonly name: string; readonly text: string }> {
  type Source = 'file' | 'clipboard' | vscode.Uri;
  const found = await vscode.workspace.findFiles('**/*.{json,csv,tf,sg,tfstate}', undefined, 200);
  const likely = found.filter(({ path }) => !/\/(package(-lock)?|tsconfig|secgroup)\.json$/.test(path));
  const choices: readonly Choice<Source>[] = [
    { label: vscode.l10n.t('Choose a File…'), iconPath: new vscode.ThemeIcon('folder-opened'), value: 'file' },
    { label: vscode.l10n.t('Clipboard'), iconPath: new vscode.ThemeIcon('clippy'), value: 'clipboard' },
    ...likely.map((uri) => ({
      label: uri.path.slice(uri.path.lastIndexOf('/') + 1),
      description: vscode.workspace.asRelativePath(uri),
      iconPath: new vscode.ThemeIcon('file'),
      value: uri,
    })),
  ];
  const source = await pick({ title: title(), placeholder: vscode.l10n.t('Where the rules come from') }, choices);
  if (source === 'clipboard') return { name: vscode.l10n.t('Clipboard'), text: await vscode.env.clipboard.readText() };
  const uri = source === 'file' ? await chooseFile() : source;
  const bytes = await vscode.workspace.fs.readFile(uri);
  return { name: uri.path.slice(uri.path.lastIndexOf('/') + 1), text: await vscode.workspace.decode(bytes, { uri }) };
}

async function chooseFile(): Promise<vscode.Uri> {
  const [uri] = (await vscode.window.showOpenDialog({ title: title(), canSelectMany: false })) ?? [];
  if (!uri) throw new vscode.CancellationError();
  return uri;
}

/** Where some of it cannot be read, the rest can be imported after a question that lists what is left out. */
async function askForImport(server: Server, wanted: Import, uri: string | undefined): Promise<ModelEdit> {
  const answer = await askForEdit(server, wanted, uri);
  if (!('refused' in answer)) return answer;
  const rest = await askForEdit(server, { ...wanted, skipInvalid: true }, uri);
  if ('refused' in rest) throw new Error(answer.refused);
  await pick({ title: title(), placeholder: answer.refused }, [
    { label: vscode.l10n.t('Import the rest'), description: vscode.l10n.t('leave out what is wrong'), value: true },
  ]);
  return rest;
}

/** What the files would let through with the edit and what no longer. */
async function showDifference(server: Server, comparisons: Comparisons, edit: ModelEdit, name: string): Promise<void> {
  // An import changes one file.
  const [change] = edit.documents;
  if (!change) return;
  const file = vscode.Uri.parse(change.uri, true);
  const text = editedText(await vscode.workspace.openTextDocument(file), change.edits);
  await comparisons.show(() => compareWithNew(server, file, { name, text }, false), { preserveFocus: true });
}

function editedText(document: vscode.TextDocument, edits: ModelEdit['documents'][number]['edits']): string {
  const ordered = edits.toSorted(
    (a, b) => b.range.start.line - a.range.start.line || b.range.start.character - a.range.start.character,
  );
  return ordered.reduce((text, { range, newText }) => {
    const { start, end } = toRange(range);
    return text.slice(0, document.offsetAt(start)) + newText + text.slice(document.offsetAt(end));
  }, document.getText());
}
