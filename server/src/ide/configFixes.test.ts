// Guards what is offered for a setting that does not fit: what is meant, or the file without it, which stays sound.
import { expect, test } from 'vitest';
import { applyEdits } from '#text/textEdit.ts';
import { diagnosticsOf } from '#workspace/folderDiagnostics.ts';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { uriOf } from '../../test/support/fixture.ts';
import { codeActions } from './codeActions.ts';

const uri = uriOf('/secgroup.json');

/** What the file is after each fix, by its title. */
function fixesOf(text: string): Readonly<Record<string, string>> {
  const folder = loadFixture(new Map([[uri, text]]));
  return Object.fromEntries(
    diagnosticsOf(folder, uri)
      .flatMap(({ start, end }) => codeActions(folder, uri, { start, end }, new Set(['fix'])))
      .map(({ title, edits }) => [title, applyEdits(text, edits.get(uri) ?? [])]),
  );
}

test.each<readonly [string, Readonly<Record<string, string>>]>([
  [
    '{ "quotas": { "inbounds": 50, "outbound": 60 } }',
    {
      "Write 'inbound'": '{ "quotas": { "inbound": 50, "outbound": 60 } }',
      "Remove the setting 'inbounds'": '{ "quotas": { "outbound": 60 } }',
    },
  ],
  // The name is taken: two of it would say less than one.
  [
    '{ "quotas": { "inbound": 50, "inbounds": 60 } }',
    { "Remove the setting 'inbounds'": '{ "quotas": { "inbound": 50 } }' },
  ],
  [
    '{ "quotas": { "groups": "60" } }',
    { "Write '60'": '{ "quotas": { "groups": 60 } }', "Remove the setting 'groups'": '{ "quotas": {  } }' },
  ],
  [
    '{ "quotas": { "groups": -1 } }',
    { "Write 'null'": '{ "quotas": { "groups": null } }', "Remove the setting 'groups'": '{ "quotas": {  } }' },
  ],
  ['{ "crowdedGroup": -1, "live": [] }', { "Remove the setting 'crowdedGroup'": '{ "live": [] }' }],
  ['{ "live": "*.json" }', { "Write '[*.json]'": '{ "live": ["*.json"] }', "Remove the setting 'live'": '{  }' }],
  [
    '{ "sensitivePorts": [22, "80"] }',
    { "Write '80'": '{ "sensitivePorts": [22, 80] }', 'Remove this item': '{ "sensitivePorts": [22] }' },
  ],
  ['{ "sensitivePorts": [22, 70000] }', { 'Remove this item': '{ "sensitivePorts": [22] }' }],
  [
    '{ "severity": { "expired-rule": "warn" } }',
    {
      "Write 'warning'": '{ "severity": { "expired-rule": "warning" } }',
      "Remove the severity of 'expired-rule'": '{ "severity": {  } }',
    },
  ],
  [
    '{ "severity": { "syntax-error": "off" } }',
    {
      "Write 'hint'": '{ "severity": { "syntax-error": "hint" } }',
      "Remove the severity of 'syntax-error'": '{ "severity": {  } }',
    },
  ],
  [
    '{ "severity": { "open-to-wrld": "error" } }',
    {
      "Write 'open-to-world'": '{ "severity": { "open-to-world": "error" } }',
      "Remove the severity of 'open-to-wrld'": '{ "severity": {  } }',
    },
  ],
])('%s', (text, expected) => {
  const found = fixesOf(text);
  expect(found).toEqual(expected);
  for (const after of Object.values(found))
    expect(diagnosticsOf(loadFixture(new Map([[uri, after]])), uri)).toEqual([]);
});

test('broken text, and what is no object, has no fix', () => {
  for (const text of ['{ "quotas": ', '[]', '{ "quotas" 5 }']) expect(fixesOf(text)).toEqual({});
});
