import * as vscode from 'vscode';
import type { LiveDifference } from '#protocol/live.ts';
import { type ChangeText, type DiffParams, diff, type Incomplete, type OldFile } from '#protocol/packets.ts';
import { Refused } from '../languageClient/faults.ts';
import type { Server } from '../languageClient/server.ts';

/** One of the two texts of a file that are compared. */
export interface Side {
  /** In words: `HEAD`, `saved file`, `now`. */
  readonly name: string;
  /** The file that has the text: the compared one or another. Absent where no file has it. */
  readonly file?: vscode.Uri;
  readonly text?: string;
  /** Where a whole workspace is compared: the document with the text of one of its files. */
  readonly documentOf?: (file: vscode.Uri) => vscode.Uri;
}

export interface Comparison {
  /** What is compared: a file, or the folder of a whole workspace. */
  readonly file: vscode.Uri;
  readonly before: Side;
  readonly after: Side;
  readonly changes: readonly ChangeText[];
  /** What differs without a change of packets, where that is compared too. */
  readonly others?: readonly LiveDifference[];
  readonly incomplete: readonly Incomplete[];
}

/** The text that a file is compared with. */
export type OtherText = Side & { readonly text: string };

/** Compares another text of the file, the saved one or an older one, with what the editor has. */
export async function compareWithOld(server: Server, file: vscode.Uri, before: OtherText): Promise<Comparison> {
  const oldUri = before.file?.toString();
  const found = await changesSince(server, { uri: file.toString(), oldText: before.text, oldUri });
  return { file, before, after: { name: vscode.l10n.t('now'), file }, ...found };
}

/** Compares older texts of the files of a workspace with what the editor has. */
export async function compareFilesWithOld(
  server: Server,
  folder: vscode.Uri,
  before: Side,
  oldFiles: readonly OldFile[],
): Promise<Comparison> {
  const found = await changesSince(server, { uri: folder.toString(), oldFiles });
  const after = { name: vscode.l10n.t('now'), documentOf: (file: vscode.Uri) => file };
  return { file: folder, before, after, ...found };
}

/** Compares what the editor has with a text that an edit would give it. */
export async function compareWithNew(
  server: Server,
  file: vscode.Uri,
  after: OtherText,
  isNew: boolean,
): Promise<Comparison> {
  const found = await changesSince(server, { uri: file.toString(), oldText: after.text, isNew });
  const before = { name: vscode.l10n.t('now'), file: isNew ? undefined : file };
  return { file, before, after, ...turnedRound(found) };
}

/** As `compareWithNew`, for several files. Rules are shown where they stand now. */
export async function compareWithNewFiles(
  server: Server,
  folder: vscode.Uri,
  name: string,
  newFiles: readonly OldFile[],
): Promise<Comparison> {
  const found = await changesSince(server, { uri: folder.toString(), oldFiles: newFiles });
  const documentOf = (file: vscode.Uri): vscode.Uri => file;
  const before = { name: vscode.l10n.t('now'), documentOf };
  return { file: folder, before, after: { name, documentOf }, ...turnedRound(found) };
}

type Found = Pick<Comparison, 'changes' | 'incomplete'>;

async function changesSince(server: Server, question: DiffParams): Promise<Found> {
  const result = await server.ask(diff, { ...question, withBefore: true });
  if ('error' in result) throw new Refused(result.error);
  return { changes: result.text, incomplete: result.incomplete };
}

/** The server compares an old text with the present one: the new text is asked as the old one, and the answer is turned round. */
function turnedRound({ changes, incomplete }: Found): Found {
  // `undecided` is about the present text, which is the older one here.
  const turned = ({ was, now, rules, rulesBefore, ...change }: ChangeText): ChangeText => {
    return { ...change, was: now, now: was, rules: rulesBefore, rulesBefore: rules, undecided: [] };
  };
  return { changes: changes.map(turned), incomplete };
}
