// Guards the lenses above a group: what it has and how often it is named, and that a click shows exactly the places that are counted.
import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { click, press, texts } from '../support/ui.ts';
import { actUntil, until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { show } from '../support/workspace.ts';

windowSuite('Lenses', () => {
  test('the references of a group are peeked at where the group is, as many as are counted', async () => {
    const editor = await show('shop.sg');
    const place = editor.document.positionAt(editor.document.getText().indexOf('group db'));
    editor.revealRange(new vscode.Range(place, place), vscode.TextEditorRevealType.InCenter);
    const lens = '.codelens-decoration a:has-text("reference")';
    await until('the lenses are there', async () => (await texts(lens)).includes('3 references'));
    const rows = () => texts('.zone-widget .ref-tree .monaco-list-row');
    await actUntil(
      'the places are listed',
      () => click('.codelens-decoration a:has-text("3 references")'),
      async () => (await rows()).length === 3,
    );
    assert.ok(
      (await rows()).some((row) => row.includes('3306 to db')),
      (await rows()).join('\n'),
    );
    await press('Escape');
  });
});
