// Guards `secgroup drift --pull`: it asks for the regions that the files speak of, writes where they look for what is live, compares with
// that, and changes nothing where the cloud does not answer.
import { afterEach, expect, test } from 'vitest';
import { main } from '#cli/main.ts';
import { runInMemory } from '../cli/memorySystem.ts';
import { answer, type Cloud, type CloudRegion, failed, keysInEnvironment, startCloud } from './cloud.ts';

let cloud: Cloud | undefined;
afterEach(async () => {
  await cloud?.stop();
  cloud = undefined;
});

const regionOf = (id: string, port: string): CloudRegion => ({
  lists: {
    SecurityGroupSet: [{ SecurityGroupId: id, SecurityGroupName: 'web', SecurityGroupDesc: '', ProjectId: '0' }],
  },
  policies: new Map([
    [id, { Version: '3', Ingress: [{ Protocol: 'TCP', Port: port, CidrBlock: '0.0.0.0/0', Action: 'ACCEPT' }] }],
  ]),
});
const regions = new Map([
  ['ap-guangzhou', regionOf('sg-aaaaaaaa', '443')],
  ['ap-beijing', regionOf('sg-bbbbbbbb', '22')],
  ['ap-shanghai', regionOf('sg-cccccccc', '22')],
]);
const rules = (region: string, id: string): string =>
  `region ${region}\n\ngroup web {\n  id ${id}\n  inbound { allow https from any }\n}\n`;
const wanted = new Map([
  ['south.sg', rules('ap-guangzhou', 'sg-aaaaaaaa')],
  ['north.sg', rules('ap-beijing', 'sg-bbbbbbbb')],
]);

const drift = (files: ReadonlyMap<string, string>, ...args: readonly string[]) =>
  runInMemory(files, '', (system) => main(['drift', '--pull', '--endpoint', cloud?.url ?? '', ...args], system), {
    variable: (name) => keysInEnvironment[name],
  });
const liveIn = (files: ReadonlyMap<string, string>) => [...files.keys()].filter((name) => name.endsWith('.json'));

test('the regions of the files are asked for, and compared', async () => {
  cloud = await startCloud(regions);
  const { exit, stdout, stderr, files } = await drift(wanted);
  expect([exit, stderr]).toEqual([1, '']);
  expect(stdout).toMatch(
    /^group web inbound\n {2}\+ now allowed {2}tcp 22 from any: .* live\/ap-beijing\.live\.sg\.json/,
  );
  expect(liveIn(files).sort()).toEqual(['live/ap-beijing.live.sg.json', 'live/ap-guangzhou.live.sg.json']);
});

test('one region is written beside the others, or with those that its file speaks of', async () => {
  cloud = await startCloud(regions);
  const one = await drift(wanted, '--region', 'ap-guangzhou');
  expect([one.exit, one.stdout, liveIn(one.files)]).toEqual([
    0,
    'No packet is decided otherwise.\n',
    ['live/ap-guangzhou.live.sg.json'],
  ]);
  const settings = ['secgroup.json', '{ "live": ["now.sg.json"] }'] as const;
  const both = await drift(new Map([...wanted, settings]));
  expect([both.exit, liveIn(both.files)]).toEqual([1, ['secgroup.json', 'now.sg.json']]);
  const again = await drift(both.files, '--region', 'ap-guangzhou');
  expect([again.exit, again.files.get('now.sg.json')]).toEqual([0, both.files.get('now.sg.json')]);
});

test('where the cloud does not answer, nothing is written', async () => {
  cloud = await startCloud(regions, ({ action }, response) => {
    if (action !== 'DescribeSubnets') return false;
    answer(response, failed('UnauthorizedOperation'));
    return true;
  });
  const { exit, stdout, stderr, files } = await drift(wanted);
  expect([exit, stdout, liveIn(files)]).toEqual([2, '', []]);
  expect(stderr).toMatch(/DescribeSubnets is refused/);
  expect((await drift(wanted, '--from', 'south.sg')).stderr).toMatch(/--pull asks the cloud, and --from names a file/);
});
