// Guards how far each kind of damage reaches, and that its place is the place of what was not read.

import { expect, test } from 'vitest';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { gapsOf } from './gaps.ts';
import { packet } from './packet.ts';

function gaps(text: string, name = '/main.sg'): readonly string[] {
  return gapsOf(loadFixture(new Map([[name, text]]))).map(({ reach, start, end }) => {
    const at = text.slice(start, end) || `after '${text.slice(0, start).split('\n').at(-1)?.trim()}'`;
    switch (reach.kind) {
      case 'list':
        return `${at}: ${reach.direction} of ${reach.owner}`;
      case 'entity':
        return `${at}: ${reach.key}`;
      case 'region':
        return `${at}: region ${reach.region}${reach.after === undefined ? '' : `, or ${reach.after}`}`;
      default:
        return `${at}: ${reach.kind}`;
    }
  });
}

const web = 'group web {\n  inbound {\n    allow tcp 80 from any\n  }\n  outbound {\n    allow all to any\n  }\n}\n';

test.each([
  [
    'a line of a list',
    web.replace('allow tcp 80 from any', 'alow tcp 80 from any'),
    'alow: inbound of group:default/web',
  ],
  ['a word of a rule', web.replace('80 from', '80 form'), 'form: inbound of group:default/web'],
  ['a name', web.replace('to any', 'to nobody'), 'nobody: outbound of group:default/web'],
  ['an address', web.replace('from any', 'from 10.0.0.300'), '10.0.0.300: inbound of group:default/web'],
  ['a port', web.replace('80', '99999'), '99999: inbound of group:default/web'],
  ['the word of a list', web.replace('inbound', 'inbund'), 'inbund: group:default/web'],
  ['a name of a list', `${web}addresses office { 10.0.0.1 nobody }\n`, 'nobody: addresses:default/office'],
  ['a property', `${web}cvm one { private-ip 10.0.0.1 grups web }\n`, 'grups: cvm:default/one'],
  ['a group of a machine', 'cvm one { private-ip 10.0.0.1 groups web }\n', 'web: cvm:default/one'],
  ['a group of an interface', 'cvm one { private-ip 10.0.0.1 interface { groups web } }\n', 'web: cvm:default/one'],
  ['an address of a machine', 'cvm one { private-ip 10.0.0.999 }\n', '10.0.0.999: cvm:default/one'],
  ['an acl', 'subnet front { cidr 10.0.0.0/24 acl none }\n', 'none: subnet:default/front'],
  ['an end', 'expect allow ssh from nobody to any\n', 'nobody: expectation'],
  ['a keyword', `${web}grup db {\n  inbound { allow tcp from any }\n}\n`, 'grup: region default, or group:default/web'],
  ['a line behind a brace too many', `${web}  deny tcp from any\n`, 'deny: region default, or group:default/web'],
  ['what may be a region', `regon ap-one\n${web}`, 'regon: everything'],
  ['what may be a project', `projct 5\n${web}`, 'projct: everything'],
  [
    'the keyword of a machine',
    `${web}cmv one {\n  private-ip 10.0.0.1\n}\n`,
    'cmv: region default, or group:default/web',
  ],
  ['an expectation', `${web}expcet allow tcp from web to any\n`, 'expcet: expectation'],
  ['a region without a name', `region\n${web}`, "after 'region': everything"],
] as const)('%s', (_, text, expected) => {
  expect(gaps(text)).toEqual([expected]);
});

test('a list that is not closed reaches all of its group, for what follows may be of another one', () => {
  const swallowed = `group web {\n  outbound {\n    deny all to any\n    db {\n  inbound {\n    allow ssh from any\n  }\n}\n${web.replace('web', 'ops')}`;
  expect(gaps(swallowed)).toEqual(['db: group:default/web', "after 'db {': group:default/web"]);
});

test('a file that ends too early may lack anything', () => {
  for (const length of [30, 45, 60, 75, 85, web.length - 2]) {
    const found = gaps(web.slice(0, length));
    expect([length, found.at(-1)]).toEqual([length, expect.stringMatching(/: everything$/)]);
  }
  expect(gaps(`${web}expect allow tcp 80 from`).at(-1)).toBe("after 'expect allow tcp 80 from': everything");
  expect(gaps(`${web}expect allow tcp 80 from\n`)).toEqual(["after 'expect allow tcp 80 from': expectation"]);
});

