// Makes a change that the trees and commands offer to a snapshot, and gives the text that results.

import { expect } from 'vitest';
import { addRule, replaceRules } from '#edits/ruleEdits.ts';
import type { NewRules } from '#edits/rulePlace.ts';
import { changeModel, type ModelChange } from '#ide/change.ts';
import { applyEdits } from '#text/textEdit.ts';
import { type KeyOf, keysOf, loadTexts } from './changed.ts';

export const SNAPSHOT = 'file:///project/live.sg.json';
export type Import = { readonly kind: 'import'; readonly group: string; readonly rules: NewRules };

export function outcomeOf(
  text: string,
  make: (keyOf: KeyOf) => ModelChange | Import,
  beside: Readonly<Record<string, string>>,
) {
  const folder = loadTexts({ [SNAPSHOT]: text, ...beside });
  const change = make(keysOf(folder));
  // Straight to the writer: `changeModel` would refuse rules with faults, which are to be written here.
  if (change.kind === 'addRule') return addRule(folder, change);
  return change.kind === 'import' ? replaceRules(folder, change.group, change.rules) : changeModel(folder, change);
}

export function changedSnapshot(
  text: string,
  make: (keyOf: KeyOf) => ModelChange | Import,
  beside: Readonly<Record<string, string>> = {},
): string {
  const outcome = outcomeOf(text, make, beside);
  if ('refused' in outcome) return `refused: ${outcome.refused}`;
  const result = applyEdits(text, outcome.edits.get(SNAPSHOT) ?? []);
  const notes = outcome.notes.map((note) => `\nnote: ${note}`).join('');
  const { files, model } = loadTexts({ [SNAPSHOT]: result, ...beside });
  expect(files.get(SNAPSHOT)?.tree.blocks.flatMap(({ block }) => block.problems)).toEqual([]);
  expect(model.groups.length).toBeGreaterThan(0);
  return result + notes;
}

/** A snapshot with each rule on a line of its own, and all else on one line. */
export function rows(inbound: readonly string[], more = ''): string {
  const list = inbound.length === 0 ? '[]' : `[\n${inbound.map((rule) => `        ${rule}`).join(',\n')}\n      ]`;
  return `{"version": 1, "regions": [
  {"Region": "r1",
    "SecurityGroupSet": [
      {"SecurityGroupId": "sg-1", "SecurityGroupName": "web", "IsDefault": false, "SecurityGroupPolicySet": {"Version": "3", "Ingress": ${list}, "Egress": []}},
      {"SecurityGroupId": "sg-2", "SecurityGroupName": "db"${more}}
    ],
    "InstanceSet": [
      {"InstanceId": "ins-1", "InstanceName": "m-1", "PrivateIpAddresses": ["10.0.0.1"], "SecurityGroupIds": ["sg-1", "$name:gone", "sg-2"]},
      {"InstanceId": "ins-2", "InstanceName": "m-2"}
    ]
  }
]}
`;
}

export const a =
  '{"PolicyIndex": 0, "Protocol": "tcp", "Port": "80", "CidrBlock": "0.0.0.0/0", "Action": "ACCEPT", "Extra": [1]}';
export const b = '{"PolicyIndex": 1, "Protocol": "tcp", "Port": "81", "CidrBlock": "10.0.0.0/8", "Action": "ACCEPT"}';
export const c = '{"PolicyIndex": 2, "Protocol": "ALL", "Port": "ALL", "CidrBlock": "0.0.0.0/0", "Action": "DROP"}';
export const placed = (index: number, rule: string) => rule.replace(/"PolicyIndex": \d+/, `"PolicyIndex": ${index}`);
export const web = rows([a, b, c]);
export const inWeb = (of: KeyOf, index: number) => ({ owner: of('web'), direction: 'inbound', index }) as const;
