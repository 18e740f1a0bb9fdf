import * as vscode from 'vscode';
import { checkName } from '#protocol/edits.ts';
import type { Server } from '../languageClient/server.ts';
import type { Model } from './models.ts';
import { ask } from './questions.ts';

/** Says while it is typed why a name cannot be taken. `entity`: the group that has a name already. */
export function nameCheck(server: Server, model: Model, region: string, entity?: string) {
  return async (text: string): Promise<string | undefined> => {
    const name = text.trim();
    if (name === '') return vscode.l10n.t('A group needs a name.');
    const scope = { uri: model.uri, entity };
    return (await server.ask(checkName, { kind: 'group', name, region, ...scope })).fault;
  };
}

export function askForName(
  server: Server,
  model: Model,
  { title, region, value }: { readonly title: string; readonly region: string; readonly value: string },
): Promise<string> {
  const check = nameCheck(server, model, region);
  return ask({ title, placeholder: vscode.l10n.t('Name of the group'), value, check });
}
