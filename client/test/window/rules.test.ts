// Guards the work on rules and members: presets, order, removal, the groups of a cvm; each with one undo.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { changesAndUndoes } from '../support/files.ts';
import {
  answer,
  runCommand,
  untilAsked,
  untilChosen,
  untilNothingIsAsked,
  untilOffered,
  untilShown,
} from '../support/questions.ts';
import { chooseFromMenu, clickRow, collapseRow, expandRow, focusView, selectRows, untilRow } from '../support/trees.ts';
import { press } from '../support/ui.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { show, showAt } from '../support/workspace.ts';

windowSuite('Rules and members', () => {
  test('a rule is added by preset, at the place that is picked', () =>
    changesAndUndoes(
      'shop.sg',
      async () => {
        await showAt('shop.sg', 'group db');
        await runCommand('Add Rule');
        await answer('Group to add a rule to');
        await answer('Direction of the rule');
        await answer('Type of the rule', 'SSH');
        await answer('What the rule does');
        await answer('From whom', '10.0.0.0/8');
        await answer('Place in the order', 'First');
        await answer('Description, or Enter for none', 'from inside');
      },
      (text) => assert.match(text, /allow ssh +from 10\.0\.0\.0\/8 +"from inside"\s+allow tcp 3306/),
    ));

  test('the rule under the cursor goes one place down', () =>
    changesAndUndoes(
      'shop.sg',
      async () => {
        await showAt('shop.sg', 'allow https from any');
        await runCommand('Move Rule Down');
      },
      (text) => assert.ok(text.indexOf('allow ssh   from office') < text.indexOf('allow https from any')),
    ));

  test('the rule that is selected in the tree goes up by key, and stays selected', () =>
    changesAndUndoes(
      'shop.sg',
      async () => {
        await showAt('shop.sg', 'allow ssh   from office');
        await focusView('groups');
        await vscode.commands.executeCommand('secgroup.revealInTree');
        await untilRow('groups', 'allow ssh from office');
        await clickRow('groups', 'allow ssh from office');
        await focusView('groups');
        await press('Alt+ArrowUp');
      },
      (text) => assert.ok(text.indexOf('allow ssh   from office') < text.indexOf('allow https from any')),
    ));

  test('a rule is duplicated below itself', () =>
    changesAndUndoes(
      'shop.sg',
      async () => {
        await showAt('shop.sg', 'allow ping from any');
        await runCommand('Duplicate Rule');
      },
      (text) => assert.match(text, /allow ping from any\s+allow ping from any/),
    ));

  test('a rule is removed with its line', () =>
    changesAndUndoes(
      'shop.sg',
      async () => {
        await showAt('shop.sg', 'deny  all   from any');
        await runCommand('Remove Rule');
      },
      (text, before) => assert.equal(text.split('\n').length, before.split('\n').length - 1),
    ));

  test('the groups of a cvm are picked and put in order', () =>
    changesAndUndoes(
      'shop.sg',
      async () => {
        await show('shop.sg');
        await runCommand('Configure Groups of CVM');
        await answer('CVM whose groups', 'web-1');
        await answer("Groups of 'web-1'");
        await untilShown('Keep this order: web, bastion');
        await answer('Order of priority', 'Try');
        await untilShown('Keep this order: bastion, web');
        await answer('Order of priority');
      },
      (text) => assert.match(text, /groups {5}bastion, web/),
    ));

  test('several cvms of the tree are configured with one question and one undo', () =>
    changesAndUndoes(
      'shop.sg',
      async () => {
        await show('shop.sg');
        await focusView('cvms');
        await untilRow('cvms', 'web-2');
        await selectRows('cvms', 'web-1', 'web-2');
        await chooseFromMenu('cvms', 'web-2', 'Configure Groups of CVM');
        await untilShown('on 1 of 2');
        await answer('Groups that all 2 CVMs share');
        await answer('What becomes of groups that only some of them have', 'Remove');
      },
      (text) => {
        assert.doesNotMatch(text, /groups +web, bastion/);
        assert.equal(text.match(/groups +web\n/g)?.length, 2);
      },
    ));

  test('a cvm is taken out of a group', () =>
    changesAndUndoes(
      'shop.sg',
      async () => {
        await show('shop.sg');
        await runCommand('Manage CVMs of Group');
        await answer('Group whose CVMs', 'bastion');
        await untilAsked("CVMs of 'bastion'");
        await untilOffered();
        await press('ArrowDown');
        await untilChosen('web-1');
        await press('Space');
        await press('Enter');
      },
      (text) => assert.doesNotMatch(text, /groups {5}web, bastion/),
    ));

  test('cancelling at the last question changes nothing', async () => {
    await showAt('shop.sg', 'group db');
    const text = vscode.window.activeTextEditor?.document.getText();
    await runCommand('Add Rule');
    await answer('Group to add a rule to');
    await answer('Direction of the rule');
    await answer('Type of the rule', 'SSH');
    await answer('What the rule does');
    await answer('From whom');
    await untilAsked('Place in the order');
    await press('Escape');
    await untilNothingIsAsked();
    assert.equal(vscode.window.activeTextEditor?.document.getText(), text);
  });

  test('rows of the tree open into rules', async () => {
    await focusView('groups');
    await expandRow('groups', 'db');
    await untilRow('groups', 'outbound');
    await collapseRow('groups', 'db');
  });
});
