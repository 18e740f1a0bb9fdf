// Guards that the trees show an edit by asking for what can be seen and showing anew what changed, and that a row lasts through it: open
// branches stay open, the selection stays on a rule whose text is edited.
import * as assert from 'node:assert/strict';
import childProcess from 'node:child_process';
import * as vscode from 'vscode';
import { replaceText } from '../support/files.ts';
import { clickRow, collapseRow, expandRow, focusView, rows, untilRow } from '../support/trees.ts';
import { attributes } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { show } from '../support/workspace.ts';

interface Message {
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
}

interface Levels {
  readonly levels: readonly { readonly node?: string }[];
}

/** Starts the server anew, and notes what it is asked about the trees and what it answers. */
async function watchServer(asked: Message[], answered: Message[]): Promise<void> {
  const { fork } = childProcess;
  const ids = new Set<unknown>();
  childProcess.fork = ((...args: Parameters<typeof fork>) => {
    const child = fork(...args);
    const send = child.send.bind(child) as (message: Message, ...rest: unknown[]) => boolean;
    child.send = (message: Message, ...rest: unknown[]) => {
      if (message.method?.startsWith('secgroup/tree')) {
        asked.push(message);
        ids.add(message.id);
      }
      return send(message, ...rest);
    };
    // What is asked too late is answered with an error.
    child.on('message', (message: Message) => ids.has(message.id) && message.result && answered.push(message));
    return child;
  }) as typeof fork;
  await vscode.commands.executeCommand('secgroup.restartServer');
  childProcess.fork = fork;
  await until('the server is asked again', () => answered.length > 0);
}

const nodesIn = (message: Message, part: 'params' | 'result'): readonly string[] =>
  (message[part] as Levels).levels.map(({ node = 'root' }) => decodeURIComponent(node.replace(/^.*?\//, '')));

windowSuite('Trees follow an edit', () => {
  const asked: Message[] = [];
  const answered: Message[] = [];

  suiteSetup(async () => {
    await watchServer(asked, answered);
    await show('shop.sg');
    await focusView('groups');
    await expandRow('groups', 'db');
    await expandRow('groups', 'inbound');
    await untilRow('groups', 'allow tcp 3306 from web');
  });
  setup(() => {
    asked.length = 0;
    answered.length = 0;
  });

  test('a rule that is edited is told alone, stays selected, and nothing is asked about what is closed', async () => {
    const { document } = await show('shop.sg');
    const before = document.getText();
    await clickRow('groups', 'allow tcp 3306 from web');
    const open = (await rows('groups')).length;
    try {
      await replaceText(document, before.replace('allow tcp 3306 from web', 'allow tcp 3307 from web'));
      await untilRow('groups', 'allow tcp 3307 from web');
      assert.equal((await rows('groups')).length, open);
      await until('the rule is selected still', async () =>
        (await attributes('.pane .monaco-list-row.selected', 'aria-label')).some((label) => label.includes('3307')),
      );
      assert.deepEqual(
        asked.filter(({ method }) => method !== 'secgroup/treeChanges'),
        [],
      );
      const questions = new Set(asked.flatMap((message) => nodesIn(message, 'params')));
      assert.ok(
        [...questions].some((node) => node.startsWith('list/') && node.endsWith('db/inbound')),
        [...questions].join(' '),
      );
      assert.ok(![...questions].some((node) => node.includes('outbound') || node.includes('bastion')));
      const answers = answered.flatMap((message) => nodesIn(message, 'result'));
      assert.deepEqual(
        answers.filter((node) => !node.endsWith('inbound')),
        [],
      );
    } finally {
      if (document.getText() !== before) await replaceText(document, before);
    }
    await untilRow('groups', 'allow tcp 3306 from web');
  });

  test('an error is counted at the group that it is in, and said aloud a little later', async () => {
    const { document } = await show('shop.sg');
    const before = document.getText();
    const badges = () => attributes('.pane .monaco-list-row[aria-label^="db,"] [class*="itemBadge"]', 'class');
    const said = async () => (await attributes('.pane .monaco-list-row[aria-label^="db,"]', 'aria-label')).join();
    await until('the group has none', async () => (await badges()).length === 0);
    try {
      await replaceText(document, before.replace('allow tcp 3306 from web', 'allow tcp 3306 from nobody'));
      await until('the group has a badge', async () => (await badges()).length > 0);
      await until('it is said aloud', async () => (await said()).includes('1 problem'));
    } finally {
      if (document.getText() !== before) await replaceText(document, before);
    }
    await until('the badge is gone', async () => (await badges()).length === 0);
    await until('so are its words', async () => !(await said()).includes('problem'));
  });

  test('a group that is renamed stays open, with its rules', async () => {
    const { document } = await show('shop.sg');
    const before = document.getText();
    try {
      await replaceText(document, before.replace('group db', 'group database'));
      await untilRow('groups', 'database');
      await untilRow('groups', 'allow tcp 3306 from web');
    } finally {
      if (document.getText() !== before) await replaceText(document, before);
    }
    await untilRow('groups', 'db');
    await untilRow('groups', 'allow tcp 3306 from web');
  });

  test('what changed while its branch was closed is right when it is opened again', async () => {
    const { document } = await show('shop.sg');
    const before = document.getText();
    await collapseRow('groups', 'db');
    try {
      await replaceText(document, before.replace('allow tcp 3306 from web', 'allow tcp 3308 from web'));
      await until('the change was asked about', () => asked.length > 0);
      await expandRow('groups', 'db');
      await expandRow('groups', 'inbound');
      await untilRow('groups', 'allow tcp 3308 from web');
    } finally {
      if (document.getText() !== before) await replaceText(document, before);
    }
    await untilRow('groups', 'allow tcp 3306 from web');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
});
