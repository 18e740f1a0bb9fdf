import * as vscode from 'vscode';

// Questions to people: quick picks and inputs that say in title and placeholder what is asked. Whoever turns one down cancels the
// whole command, before anything has changed.

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

export interface Question {
  /** The command's title. */
  readonly title: string;
  readonly placeholder: string;
}

/** Asks for one of a list. Enter takes the first. */
export async function pick<T>({ title, placeholder }: Question, choices: readonly Choice<T>[]): Promise<T> {
  const picked = await vscode.window.showQuickPick(choices, {
    title,
    placeHolder: placeholder,
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!picked) throw new vscode.CancellationError();
  return picked.value;
}

/** Asks for any number of a list, in which choices with `picked` are ticked at first. Returns them in the order of the list. */
export async function pickMany<T>(
  { title, placeholder }: Question,
  choices: readonly Choice<T>[],
): Promise<readonly T[]> {
  const picked = await vscode.window.showQuickPick(choices, {
    title,
    placeHolder: placeholder,
    canPickMany: true,
    matchOnDescription: true,
  });
  if (!picked) throw new vscode.CancellationError();
  return picked.map(({ value }) => value);
}

export interface TextQuestion extends Question {
  readonly value?: string;
  /** What is wrong with it, if anything is. */
  readonly check?: (text: string) => Promise<string | undefined> | string | undefined;
}

/** Asks for a text. What `check` finds wrong is shown while it is typed. */
export async function ask({ title, placeholder, value = '', check }: TextQuestion): Promise<string> {
  const text = await vscode.window.showInputBox({
    title,
    placeHolder: placeholder,
    prompt: placeholder,
    value,
    ...(check ? { validateInput: check } : {}),
  });
  if (text === undefined) throw new vscode.CancellationError();
  return text.trim();
}

/**
 * Asks for one of a list or another text. An address that is typed becomes the first choice; any other text does only where no choice
 * contains it, so that Enter takes the choice that contains it.
 */
export function pickOrType({ title, placeholder }: Question, choices: readonly Choice<string>[]): Promise<string> {
  const picker = vscode.window.createQuickPick<Choice<string>>();
  picker.title = title;
  picker.placeholder = placeholder;
  picker.items = choices;
  picker.onDidChangeValue((value) => {
    const text = value.trim();
    const typed: Choice<string> = {
      label: text,
      description: vscode.l10n.t('as typed'),
      alwaysShow: true,
      value: text,
    };
    picker.items = isOffered(text, choices) ? [typed, ...choices] : choices;
  });
  return answerOf(picker, (answer) => {
    const text = typedChoice(picker.value, picker.selectedItems[0], choices);
    if (text !== '') answer(text);
  });
}

/** Shows a box until Enter is pressed and `accept` has an answer. Whoever hides the box cancels the command. */
export function answerOf<T>(
  box: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
  accept: (answer: (value: T) => void) => unknown,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const answer = (value: T): void => {
      resolve(value);
      box.hide();
    };
    box.onDidAccept(() => accept(answer));
    box.onDidHide(() => {
      reject(new vscode.CancellationError());
      box.dispose();
    });
    box.show();
  });
}

export function fileChoice(uri: vscode.Uri): Choice<vscode.Uri> {
  return { label: vscode.workspace.asRelativePath(uri), iconPath: new vscode.ThemeIcon('file'), value: uri };
}

/** A file or folder of anywhere. */
export async function chooseFile(options: vscode.OpenDialogOptions): Promise<vscode.Uri> {
  const [uri] = (await vscode.window.showOpenDialog({ canSelectMany: false, ...options })) ?? [];
  if (!uri) throw new vscode.CancellationError();
  return uri;
}

/** Whether a text that is typed becomes a choice: it is an address, numbers or several words, or no choice contains it. */
function isOffered(text: string, choices: readonly Choice<string>[]): boolean {
  if (text === '' || choices.some(({ label }) => label === text)) return false;
  const isSpecific = /^[\da-f:.]*[.:][\da-f:./]*$/i.test(text) || /[\s,]/.test(text) || /^\d+(-\d+)?$/.test(text);
  return isSpecific || !choices.some((choice) => isLike(choice, text));
}

const isLike = ({ label }: { label: string }, text: string): boolean =>
  label.toLowerCase().includes(text.toLowerCase());

/**
 * What Enter means. The list of a window lags behind the keys of somebody who types fast: what is highlighted counts only where it is
 * like the text.
 */
export function typedChoice(
  value: string,
  highlighted: Choice<string> | undefined,
  choices: readonly Choice<string>[],
): string {
  const text = value.trim();
  if (text === '') return highlighted?.value ?? choices[0]?.value ?? '';
  const exact = choices.find(({ label }) => label === text);
  if (exact) return exact.value;
  if (isOffered(text, choices))
    return highlighted && highlighted.label !== text && isLike(highlighted, text) ? highlighted.value : text;
  if (highlighted && isLike(highlighted, text)) return highlighted.value;
  return choices.find((choice) => isLike(choice, text))?.value ?? text;
}

/** The chosen value first, so that it is the default. */
export function first<T>(choices: readonly Choice<T>[], isFirst: (value: T) => boolean): readonly Choice<T>[] {
  return [...choices.filter(({ value }) => isFirst(value)), ...choices.filter(({ value }) => !isFirst(value))];
}
