const address = process.env['VSCODE_SHIM_UI'];

/** Whether the tests can press keys in a real window: not so on desktop VS Code, where such tests are left out. */
export const hasUi = address !== undefined;

async function ask(operation: string, ...args: readonly (string | number)[]): Promise<unknown> {
  if (address === undefined) throw new Error('There is no window to drive.');
  const response = await fetch(address, { method: 'POST', body: JSON.stringify([operation, ...args]) });
  const answer = (await response.json()) as { value?: unknown; error?: string };
  if (answer.error !== undefined) throw new Error(`${operation} ${args.join(' ')}: ${answer.error}`);
  return answer.value;
}

/** Presses a key as Playwright names it: `Enter`, `Control+Shift+P`. */
export const press = async (key: string): Promise<void> => {
  await ask('press', key);
};

/** All of a text at once, as from the clipboard: a list is filtered once, not at every key. */
export const insert = async (text: string): Promise<void> => {
  await ask('insert', text);
};

export const type = async (text: string): Promise<void> => {
  await ask('type', text);
};

/** Clicks the first element that a CSS selector finds. */
export const click = async (selector: string): Promise<void> => {
  await ask('click', selector);
};

/** As `click`, with a key held down: `Control`, `Shift`. */
export const clickWith = async (modifier: string, selector: string): Promise<void> => {
  await ask('click', selector, modifier);
};

/** Moves the mouse there: many buttons are shown only then. */
export const hover = async (selector: string): Promise<void> => {
  await ask('hover', selector);
};

export const rightClick = async (selector: string): Promise<void> => {
  await ask('rightClick', selector);
};

/** Clicks the first element that a CSS selector finds in a webview. */
export const frameClick = async (selector: string): Promise<void> => {
  await ask('frameClick', selector);
};

/** Drags the first element that a CSS selector finds onto the first that another one finds. */
export const drag = async (selector: string, target: string): Promise<void> => {
  await ask('drag', selector, target);
};

/** The visible texts of all elements that a CSS selector finds in the window. */
export const texts = async (selector: string): Promise<readonly string[]> => (await ask('text', selector)) as string[];

/** As `texts`, inside webviews too. */
export const frameTexts = async (selector: string): Promise<readonly string[]> =>
  (await ask('frameText', selector)) as string[];

/** An attribute of all elements that a CSS selector finds in the window; empty where there is none. */
export const attributes = async (selector: string, name: string): Promise<readonly string[]> =>
  (await ask('attributes', selector, name)) as string[];

/** As `attributes`, inside webviews. */
export const frameAttributes = async (selector: string, name: string): Promise<readonly string[]> =>
  (await ask('frameAttributes', selector, name)) as string[];

/** Sets the size of the window. */
export const size = async (width: number, height: number): Promise<void> => {
  await ask('size', width, height);
};
