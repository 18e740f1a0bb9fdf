// Guards that what a plan does not know yet is found through the outputs and inputs of modules, and only where it is one resource.

import { expect, test } from 'vitest';
import { imported } from '../../../test/support/imported.ts';

const group = 'tencentcloud_security_group';
const rules = 'tencentcloud_security_group_rule_set';

const planned = (address: string, type: string, values: object) => ({ address, type, name: 'this', values });
const configured = (address: string, expressions: object) => ({ address, expressions });
const mentions = (...references: string[]) => ({ references });
const id = (address: string) => [`${address}.id`, address];
const peer = { action: 'ACCEPT', cidr_block: null, protocol: 'ALL', port: 'ALL' };

interface Given {
  readonly peer?: object;
  readonly output?: object;
  readonly input?: object;
}

/** A module that makes a group and its rules; a group beside it whose rules name the group of the module. */
function plan(given: Given): string {
  const inner = {
    outputs: { id: { expression: given.output ?? mentions(...id(`${group}.this[0]`), `${group}.this`) } },
    resources: [
      configured(`${group}.this`, {}),
      configured(`${rules}.this`, {
        security_group_id: mentions(...id(`${group}.this[0]`), `${group}.this`),
        ingress: [{ source_security_id: mentions('var.peer') }],
      }),
    ],
  };
  return JSON.stringify({
    format_version: '1.2',
    planned_values: {
      root_module: {
        resources: [
          planned(`${group}.web`, group, { name: 'web' }),
          planned(`${rules}.web`, rules, { ingress: [peer] }),
          planned('tencentcloud_instance.m', 'tencentcloud_instance', {
            instance_name: 'm',
            private_ip: '10.0.0.1',
            orderly_security_groups: [null, null],
          }),
        ],
        child_modules: [
          {
            address: 'module.db["x.y"]',
            resources: [
              planned(`module.db["x.y"].${group}.this[0]`, group, { name: 'db' }),
              planned(`module.db["x.y"].${rules}.this`, rules, { ingress: [peer] }),
            ],
          },
        ],
      },
    },
    configuration: {
      root_module: {
        resources: [
          configured(`${group}.web`, {}),
          configured(`${rules}.web`, {
            security_group_id: mentions(...id(`${group}.web`)),
            ingress: [
              { source_security_id: given.peer ?? mentions('module.db["x.y"].id', 'module.db["x.y"]', 'module.db') },
            ],
          }),
          configured('tencentcloud_instance.m', {
            orderly_security_groups: mentions(
              'module.db["x.y"].id',
              'module.db["x.y"]',
              'module.db',
              ...id(`${group}.web`),
            ),
          }),
        ],
        module_calls: { db: { expressions: { peer: given.input ?? mentions(...id(`${group}.web`)) }, module: inner } },
      },
    },
  });
}

test('an output of a module, and what is given to its variable', async () => {
  const { text, notes } = await imported(plan({}));
  expect(notes).toEqual([]);
  expect(text).toContain('group web {\n  inbound {\n    allow all from db\n');
  expect(text).toContain('group db {\n  inbound {\n    allow all from web\n');
  expect(text).toContain('groups db, web');
});

test.each([
  [
    'a member of an output',
    { peer: mentions('module.db["x.y"].id["a"]', 'module.db["x.y"].id', 'module.db["x.y"]', 'module.db') },
  ],
  ['a whole module', { peer: mentions('module.db') }],
  ['an output that is there no more', { peer: mentions('module.db["x.y"].ids', 'module.db["x.y"]', 'module.db') }],
  ['an output of one of two', { output: mentions(...id(`${group}.this`), ...id(`${group}.other`)) }],
  ['an output of a resource or a variable', { output: mentions(...id(`${group}.this[0]`), 'var.which') }],
  ['a constant', { input: {} }],
  ['a circle', { output: mentions('var.peer'), input: mentions('module.db.id', 'module.db') }],
])('%s is not known yet', async (_, given: Given) => {
  const { notes } = await imported(plan(given), { skipInvalid: true });
  expect(notes.filter((note) => note.includes('the plan does not know it yet')).length).toBeGreaterThan(0);
});
