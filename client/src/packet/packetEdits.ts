import * as vscode from 'vscode';
import { expectations } from '#protocol/packets.ts';
import type { ApplyChange } from '../commands/change.ts';
import { type Choice, pick } from '../commands/questions.ts';
import { findFiles } from '../languageClient/findFiles.ts';
import { normalUri } from '../languageClient/places.ts';
import type { Server } from '../languageClient/server.ts';
import type { PacketRecord } from './records.ts';
import { decidingStep } from './words.ts';

/** The rules that would let a packet through, with the packets that change: Enter applies them all as one step. */
export async function applySmallestChange(applyChange: ApplyChange, { answer, question }: PacketRecord): Promise<void> {
  const { changes, line } = answer;
  if (changes.length === 0) {
    const message =
      answer.verdict === 'allow'
        ? vscode.l10n.t('The packet is allowed already.')
        : vscode.l10n.t('No rule can allow this packet.');
    void vscode.window.showInformationMessage(message);
    return;
  }
  const besides = changes.flatMap((change) => change.besides);
  await pick(
    {
      title: vscode.l10n.t('Apply Smallest Change'),
      placeholder: vscode.l10n.t('Enter applies the change. Then these packets are allowed:'),
    },
    [
      {
        label: line,
        detail: changes.map(({ text }) => text).join(' '),
        iconPath: new vscode.ThemeIcon('pass'),
        value: 0,
      },
      ...besides.map((text) => ({ label: text, iconPath: new vscode.ThemeIcon('add'), value: 0 })),
    ],
  );
  const { uri, region } = question;
  const asked = { line, region };
  await applyChange({ kind: 'fixPacket', question: asked }, { uri });
}

/** As a line of a rule file: of several, it is asked which one, those with expectations first. */
export async function keepAsExpectation(
  server: Server,
  applyChange: ApplyChange,
  { answer, question }: PacketRecord,
): Promise<void> {
  const settled = decidingStep(answer);
  const near = settled?.rule?.uri ?? settled?.end?.uri ?? question.uri;
  const uri = await chooseFile(server, near);
  await applyChange({ kind: 'addExpectation', line: answer.expectation, uri }, { uri });
}

/** Undefined where there is nothing to choose from: the server takes the file that there is. */
async function chooseFile(server: Server, near: string | undefined): Promise<string | undefined> {
  const home = near === undefined ? undefined : vscode.workspace.getWorkspaceFolder(vscode.Uri.parse(near));
  const folder = home ?? vscode.workspace.workspaceFolders?.[0];
  if (!folder) return near;
  const files = (await findFiles(['*.sg'], 500, { folder: folder.uri })).map(String);
  if (files.length <= 1) return files[0] ?? near;
  const { items } = await server.ask(expectations, {});
  const counts = new Map<string, number>();
  for (const { uri } of items) counts.set(normalUri(uri), (counts.get(normalUri(uri)) ?? 0) + 1);
  const rank = (uri: string): number =>
    (counts.get(uri) ?? 0) * 2 + (near !== undefined && normalUri(near) === uri ? 1 : 0);
  const choices = files
    .toSorted((a, b) => rank(b) - rank(a) || a.localeCompare(b))
    .map((uri): Choice<string> => {
      const count = counts.get(uri) ?? 0;
      return {
        label: vscode.workspace.asRelativePath(vscode.Uri.parse(uri)),
        description: count === 0 ? '' : vscode.l10n.t('{0} expectations', count),
        iconPath: new vscode.ThemeIcon('file'),
        value: uri,
      };
    });
  return pick(
    { title: vscode.l10n.t('Keep as Expectation'), placeholder: vscode.l10n.t('Rule file to write into') },
    choices,
  );
}
