// Guards the scripts of `secgroup plan --as tccli`: they run with a stand-in for tccli that notes what it is called with.

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { tccliScript } from '#cli/reporters/tccli.ts';
import type { Step } from '#plan/plan.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'secgroup-tccli-'));
const log = path.join(folder, 'log');

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const EVIL = `$(touch ${folder}/a)\`touch ${folder}/b\`'; touch ${folder}/c; '"\n touch ${folder}/d\n# \\ %s \u2028 $HOME`;

function step(action: Step['action'], request: object, more: Partial<Step> = {}): Step {
  return {
    action,
    region: 'ap-guangzhou',
    request: request as Step['request'],
    text: `Do ${EVIL}.`,
    words: `Do ${EVIL}.`,
    packets: [],
    risk: null,
    concerns: [],
    ...more,
  };
}

const STEPS: readonly Step[] = [
  step(
    'CreateSecurityGroup',
    { GroupName: EVIL, GroupDescription: '$name:web', ProjectId: '0' },
    { creates: `$name:${EVIL}`, risk: EVIL },
  ),
  step('CreateAddressTemplate', { AddressTemplateName: EVIL, Addresses: ['10.0.0.1'] }, { creates: `$name:${EVIL}` }),
  step('ModifySecurityGroupPolicies', {
    SecurityGroupId: `$name:${EVIL}`,
    SecurityGroupPolicySet: {
      Ingress: [
        {
          Protocol: 'ALL',
          AddressTemplate: { AddressId: `$name:${EVIL}` },
          PolicyDescription: `$name:${EVIL}`,
          Action: 'ACCEPT',
        },
      ],
    },
  }),
  step('ModifyInstancesAttribute', { InstanceIds: ['ins-11111111'], SecurityGroups: ['sg-00000000', `$name:${EVIL}`] }),
];

/** Runs a script; the stand-in fails at the action that is named. */
function run(steps: readonly Step[], failing = '', variables: Readonly<Record<string, string>> = {}) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const stub = path.join(folder, 'tccli');
  writeFileSync(
    stub,
    `#!/bin/sh
for last; do :; done
printf '%s %s %s ' "$1" "$2" "$4" >> '${log}'
cat "\${last#file://}" >> '${log}'
[ "$2" = '${failing}' ] && exit 255
case $2 in
  CreateSecurityGroup) printf '%s\\n' '{' '  "SecurityGroup": {' '    "SecurityGroupId": "sg-aaaaaaaa",' '    "SecurityGroupDesc": "\\"SecurityGroupId\\": \\"sg-bad\\""' '  }' '}' ;;
  CreateAddressTemplate) printf '%s\\n' '{"AddressTemplate": {"AddressTemplateId": "ipm-bbbbbbbb"}}' ;;
  *) printf '%s\\n' '{}' ;;
esac
`,
  );
  chmodSync(stub, 0o755);
  const script = path.join(folder, 'plan.sh');
  writeFileSync(script, tccliScript({ from: `'${EVIL}'`, steps, notes: [{ message: EVIL, incomplete: false }] }));
  const ran = spawnSync('sh', [script], {
    encoding: 'utf8',
    cwd: folder,
    env: { PATH: `${folder}:${process.env['PATH']}`, HOME: '/nowhere', ...variables },
  });
  const calls = existsSync(log) ? readFileSync(log, 'utf8').trimEnd().split('\n') : [];
  return {
    status: ran.status,
    calls: calls.map((line) => {
      const [service, action, region, ...rest] = line.split(' ');
      return { service, action, region, request: JSON.parse(rest.join(' ')) };
    }),
    touched: ['a', 'b', 'c', 'd'].filter((name) => existsSync(path.join(folder, name))),
  };
}

test('names are data, and new ids come from the answers', () => {
  // Guards that no text of a file is ever run, whatever is in it, and that each request is what the plan says.
  const { status, calls, touched } = run(STEPS);
  expect(touched).toEqual([]);
  expect(status).toBe(0);
  expect(calls).toEqual([
    {
      service: 'vpc',
      action: 'CreateSecurityGroup',
      region: 'ap-guangzhou',
      request: { GroupName: EVIL, GroupDescription: '$name:web', ProjectId: '0' },
    },
    {
      service: 'vpc',
      action: 'CreateAddressTemplate',
      region: 'ap-guangzhou',
      request: { AddressTemplateName: EVIL, Addresses: ['10.0.0.1'] },
    },
    {
      service: 'vpc',
      action: 'ModifySecurityGroupPolicies',
      region: 'ap-guangzhou',
      request: {
        SecurityGroupId: 'sg-aaaaaaaa',
        SecurityGroupPolicySet: {
          Ingress: [
            {
              Protocol: 'ALL',
              AddressTemplate: { AddressId: 'ipm-bbbbbbbb' },
              PolicyDescription: `$name:${EVIL}`,
              Action: 'ACCEPT',
            },
          ],
        },
      },
    },
    {
      service: 'cvm',
      action: 'ModifyInstancesAttribute',
      region: 'ap-guangzhou',
      request: { InstanceIds: ['ins-11111111'], SecurityGroups: ['sg-00000000', 'sg-aaaaaaaa'] },
    },
  ]);
});

test('the first call that fails is the last', () => {
  // Guards that nothing is done on top of a failure, neither of a call nor of one whose id is wanted.
  expect(run(STEPS, 'ModifySecurityGroupPolicies')).toMatchObject({ status: 255, calls: { length: 3 } });
  expect(run(STEPS, 'CreateSecurityGroup')).toMatchObject({ status: 255, calls: { length: 1 } });
});

test('an id that neither the snapshot nor a call gives is asked for', () => {
  // Guards that no call is made with a name in the place of an id.
  const steps = [step('DeleteSecurityGroup', { SecurityGroupId: `$name:${EVIL}` })];
  expect(run(steps)).toMatchObject({ calls: [], touched: [] });
  expect(run(steps).status).not.toBe(0);
  expect(run(steps, '', { ID_1: 'sg-cccccccc' }).calls.map(({ request }) => request)).toEqual([
    { SecurityGroupId: 'sg-cccccccc' },
  ]);
});

test('nothing to do is a script that does nothing', () => {
  // Guards the empty plan.
  expect(run([])).toEqual({ status: 0, calls: [], touched: [] });
});
