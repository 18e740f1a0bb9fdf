// Guards how secgroup.json is read: each setting, each wrong value, and the schema that describes it.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultSettings } from '#diagnostics/settings.ts';
import { checkDiagnostics } from '../../test/support/checkDiagnostics.ts';
import { readConfig, settingsTable } from './config.ts';

test('every setting is read', () => {
  const { settings, problems } = readConfig(`{
    "$schema": "./secgroup.schema.json",
    "quotas": {"groups": 5, "inbound": null, "outbound": 7, "groupsPerCvm": 5, "cvmsPerGroup": 2000, "referencedGroups": 10, "expanded": 0},
    "severity": {"open-to-world": "error", "unknown-name": "hint", "unused-group": "off"},
    "sensitivePorts": [22, 8080],
    "crowdedGroup": 10,
    "expiresSoonDays": 0,
    "files": {"exclude": ["legacy/**", "*.old.sg"]},
    "live": ["live/"],
    "baseline": "known.json"
  }`);
  expect(problems).toEqual([]);
  expect(settings).toEqual({
    quotas: {
      groups: 5,
      inbound: null,
      outbound: 7,
      groupsPerCvm: 5,
      cvmsPerGroup: 2000,
      referencedGroups: 10,
      expanded: 0,
    },
    severity: new Map([
      ['open-to-world', 'error'],
      ['unknown-name', 'hint'],
      ['unused-group', 'off'],
    ]),
    sensitivePorts: [22, 8080],
    crowdedGroup: 10,
    expiresSoonDays: 0,
    files: { exclude: ['legacy/**', '*.old.sg'] },
    live: ['live/'],
    baseline: 'known.json',
  });
});

test('a bad value is reported at the value, and the default holds', () => {
  checkDiagnostics(`
    #- /secgroup.json
    {
      "quotas": {"groups": "many", "inbound": -1, "outbound": 1.5, "groupsPerCvm": true, "inbond": 3},
      //                   ^^^^^^ config-error: 'quotas.groups' must be a whole number from 0, or null for no limit, not "many". The default holds.
      //                                      ^^ config-error: 'quotas.inbound' must be
      //                                                      ^^^ config-error
      //                                                                           ^^^^ config-error
      //                                                                                 ^^^^^^^^ config-error: There is no setting 'quotas.inbond'. Did you mean 'inbound'?
      "severity": {"unknown-name": "off", "open-to-world": "loud", "shadow-rule": "error", "unused-group": null},
      //                           ^^^^^ config-error: 'unknown-name' can be lowered to "hint", but not switched off
      //                                                   ^^^^^^ config-error: 'severity.open-to-world' must be one of "error", "warning", "information", "hint", "off", not "loud".
      //                                                           ^^^^^^^^^^^^^ config-error: There is no diagnostic 'shadow-rule'.
      //                                                                                                   ^^^^ config-error
      "sensitivePorts": [22, 70000, "ssh"],
      //                     ^^^^^ config-error: 'sensitivePorts' holds whole numbers from 1 to 65535; 70000 is none
      //                            ^^^^^ config-error
      "crowdedGroup": [],
      //              ^^ config-error: 'crowdedGroup' must be a whole number of at least 0, not a list.
      "files": {"exclude": ["ok", 7, "[a"]}
      //                          ^ config-error
      //                             ^^^^ config-error
    }
    `);
  const { settings } = readConfig('{"quotas": {"groups": "many"}, "sensitivePorts": "all", "crowdedGroup": null}');
  expect(settings).toEqual(defaultSettings);
});

test('what is no JSON, or no object, says so, and nothing throws', () => {
  for (const text of [
    '',
    '[]',
    '{',
    '{"quotas": }',
    'null',
    '{"quotas": {"groups": 3}',
    '\u0000',
    '// comment',
    '{"__proto__": 1}',
  ]) {
    const { problems, settings } = readConfig(text);
    expect([text, problems.length > 0]).toEqual([text, true]);
    expect(settings.crowdedGroup).toBe(500);
  }
  expect(readConfig('{"quotas": {"groups": 3}').settings.quotas.groups).toBe(3);
  expect(readConfig(`${'['.repeat(100_000)}`).problems.length).toBeGreaterThan(0);
});

test('severities decide how loud a finding is, excluded files are no part of the model', () => {
  const folder = checkDiagnostics(`
    #- /secgroup.json
    {"severity": {"unused-group": "off", "unknown-name": "warning"}, "files": {"exclude": ["old/"]}}
    #- /web.sg
    group web { inbound { allow ssh from gone } }
    #                                    ^^^^ unknown-name
    #- /old/web.sg
    group gone { }
    `);
  expect([...folder.files.keys()]).toEqual(['file:///secgroup.json', 'file:///web.sg']);
});

test('the published schema has the settings of the table', () => {
  const schema = JSON.parse(readFileSync(new URL('../../../schemas/secgroup.schema.json', import.meta.url), 'utf8'));
  const { $schema, ...properties } = schema.properties;
  expect($schema).toBeDefined();
  expect(Object.keys(properties)).toEqual(settingsTable.map(({ name }) => name));
  for (const { name, shape } of settingsTable) {
    if (shape.kind !== 'object') continue;
    expect(Object.keys(properties[name].properties)).toEqual(shape.settings.map((setting) => setting.name));
  }
});
