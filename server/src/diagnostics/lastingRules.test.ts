// Guards that fixes that are made unasked leave what is needed again once rules with a last day have been taken out.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diff } from '#questions/diff.ts';
import { applyEdits } from '#text/textEdit.ts';
import type { Folder } from '#workspace/folder.ts';
import { diagnosticsOf, fixAll } from '#workspace/folderDiagnostics.ts';
import { commandLimits } from '#workspace/limits.ts';
import { loadFiles } from '#workspace/loadFiles.ts';
import { rounds } from '../../test/support/rounds.ts';

const URI = 'file:///w/a.sg';

function folderOf(rules: readonly string[]): Folder {
  const text = `group web {\n  inbound {\n${rules.map((rule) => `    ${rule}\n`).join('')}  }\n}\n`;
  return loadFiles({ root: 'file:///w', texts: new Map([[URI, text]]), today: '2026-12-01', limits: commandLimits });
}

function left(rules: readonly string[]): readonly string[] {
  const folder = folderOf(rules);
  const text = applyEdits(folder.files.get(URI)?.text ?? '', fixAll(folder, URI));
  return text.split('\n').flatMap((line) => (/^ +(allow|deny)/.test(line) ? [line.trim()] : []));
}

test.each([
  ['deny tcp 22 from any until 2027-03-31', 'allow tcp 22 from 10.0.0.0/8'],
  ['allow tcp 443 from any until 2027-03-31', 'allow tcp 443 from 10.0.0.0/8'],
  ['allow tcp 443 from 10.0.0.0/8', 'allow tcp 443 from any until 2020-03-31'],
  ['allow tcp 443 from any until 2027-02-30', 'allow tcp 443 from 10.0.0.0/8'],
  ['deny tcp 22 from any until 2027-03-31', 'allow tcp 22 from 10.0.0.0/8 until 2027-12-31'],
])('%s / %s: both stay', (...rules) => {
  expect(left(rules)).toEqual(rules);
});

test.each([
  ['allow tcp 443 from any', 'allow tcp 443 from 10.0.0.0/8 until 2027-03-31'],
  ['allow tcp 443 from any until 2027-12-31', 'allow tcp 443 from 10.0.0.0/8 until 2027-03-31'],
])('%s / %s: the second goes', (...rules) => {
  expect(left(rules)).toEqual(rules.slice(0, 1));
});

test('what is needed again is not said to be of no use', () => {
  const messages = (...rules: readonly string[]) =>
    diagnosticsOf(folderOf(rules), URI).flatMap(({ code, message }) => (code === 'unused-group' ? [] : [message]));
  expect(messages('deny tcp 22 from any until 2027-03-31', 'allow tcp 22 from 10.0.0.0/8')).toEqual([
    "Nothing reaches this rule: policy 0 'deny tcp 22 from any' above takes all that it matches, and decides differently. It is needed again once the rules with a last day are taken out.",
  ]);
  expect(messages('allow tcp 443 from any until 2027-03-31', 'allow tcp 443 from 10.0.0.0/8')).toEqual([
    "Without this rule every packet would be decided the same: policy 0 'allow tcp 443 from any' above takes all that it matches, with the same action. It is needed again once the rules with a last day are taken out.",
  ]);
});

const rule = fc
  .tuple(
    fc.constantFrom('allow', 'deny'),
    fc.constantFrom('tcp', 'tcp 80', 'tcp 80-90', 'all'),
    fc.constantFrom('10.0.0.0/8', '10.1.0.0/16', '10.1.0.0/16, 10.2.0.0/16', 'any', 'web'),
    fc.constantFrom('', '', ' until 2027-01-31', ' until 2027-02-28', ' until 2027-02-30'),
  )
  .map(([action, service, peers, until]) => `${action} ${service} from ${peers}${until}`);

test('whatever is taken out after its last day, packets are decided as without the fixes', () => {
  fc.assert(
    fc.property(fc.array(rule, { minLength: 2, maxLength: 7 }), (rules) => {
      const kept = left(rules);
      for (const today of ['2027-01-01', '2027-02-01', '2027-03-01']) {
        const [old, now] = [rules, kept].map((all) => folderOf(all.filter((each) => !isOver(each, today))));
        const found = diff({ old: old as Folder, now: now as Folder });
        expect('answer' in found && found.answer.compared.changed).toEqual([]);
      }
    }),
    { numRuns: rounds(100, 5000) },
  );
});

function isOver(each: string, today: string): boolean {
  const [, day] = /until (\S+)/.exec(each) ?? [];
  return day !== undefined && (day < today || (day === '2027-02-30' && today > '2027-01-01'));
}
