// Guards what the mouse can do in the trees: rules within their list, cvms onto groups and back, the order of a cvm's groups. Undone each.
import * as assert from 'node:assert/strict';
import { changesAndUndoes } from '../support/files.ts';
import { collapseRow, dropRow, expandRow, focusView, selectRows, untilRow } from '../support/trees.ts';
import { windowSuite } from '../support/windowSuite.ts';

windowSuite('Drag and drop', () => {
  suiteSetup(async () => {
    await focusView('cvms');
    await focusView('groups');
    await untilRow('groups', 'spare');
    await untilRow('cvms', 'db-1');
  });

  test('a cvm is dropped onto a group of the other view', () =>
    changesAndUndoes(
      'shop.sg',
      () => dropRow(['cvms', 'db-1'], ['groups', 'spare']),
      (text) => assert.match(text, /groups {5}db, spare/),
    ));

  test('a group is dropped onto a cvm', () =>
    changesAndUndoes(
      'shop.sg',
      () => dropRow(['groups', 'db'], ['cvms', 'web-2']),
      (text) => assert.match(text, /groups {5}web, db/),
    ));

  test('several groups are dropped onto a cvm', async () => {
    await changesAndUndoes(
      'shop.sg',
      async () => {
        await selectRows('groups', 'db', 'spare');
        await dropRow(['groups', 'spare'], ['cvms', 'web-2']);
      },
      (text) => assert.match(text, /groups {5}web, db, spare/),
    );
    // The click has opened it, and its lists are called as those of another group are.
    await collapseRow('groups', 'db');
  });

  test('a rule is dropped before another one of its list', async () => {
    await expandRow('groups', 'web');
    await expandRow('groups', 'inbound');
    await untilRow('groups', 'deny all from any');
    await changesAndUndoes(
      'shop.sg',
      () => dropRow(['groups', 'deny all from any'], ['groups', 'allow https from any']),
      (text) => assert.ok(text.indexOf('deny  all   from any') < text.indexOf('allow https from any')),
    );
    await collapseRow('groups', 'web');
  });

  test('the groups of a cvm change places', async () => {
    await expandRow('cvms', 'web-1');
    await expandRow('cvms', 'Groups');
    await untilRow('cvms', 'bastion');
    await changesAndUndoes(
      'shop.sg',
      () => dropRow(['cvms', 'bastion'], ['cvms', 'web,']),
      (text) => assert.match(text, /groups {5}bastion, web/),
    );
    await collapseRow('cvms', 'web-1');
  });
});
