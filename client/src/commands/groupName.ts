import * as vscode from 'vscode';
import { checkName } from '#protocol/edits.ts';
import type { Server } from '../languageClient/server.ts';
import type { Model } from './models.ts';
import { answerOf, ask } from './questions.ts';

/** Checks a name while it is typed. `entity`: the group that is renamed. */
export function nameCheck(server: Server, model: Model, region: string, entity?: string) {
  return async (text: string): Promise<string | undefined> => {
    const name = text.trim();
    if (name === '') return vscode.l10n.t('A group needs a name.');
    const scope = { uri: model.uri, entity };
    return (await server.ask(checkName, { kind: 'group', name, region, ...scope })).fault;
  };
}

/**
 * Asks for the name of a group before its region is asked for. Where the likely region has a group of that name, the first Enter says so and
 * the second takes the name, for another region.
 */
export async function askForNewName(
  server: Server,
  model: Model,
  { title, placeholder, region }: { readonly title: string; readonly placeholder: string; readonly region: string },
): Promise<string> {
  const box = vscode.window.createInputBox();
  box.title = title;
  box.placeholder = placeholder;
  box.prompt = placeholder;
  const check = async (): Promise<{ readonly fault?: string; readonly isTaken?: boolean }> => {
    const name = box.value.trim();
    return name === ''
      ? { fault: vscode.l10n.t('A group needs a name.') }
      : checkedName(server, model, { name, region });
  };
  const shown = ({ fault, isTaken }: Awaited<ReturnType<typeof check>>): string | undefined =>
    fault && isTaken ? vscode.l10n.t('{0} Enter once more takes it for another region.', fault) : fault;
  let refused: string | undefined;
  box.onDidChangeValue(async (value) => {
    const found = await check();
    if (box.value === value) box.validationMessage = shown(found);
  });
  return answerOf(box, async (answer) => {
    const { value } = box;
    const found = await check();
    if (box.value !== value) return;
    if (found.fault === undefined || (found.isTaken && refused === value)) return answer(value.trim());
    refused = value;
    box.validationMessage = shown(found);
  });
}

export const checkedName = (
  server: Server,
  { uri }: Model,
  place: { readonly name: string; readonly region: string },
): Promise<{ readonly fault?: string; readonly isTaken?: boolean }> =>
  server.ask(checkName, { kind: 'group', ...place, uri });

export function askForName(
  server: Server,
  model: Model,
  { title, region, value }: { readonly title: string; readonly region: string; readonly value: string },
): Promise<string> {
  const check = nameCheck(server, model, region);
  return ask({ title, placeholder: vscode.l10n.t('Name of the group'), value, check });
}
