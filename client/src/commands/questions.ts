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

/** One of a list; the first is taken by Enter. */
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

/** Any number of a list; those that are picked at first are `picked`. In the order of the list. */
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

/** A text, with its faults told while it is typed. */
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
 * One of a list, or what is typed. An address that is typed comes first, anything else after what it matches, so that Enter takes a
 * name that begins so.
 */
export function pickOrType({ title, placeholder }: Question, choices: readonly Choice<string>[]): Promise<string> {
  const picker = vscode.window.createQuickPick<Choice<string>>();
  picker.title = title;
  picker.placeholder = placeholder;
  const showItems = (): void => {
    const text = picker.value.trim();
    const isListed = choices.some(({ label }) => label === text);
    const typed: Choice<string> = {
      label: text,
      description: vscode.l10n.t('as typed'),
      alwaysShow: true,
      value: text,
    };
    const isAddress = /^[\da-f:.]*[.:][\da-f:./]*$/i.test(text) || text.includes(',') || /^\d+(-\d+)?$/.test(text);
    if (text === '') picker.items = choices;
    else if (isListed) picker.items = choices.toSorted((a, b) => Number(b.label === text) - Number(a.label === text));
    else picker.items = isAddress ? [typed, ...choices] : [...choices, typed];
  };
  showItems();
  picker.onDidChangeValue(showItems);
  return new Promise((resolve, reject) => {
    picker.onDidAccept(() => {
      const text = picker.selectedItems[0]?.value ?? picker.value.trim();
      if (text === '') return;
      resolve(text);
      picker.hide();
    });
    picker.onDidHide(() => {
      reject(new vscode.CancellationError());
      picker.dispose();
    });
    picker.show();
  });
}

/** The chosen value first, so that it is the default. */
export function first<T>(choices: readonly Choice<T>[], isFirst: (value: T) => boolean): readonly Choice<T>[] {
  return [...choices.filter(({ value }) => isFirst(value)), ...choices.filter(({ value }) => !isFirst(value))];
}

export function separator(label: string): Choice<string> {
  return { label, kind: vscode.QuickPickItemKind.Separator, value: '' };
}
