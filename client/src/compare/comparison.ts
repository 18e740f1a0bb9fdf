import * as vscode from 'vscode';
import type { LiveDifference } from '#protocol/live.ts';
import { type ChangeText, diff, type Incomplete, type OldFile } from '#protocol/packets.ts';
import type { Server } from '../languageClient/server.ts';

/** One of the two texts of a file that are compared. */
export interface Side {
  /** In words: `HEAD`, `saved file`, `now`. */
  readonly name: string;
  /** The file that has the text: the compared one or another. Absent of a text that only the comparison shows. */
  readonly file?: vscode.Uri;
  readonly text?: string;
  /** Of a whole workspace: where the text of one of its files can be read. */
  readonly documentOf?: (file: vscode.Uri) => vscode.Uri;
}

export interface Comparison {
  /** What is compared: a file, or the folder of a whole workspace. */
  readonly file: vscode.Uri;
  readonly before: Side;
  readonly after: Side;
  readonly changes: readonly ChangeText[];
  /** What else differs, where that is compared too. */
  readonly others?: readonly LiveDifference[];
  readonly incomplete: readonly Incomplete[];
}

/** What is compared with. */
export type OtherText = Side & { readonly text: string };

/** From another text of the file, its saved one or one of long ago, to what the editor has. */
export async function compareWithOld(server: Server, file: vscode.Uri, before: OtherText): Promise<Comparison> {
  const result = await server.ask(diff, {
    uri: file.toString(),
    oldText: before.text,
    ...(before.file ? { oldUri: before.file.toString() } : {}),
    withBefore: true,
  });
  if ('error' in result) throw new Error(result.error);
  const { text: changes, incomplete } = result;
  return { file, before, after: { name: vscode.l10n.t('now'), file }, changes, incomplete };
}

/** From older texts of the files of a workspace to what the editor has. */
export async function compareFilesWithOld(
  server: Server,
  folder: vscode.Uri,
  before: Side,
  oldFiles: readonly OldFile[],
): Promise<Comparison> {
  const result = await server.ask(diff, { uri: folder.toString(), oldFiles, withBefore: true });
  if ('error' in result) throw new Error(result.error);
  const { text: changes, incomplete } = result;
  const after = { name: vscode.l10n.t('now'), documentOf: (file: vscode.Uri) => file };
  return { file: folder, before, after, changes, incomplete };
}

/** From what the editor has to a text that it may get. */
export async function compareWithNew(
  server: Server,
  file: vscode.Uri,
  after: OtherText,
  isNew: boolean,
): Promise<Comparison> {
  const result = await server.ask(diff, { uri: file.toString(), oldText: after.text, withBefore: true, isNew });
  if ('error' in result) throw new Error(result.error);
  const before = { name: vscode.l10n.t('now'), ...(isNew ? {} : { file }) };
  return { file, before, after, changes: result.text.map(turnedRound), incomplete: result.incomplete };
}

/** The same of several files. Rules are shown where they stand now. */
export async function compareWithNewFiles(
  server: Server,
  folder: vscode.Uri,
  name: string,
  newFiles: readonly OldFile[],
): Promise<Comparison> {
  const result = await server.ask(diff, { uri: folder.toString(), oldFiles: newFiles, withBefore: true });
  if ('error' in result) throw new Error(result.error);
  const documentOf = (file: vscode.Uri): vscode.Uri => file;
  return {
    file: folder,
    before: { name: vscode.l10n.t('now'), documentOf },
    after: { name, documentOf },
    changes: result.text.map(turnedRound),
    incomplete: result.incomplete,
  };
}

/** The server compares an old text with the present one: the new text is asked as the old one, and the answer is turned round. */
function turnedRound(change: ChangeText): ChangeText {
  const { was, now, rules, rulesBefore } = change;
  // The server says why no rule decides of the present text alone, and that is the older one here.
  return { ...change, was: now, now: was, rules: rulesBefore, rulesBefore: rules, undecided: [] };
}
