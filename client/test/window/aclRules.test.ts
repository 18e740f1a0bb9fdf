// Guards what can be done with the rules of an acl in the tree: add, move, duplicate and remove, each with one undo.
import * as assert from 'node:assert/strict';
import { changesAndUndoes, deleteRuleFile } from '../support/files.ts';
import { answer, untilAsked, untilOffered } from '../support/questions.ts';
import { chooseFromMenu, clickRow, expandRow, focusView, spokenRows, untilRow } from '../support/trees.ts';
import { press } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { write } from '../support/workspace.ts';

const text = `region ap-guangzhou

acl border {
  inbound {
    allow https from any
    deny  all   from 192.0.2.0/24
  }
}
`;

windowSuite('Rules of an acl', () => {
  suiteSetup(async () => {
    await write('border.sg', text);
    await focusView('groups');
    await expandRow('groups', 'ACLs');
    await expandRow('groups', 'border');
    await expandRow('groups', 'inbound');
    await untilRow('groups', 'allow https from any');
  });
  suiteTeardown(() => deleteRuleFile('border.sg'));

  test('one is added to the list that was clicked, and no group is offered', () =>
    changesAndUndoes(
      'border.sg',
      async () => {
        await focusView('groups');
        await chooseFromMenu('groups', 'inbound', 'Add Rule');
        await answer('Type of the rule', 'SSH');
        await answer('What the rule does', 'deny');
        await untilAsked('an address or a list');
        const peers = (await untilOffered()).join();
        assert.ok(peers.includes('office') && !peers.includes('bastion') && !peers.includes('self'), peers);
        await answer('an address or a list', 'office');
        await answer('Place in the order', 'First');
        await answer('Description, or Enter for none');
      },
      (changed) => assert.match(changed, /deny +ssh +from office\s+allow https/),
    ));

  test('one is moved by key, duplicated and removed by its menu', async () => {
    const act = (entry: string) => async () => {
      await focusView('groups');
      // A click on a row that changes places in this moment is a click on another one.
      await until('the tree has followed the undo', async () => {
        const rules = (await spokenRows('groups'))
          .filter((row) => /^(allow|deny)/.test(row))
          .map((row) => row.split(' ')[0]);
        return rules.join() === 'allow,deny';
      });
      await chooseFromMenu('groups', 'allow https from any', entry);
    };
    await changesAndUndoes(
      'border.sg',
      async () => {
        await focusView('groups');
        await clickRow('groups', 'allow https from any');
        await press('Alt+ArrowDown');
      },
      (changed) => assert.match(changed, /deny +all +from 192\.0\.2\.0\/24\s+allow https/),
    );
    await changesAndUndoes('border.sg', act('Duplicate Rule'), (changed) =>
      assert.equal(changed.split('allow https from any').length, 3),
    );
    await changesAndUndoes('border.sg', act('Remove Rule'), (changed) => assert.ok(!changed.includes('allow https')));
  });
});
