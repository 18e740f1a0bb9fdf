// Guards what the keys do while somebody types a rule.
import * as assert from 'node:assert/strict';
import { replaceText } from '../support/files.ts';
import { press, texts, type } from '../support/ui.ts';
import { until } from '../support/until.ts';
import { windowSuite } from '../support/windowSuite.ts';
import { showAt } from '../support/workspace.ts';

windowSuite('Typing', () => {
  test('Enter behind a whole name ends the line, though the name is offered', async () => {
    const { document, selection } = await showAt('shop.sg', '\n    allow ping from any');
    const before = document.getText();
    const typed = selection.active.line + 1;
    try {
      await press('Enter');
      await type('allow ssh from bastion');
      await until('the name is offered', async () => {
        const offered = await texts('.suggest-widget.visible .monaco-list-row');
        if (offered.some((row) => row.startsWith('bastion'))) return true;
        throw new Error(JSON.stringify(offered));
      });
      await press('Enter');
      await type('deny');
      await until('a new line is begun', () => document.lineAt(typed + 1).text.trim() === 'deny');
      assert.equal(document.lineAt(typed).text.trim(), 'allow ssh from bastion');
    } finally {
      await press('Escape');
      await replaceText(document, before);
      await document.save();
    }
  });
});
