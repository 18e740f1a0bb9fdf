// Random snapshots of the cloud, and layouts in which they may be written.

import { pick, type Random, randomFrom } from './random.ts';

export interface Json {
  [key: string]: unknown;
}

export const upTo = (next: Random, most: number): number => Math.floor(next() * (most + 1));

const names = [
  'web',
  'web',
  '__proto__',
  'constructor',
  '数据库',
  '😀 group',
  'a "b" \\ c',
  'tab\there',
  'x\u2028y',
  '"PolicyIndex": 3',
];
export const texts = [
  '',
  'd',
  'say "hi"',
  '中文 😀',
  '],[{}',
  '\\u0041\\',
  '// no comment',
  '__proto__',
  '"Ingress": []',
];
export const groupIds = ['sg-1', 'sg-2', 'sg-3'];

/** A policy as the API writes it, and the same as a line of the rule language. */
interface Written {
  readonly policy: Json;
  readonly line: string;
}

export function policy(next: Random): Written {
  const [service, protocol] = pick(next, [
    ['all', { Protocol: 'ALL', Port: 'ALL' }],
    ['tcp', { Protocol: 'TCP', Port: 'ALL' }],
    ['udp 53,1000-1010', { Protocol: 'UDP', Port: '53,1000-1010' }],
    ['icmp', { Protocol: 'ICMP' }],
    ['gre', { Protocol: 'GRE' }],
    ['https', { Protocol: 'TCP', Port: '443' }],
    ['ppm-1', { ServiceTemplate: { ServiceId: 'ppm-1' } }],
  ] as const);
  const [peer, far] = pick(next, [
    ['any', { CidrBlock: '0.0.0.0/0' }],
    ['any6', { Ipv6CidrBlock: '::/0' }],
    ['10.0.0.0/8', { CidrBlock: '10.0.0.0/8' }],
    ['2001:DB8::1', { Ipv6CidrBlock: '2001:DB8::1' }],
    ['ipmg-1', { AddressTemplate: { AddressGroupId: 'ipmg-1' } }],
    ...groupIds.map((id) => [id, { SecurityGroupId: id }] as const),
  ] as const);
  const action = pick(next, ['allow', 'deny'] as const);
  const said = pick(next, texts);
  return {
    line: `${action} ${service} WORD ${peer}${said === '' ? '' : ` ${JSON.stringify(said)}`}`,
    policy: {
      ...protocol,
      ...far,
      Action: action === 'allow' ? 'ACCEPT' : 'DROP',
      ...(said === '' ? {} : { PolicyDescription: said }),
    },
  };
}

/** The policy with more members, as the cloud may add them: its place, a time, some that nobody knows. */
function dressed(next: Random, { policy }: Written, index: number, counted: boolean): Json {
  return {
    ...(counted ? { PolicyIndex: index } : {}),
    ...policy,
    ...(next() < 0.2 ? { ModifyTime: '2026-01-01 00:00:00' } : {}),
    ...(next() < 0.2 ? { Extra: { PolicyIndex: 7, list: [1, { a: [] }] } } : {}),
  };
}

export function randomSnapshot(next: Random): Json {
  const counted = next() < 0.6;
  const list = () => Array.from({ length: upTo(next, 4) }, (_, i) => dressed(next, policy(next), i, counted));
  const groups = groupIds.map((id) => ({
    SecurityGroupId: id,
    SecurityGroupName: pick(next, names),
    ...pick<Json>(next, [{}, { SecurityGroupDesc: pick(next, texts) }]),
    ...pick<Json>(next, [
      {},
      { SecurityGroupPolicySet: null },
      { SecurityGroupPolicySet: {} },
      { SecurityGroupPolicySet: { Version: '3', Ingress: list() } },
      { SecurityGroupPolicySet: { Ingress: list(), Egress: list() } },
      { SecurityGroupPolicySet: { Egress: list(), Ingress: list(), Version: '9' } },
    ]),
    ...pick<Json>(next, [{}, { IsDefault: false }]),
  }));
  const machines = ['ins-1', 'ins-2'].map((id) => ({
    InstanceId: id,
    InstanceName: pick(next, names),
    ...pick<Json>(next, [
      {},
      { SecurityGroupIds: groupIds.filter(() => next() < 0.5) },
      { SecurityGroupIds: ['sg-9'] },
    ]),
  }));
  return {
    version: 1,
    regions: [
      {
        Region: 'r1',
        SecurityGroupSet: groups,
        InstanceSet: machines,
        AddressTemplateSet: [{ AddressTemplateId: 'ipm-1', AddressTemplateName: 'office', AddressSet: ['10.0.0.1'] }],
        AddressTemplateGroupSet: [{ AddressTemplateGroupId: 'ipmg-1', AddressTemplateIdSet: ['ipm-1'] }],
        ServiceTemplateSet: [{ ServiceTemplateId: 'ppm-1', ServiceTemplateName: 'dns', ServiceSet: ['UDP:53'] }],
      },
    ],
  };
}

/** Layouts that follow from the value alone, so that a changed text can be compared with its value written anew. */
export const layouts: readonly (readonly [name: string, write: (value: unknown) => string])[] = [
  ['one line', (value) => JSON.stringify(value)],
  ['two blanks', (value) => JSON.stringify(value, null, 2)],
  ['four blanks', (value) => `${JSON.stringify(value, null, 4)}\n`],
  ['tabs, CRLF', (value) => `${JSON.stringify(value, null, '\t').replaceAll('\n', '\r\n')}\r\n`],
];

/** The value with random blanks between its tokens; always the same ones for the same value. */
export function wild(value: unknown): string {
  const text = JSON.stringify(value);
  const next = randomFrom(text.length);
  return text.replace(
    /"(?:[^"\\]|\\.)*"|[[\]{}:,]/g,
    (token) => pick(next, ['', '', ' ', '\t', '\n', '\r\n    ', '\n\n']) + token,
  );
}
