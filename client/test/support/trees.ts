import * as vscode from 'vscode';
import { flat } from './questions.ts';
import { attributes, click, clickWith, drag, hover, press, rightClick, texts } from './ui.ts';
import { actUntil, until } from './until.ts';

export type View = 'groups' | 'cvms' | 'packets' | 'comparison';

const titles: Readonly<Record<View, string>> = vscode.env.language.startsWith('zh')
  ? { groups: '安全组', cvms: '云服务器', packets: '数据包测试', comparison: '数据包比较' }
  : { groups: 'Groups', cvms: 'CVMs', packets: 'Packet Tests', comparison: 'Comparison' };

/** The rows that a view shows, label and description. */
export async function rows(view: View): Promise<readonly string[]> {
  return (await texts(`${pane(view)} .monaco-list-row`)).map(flat);
}

/** The rows that a view shows as they are read aloud, which leaves nothing out. */
export const spokenRows = (view: View): Promise<readonly string[]> =>
  attributes(`${pane(view)} .monaco-list-row`, 'aria-label');

/** Opens our container, with this view focused. */
export async function focusView(view: View): Promise<void> {
  await vscode.commands.executeCommand(`secgroup.${view}.focus`);
  await until(`the view ${titles[view]} is shown`, async () => (await texts(pane(view))).length > 0);
}

/** As it is seen, or as it is read aloud. */
export function untilRow(view: View, start: string): Promise<string> {
  return until(`a row of ${titles[view]} begins with '${start}'`, async () =>
    [...(await rows(view)), ...(await spokenRows(view))].find((row) => row.startsWith(start)),
  );
}

/** A click on a row that changes places in this moment is a click on another one: it is clicked until it is selected. */
export async function clickRow(view: View, label: string): Promise<void> {
  await untilSelected(
    label,
    () => click(row(view, label)),
    () => isSelected(view, label),
  );
}

export const expandRow = (view: View, label: string): Promise<void> => turnTwistie(view, label, 'true');

export const collapseRow = (view: View, label: string): Promise<void> => turnTwistie(view, label, 'false');

/** Selects these rows and no others. */
export async function selectRows(view: View, ...labels: readonly string[]): Promise<void> {
  const [first = '', ...others] = labels;
  await untilSelected(
    labels.join(),
    async () => {
      await click(row(view, first));
      for (const label of others) await clickWith('Control', row(view, label));
    },
    async () => {
      const selected = await selectedRows(view);
      return (
        selected.length === labels.length && labels.every((label) => selected.some((each) => each.startsWith(label)))
      );
    },
  );
}

/** The rows that are selected, as they are read aloud. */
export const selectedRows = (view: View): Promise<readonly string[]> =>
  attributes(`${pane(view)} .monaco-list-row.selected`, 'aria-label');

const isSelected = async (view: View, label: string): Promise<boolean> =>
  (await selectedRows(view)).some((each) => each.startsWith(label));

const untilSelected = (what: string, act: () => Promise<void>, isDone: () => Promise<boolean>): Promise<true> =>
  actUntil(`selected: ${what}`, act, isDone);

/**
 * Takes an entry of the menu that a right click on a row opens. By key: a menu takes no clicks in its first moment. Where the view is drawn
 * anew meanwhile, the menu closes and is opened again.
 */
export async function chooseFromMenu(view: View, label: string, entry: string): Promise<void> {
  const item = `.monaco-menu .action-item:has-text(${JSON.stringify(entry)})`;
  await actUntil(
    `${entry} is in front in the menu of ${label}`,
    async () => {
      // The menu of another row, which had come under the mouse, is in the way.
      if ((await texts('.monaco-menu')).length > 0) await press('Escape');
      await rightClick(row(view, label));
      await hover(item);
    },
    async () => (await texts(`${item}.focused`)).length > 0,
  );
  await press('Enter');
}

/** The entries of the menu that a right click on a row opens. */
export async function menuOf(view: View, label: string): Promise<readonly string[]> {
  const entries = '.monaco-menu .action-item:not(.disabled)';
  await actUntil(
    `the menu of ${label} is open`,
    () => rightClick(row(view, label)),
    async () => (await texts(entries)).length > 0,
  );
  const found = (await texts(entries)).map(flat);
  await press('Escape');
  return found.filter((title) => title !== '');
}

/** Clicks a button that stands in a row, and is shown where the mouse is. */
export async function clickAction(view: View, label: string, title: string): Promise<void> {
  await hover(row(view, label));
  await click(`${row(view, label)} .action-label[aria-label^="${title}"]`);
}

/** With the mouse, within a view or from one to the other. */
export const dragRow = (from: readonly [View, string], to: readonly [View, string]): Promise<void> =>
  drag(row(...from), row(...to));

/** Drags until the document in front has changed. */
export async function dropRow(from: readonly [View, string], to: readonly [View, string]): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const before = document?.getText();
  await actUntil(
    'the drop changes the file',
    () => dragRow(from, to),
    () => document?.getText() !== before,
  );
}

async function turnTwistie(view: View, label: string, expanded: string): Promise<void> {
  await untilRow(view, label);
  await turn(row(view, label), expanded);
}

/** Opens the first row of the window that a CSS selector finds. */
export const openRow = (selector: string): Promise<void> => turn(selector, 'true');

async function turn(selector: string, expanded: string): Promise<void> {
  const isTurned = async () => (await attributes(selector, 'aria-expanded'))[0] === expanded;
  await actUntil(
    `${selector} has turned`,
    async () => {
      if (!(await isTurned())) await click(`${selector} .monaco-tl-twistie`);
    },
    isTurned,
  );
}

const row = (view: View, label: string): string => `${pane(view)} .monaco-list-row[aria-label^="${label}"]`;

const pane = (view: View): string => `.pane:has(.pane-header[aria-label^="${titles[view]}"])`;
