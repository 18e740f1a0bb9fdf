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

export const clickRow = (view: View, label: string): Promise<void> => click(row(view, label));

export const expandRow = (view: View, label: string): Promise<void> => turnTwistie(view, label, 'true');

export const collapseRow = (view: View, label: string): Promise<void> => turnTwistie(view, label, 'false');

/** Adds a row to those that are selected. */
export const selectRowToo = (view: View, label: string): Promise<void> => clickWith('Control', row(view, label));

/** Takes an entry of the menu that a right click on a row opens. By key: a menu takes no clicks in its first moment. */
export async function chooseFromMenu(view: View, label: string, entry: string): Promise<void> {
  const item = `.monaco-menu .action-item:has-text(${JSON.stringify(entry)})`;
  await rightClick(row(view, label));
  await hover(item);
  await press('Enter');
}

/** Clicks a button that stands in a row. */
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
  const isTurned = async () => (await attributes(row(view, label), 'aria-expanded'))[0] === expanded;
  await untilRow(view, label);
  if (await isTurned()) return;
  await actUntil(`the row ${label} has turned`, () => click(`${row(view, label)} .monaco-tl-twistie`), isTurned);
}

const row = (view: View, label: string): string => `${pane(view)} .monaco-list-row[aria-label^="${label}"]`;

const pane = (view: View): string => `.pane:has(.pane-header[aria-label^="${titles[view]}"])`;