test('what an interface of a snapshot names reaches its machine, and nothing where it has none', () => {
  const text = (machine: string) =>
    JSON.stringify({
      version: 1,
      regions: [
        {
          InstanceSet: [{ InstanceId: 'ins-1', InstanceName: 'one' }],
          NetworkInterfaceSet: [
            { NetworkInterfaceId: 'eni-1', Attachment: { InstanceId: machine }, GroupSet: ['sg-9'] },
          ],
        },
      ],
    });
  expect(gaps(text('ins-1'), '/live.sg.json')).toEqual(['sg-9: cvm:ins-1']);
  expect(gaps(text('ins-2'), '/live.sg.json')).toEqual([]);
});

test('of a snapshot', () => {
  const group = (policy: object) =>
    JSON.stringify({
      version: 1,
      regions: [
        {
          Region: 'ap-one',
          SecurityGroupSet: [
            {
              SecurityGroupId: 'sg-1',
              SecurityGroupName: 'web',
              SecurityGroupPolicySet: { Ingress: [policy], Egress: [] },
            },
          ],
        },
      ],
    });
  const sound = { Protocol: 'TCP', Port: '80', CidrBlock: '0.0.0.0/0', Action: 'ACCEPT' };
  expect(gaps(group(sound), '/main.sg.json')).toEqual([]);
  expect(gaps(group({ ...sound, Action: 'ALLOW' }), '/main.sg.json')).toEqual(
    ['"ALLOW": inbound of group:sg-1'].map((each) => each.replaceAll('"', '')),
  );
  expect(gaps(group(sound).slice(0, -3), '/main.sg.json').at(-1)).toMatch(/: everything$/);
  expect(gaps('{"version":1,"regions":[7]}', '/main.sg.json')).toEqual(['7: everything']);
});

test('of a snapshot that was taken without a permission', () => {
  const region = {
    Region: 'ap-one',
    SecurityGroupSet: [],
    Missing: [{ Action: 'DescribeNetworkAcls', Code: 'UnauthorizedOperation' }],
  };
  const text = JSON.stringify({ version: 1, regions: [region, { Region: 'ap-two' }] });
  expect(gaps(text, '/main.sg.json')).toEqual([`${JSON.stringify(region.Missing)}: region ap-one`]);
});

test.each(['', '\n', '\n\n', '\n# later\n', '\n\r\n', '\r', '\r\n# later', '# later'])(
  'nothing is amiss in a file without declarations: %j',
  (text) => {
    expect(gaps(text)).toEqual([]);
  },
);

test('nothing is amiss in a sound file', () => {
  expect(gaps(`region ap-one\n${web}cvm one { private-ip 10.0.0.1 groups web }\n# the end`)).toEqual([]);
});

test.each([
  ['a group that is not known', '  groups wbe', true],
  ['a group in a machine of one line', '  groups wbe interface { private-ip 10.0.0.4 }', true],
  ['groups that could not be read', '  groups = web', true],
  ['a subnet that could not be read', '  subnet = s # near 10.1.1.1', true],
  ['an address that could not be read', '  private-ip = 10.1.1.1', false],
  ['an address behind groups that could not be read', '  groups = web private-ip 10.1.1.1', false],
])('a machine with %s may have no other address than it says: %s', (_, line, isSure) => {
  const folder = loadFixture(
    new Map([
      ['/main.sg', `${web}cvm m { private-ip 10.0.0.1  groups web }\ncvm n {\n  private-ip 10.0.0.3\n${line}\n}\n`],
    ]),
  );
  const incompleteFrom = (from: string) => {
    const found = packet(folder, { from, to: 'm', protocol: 'tcp', port: 80, sayRegion: '' });
    return 'answer' in found ? found.answer.incomplete.length > 0 : found.error;
  };
  expect(incompleteFrom('10.1.1.1')).toBe(!isSure);
  expect(incompleteFrom('10.0.0.3')).toBe(true);
});
