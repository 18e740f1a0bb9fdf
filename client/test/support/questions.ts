import * as vscode from 'vscode';
import { press, texts, type } from './ui.ts';
import { until } from './until.ts';

const widget = '.quick-input-widget';
const asked = `${widget} .quick-input-message, ${widget} .quick-input-list .monaco-list-row, ${widget} .quick-input-title`;

/** Starts a command as a person does, from the palette, by its title without the category. */
export async function runCommand(title: string): Promise<void> {
  await press('F1');
  await until(
    'the palette is open',
    async () => (await texts(`${widget} .quick-input-list .monaco-list-row`)).length > 0,
  );
  await type(`Security Group: ${title}`);
  await until(`the palette offers ${title}`, async () => {
    const [first = ''] = await texts(`${widget} .quick-input-list .monaco-list-row`);
    return flat(first).startsWith(`Security Group: ${title}`);
  });
  await press('Enter');
}

/** Waits for the question that shows `shown` somewhere: its title, prompt or one of its choices. */
export async function untilAsked(shown: string): Promise<void> {
  await until(`a question shows '${shown}'`, async () =>
    (await texts(asked)).some((text) => flat(text).includes(shown)),
  );
}

/** Waits for a question, types an answer (nothing: takes the default) and presses Enter. */
export async function answer(shown: string, text = ''): Promise<void> {
  await untilAsked(shown);
  if (text !== '') {
    await press('Control+A');
    await type(text);
  }
  await press('Enter');
}

/** What the first rows of the open question are. */
export const choices = async (): Promise<readonly string[]> =>
  (await texts(`${widget} .quick-input-list .monaco-list-row`)).map(flat);

/** The messages that VS Code has shown and nobody has closed. */
export async function messages(): Promise<readonly string[]> {
  await vscode.commands.executeCommand('notifications.showList');
  const found = await texts('.notifications-center .notification-list-item');
  return found.map(flat);
}

export async function closeMessages(): Promise<void> {
  await vscode.commands.executeCommand('notifications.clearAll');
  await vscode.commands.executeCommand('notifications.hideList');
}

export const flat = (text: string): string => text.replace(/\s+/g, ' ').trim();
