// Guards what is done to several selected rules with mouse, keyboard and menu: one edit, one undo, their order kept.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { changesAndUndoes, deleteRuleFile } from '../support/files.ts';
import {
  chooseFromMenu,
  dragRow,
  dropRow,
  expandRow,
  focusView,
  rows,
  selectedRows,
  selectRows,
  untilRow,
} from '../support/trees.ts';
import { press, texts } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { show, write } from '../support/workspace.ts';

const file = 'order.sg';
const text = `region ap-chengdu

group sorted {
  inbound {
    allow tcp 1001 from 10.0.0.0/8 # first
    allow tcp 1002 from 10.0.0.0/8
    allow tcp 1003 from 10.0.0.0/8
    allow tcp 1004 from 10.0.0.0/8
  }
  outbound {
    allow tcp 2001 to 10.0.0.0/8
    allow tcp 2002 to 10.0.0.0/8
  }
}
`;

const order = (of: string): string => [...of.matchAll(/tcp (\d+)/g)].map(([, port]) => port).join(' ');
const rule = (port: number): string => `allow tcp ${port} ${port < 2000 ? 'from' : 'to'} 10.0.0.0/8`;
const select = (...ports: readonly number[]): Promise<void> => selectRows('groups', ...ports.map(rule));

windowSuite('Several selected rules', () => {
  suiteSetup(async () => {
    await write(file, text);
    await show(file);
    await focusView('groups');
    await expandRow('groups', 'sorted');
    await expandRow('groups', 'inbound');
    await untilRow('groups', rule(1004));
    await expandRow('groups', 'outbound');
    await untilRow('groups', rule(2002));
  });
  suiteTeardown(async () => {
    await deleteRuleFile(file);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  /** Each begins with the tree as it is in the beginning. */
  const changes = (act: () => Promise<unknown>, check: (changed: string) => void): Promise<void> =>
    changesAndUndoes(
      file,
      async () => {
        await focusView('groups');
        const ports = async (): Promise<string> => order((await rows('groups')).join('\n'));
        await until('the tree is as in the beginning', async () => (await ports()) === order(text));
        await act();
      },
      check,
    );

  test('dragged together, they stand before the rule that they are dropped onto, in their order', () =>
    changes(
      async () => {
        await select(1004, 1002);
        await dropRow(['groups', rule(1004)], ['groups', rule(1001)]);
      },
      (changed) => {
        assert.equal(order(changed), '1002 1004 1001 1003 2001 2002');
        assert.match(changed, /1001 from 10\.0\.0\.0\/8 # first\n/);
      },
    ));

  test('dropped onto their list they come last', () =>
    changes(
      async () => {
        await select(1001, 1002);
        await dropRow(['groups', rule(1001)], ['groups', 'inbound']);
      },
      (changed) => assert.equal(order(changed), '1003 1004 1001 1002 2001 2002'),
    ));

  test('with a rule of another list among them none is moved, and it is said why', async () => {
    const { document } = await show(file);
    await focusView('groups');
    await select(1003, 2001);
    await until('it is said why', async () => {
      await dragRow(['groups', rule(1003)], ['groups', rule(1001)]);
      return (await texts('.statusbar')).some((each) => each.includes('1 of the 2 selected rules are of another one'));
    });
    assert.equal(document.getText(), text);
  });

  test('Alt+Up takes them up together, and again, for they stay selected', () =>
    changes(
      async () => {
        await select(1003, 1004);
        // As fast as a key that is held down: the view has not been drawn anew in between.
        await press('Alt+ArrowUp');
        await press('Alt+ArrowUp');
        const { document } = await show(file);
        await until('they are the first', () => order(document.getText()) === '1003 1004 1001 1002 2001 2002');
        await focusView('groups');
        await until(
          'they are still selected',
          async () => order((await selectedRows('groups')).toSorted().join()) === '1003 1004',
        );
        await show(file);
        await vscode.commands.executeCommand('undo');
        assert.equal(order(document.getText()), '1001 1003 1004 1002 2001 2002', 'each press is a step of undo');
      },
      (changed) => assert.equal(order(changed), '1001 1003 1004 1002 2001 2002'),
    ));

  test('Alt+Down takes rules of two lists down, each in its own, as one step', () =>
    changes(
      async () => {
        await select(1001, 2001);
        await press('Alt+ArrowDown');
      },
      (changed) => assert.equal(order(changed), '1002 1001 1003 1004 2002 2001'),
    ));

  test('they are removed together from the menu', () =>
    changes(
      async () => {
        await select(1001, 1003, 2001);
        await chooseFromMenu('groups', rule(1003), 'Remove Rule');
      },
      (changed) => assert.equal(order(changed), '1002 1004 2002'),
    ));

  test('they are duplicated together, each below itself', () =>
    changes(
      async () => {
        await select(1001, 1003);
        await chooseFromMenu('groups', rule(1001), 'Duplicate Rule');
      },
      (changed) => assert.equal(order(changed), '1001 1001 1002 1003 1003 1004 2001 2002'),
    ));
});
