import * as vscode from 'vscode';
import { insert, press, texts } from './ui.ts';
import { until } from './until.ts';

/** A question that was closed stays in the page, without being shown. */
const widget = '.quick-input-widget:not([style*="display: none"])';

const category = vscode.env.language.startsWith('zh') ? '安全组' : 'Security Group';

/**
 * Starts a command as a person does, from the palette, by its title without the category. Keys that come while the window is busy may
 * miss the palette: then it is opened again.
 */
export async function runCommand(title: string): Promise<void> {
  const rows = () => texts(`${widget} .quick-input-list .monaco-list-row`);
  for (let attempt = 1; ; attempt++) {
    // In a tree the key would take the selection away: it is pressed only where a palette may be open that missed what was typed.
    if (attempt > 1) await press('Escape');
    await press('F1');
    try {
      await until('the palette is open', async () => (await rows()).length > 0, 5000);
      await press('Control+A');
      await insert(`>${title}`);
      await until(
        `the palette offers ${title}`,
        async () => flat((await rows())[0] ?? '').startsWith(`${category}: ${title}`),
        5000,
      );
      break;
    } catch (error) {
      if (attempt === 4) throw error;
    }
  }
  await press('Enter');
}

/** Waits for the question with this in its placeholder. */
export async function untilAsked(placeholder: string): Promise<void> {
  const input = `${widget} input[placeholder*=${JSON.stringify(placeholder)}]`;
  await until(`it is asked: ${placeholder}`, async () => (await texts(input)).length > 0);
}

/** Waits for what a question shows: a prompt, a fault of what was typed, a choice. */
export async function untilShown(text: string): Promise<void> {
  const places = `${widget} .quick-input-message, ${widget} .quick-input-list .monaco-list-row`;
  await until(`a question shows '${text}'`, async () =>
    (await texts(places)).some((each) => flat(each).includes(text)),
  );
}

export async function untilNothingIsAsked(): Promise<void> {
  await until('no question is open', async () => (await texts(widget)).length === 0);
}

/** Waits for a question by its placeholder, types an answer (nothing: takes the default) and presses Enter. */
export async function answer(placeholder: string, text = ''): Promise<void> {
  await untilAsked(placeholder);
  if (text !== '') {
    await press('Control+A');
    await insert(text);
    await untilTyped(text);
  }
  await press('Enter');
}

/** A list shows what was typed a moment after the key press. An input has the list too, but hides it. */
async function untilTyped(text: string): Promise<void> {
  const isList = (await texts(`${widget} .quick-input-list:not([style*="display: none"])`)).length > 0;
  if (isList) await untilChosen(text);
}

/** Waits until Enter would take a choice with this. */
export async function untilChosen(text: string): Promise<void> {
  await until(`a choice like '${text}' is in front`, async () => {
    const found = (await texts(`${widget} .quick-input-list .monaco-list-row.focused`)).map(flat);
    if (found.some((each) => each.toLowerCase().includes(text.toLowerCase()))) return true;
    throw new Error(`${found.join()} of ${(await choices()).join(' | ')}`);
  });
}

/** What the first rows of the open question are. */
export const choices = async (): Promise<readonly string[]> =>
  (await texts(`${widget} .quick-input-list .monaco-list-row`)).map(flat);

/** As `choices`, once there are any: a question is there before its rows are. */
export const untilOffered = (): Promise<readonly string[]> =>
  until('there are choices', async () => {
    const found = await choices();
    return found.length > 0 && found;
  });

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
