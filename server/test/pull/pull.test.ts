// Guards `secgroup pull`: through the official SDK, over HTTP, against a server that speaks the API. A snapshot is whole, or there is none
// and one sentence says why; no key is in any byte that is written or printed.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { main } from '#cli/main.ts';
import type { System } from '#cli/system.ts';
import { pull } from '#pull/pull.ts';
import { runInMemory } from '../cli/memorySystem.ts';
import { answer, type Cloud, failed, keys, keysInEnvironment, startCloud, type Thing } from './cloud.ts';
import { connect, expectNoSecret, options, regionOf, two, web } from './smallCloud.ts';

let cloud: Cloud | undefined;
afterEach(async () => {
  await cloud?.stop();
  cloud = undefined;
});

const environment: Readonly<Record<string, string>> = {
  ...keysInEnvironment,
  TENCENTCLOUD_REGION: 'ap-guangzhou',
};

async function run(args: readonly string[], variables = environment, surroundings: Partial<System> = {}) {
  const ran = await runInMemory(
    new Map(),
    '',
    (system) => main(['pull', '--endpoint', cloud?.url ?? 'http://127.0.0.1:1', ...args], system),
    { variable: (name) => variables[name], ...surroundings },
  );
  for (const text of [ran.stdout, ran.stderr, ...ran.files.values()]) expectNoSecret(text);
  return ran;
}

test('a region is written with what a snapshot keeps, and every field of a rule', async () => {
  cloud = await startCloud(
    new Map([
      ['ap-guangzhou', regionOf(1, { InstanceSet: [{ InstanceId: 'ins-1', PublicIpAddresses: null, Uuid: 'x' }] })],
    ]),
  );
  const { exit, stdout, stderr } = await run([]);
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  const [region] = JSON.parse(stdout).regions;
  expect(region.Region).toBe('ap-guangzhou');
  expect(region.SecurityGroupSet).toEqual([
    {
      SecurityGroupId: 'sg-00000000',
      SecurityGroupName: 'group 0',
      ProjectId: '0',
      IsDefault: false,
      SecurityGroupPolicySet: {
        Version: '3',
        Ingress: [{ New: 1, Protocol: 'tcp', Port: '443', CidrBlock: '0.0.0.0/0', Action: 'ACCEPT' }],
        Egress: [],
      },
    },
  ]);
  expect(region.InstanceSet).toEqual([{ InstanceId: 'ins-1' }]);
  expect(region.Missing).toBeUndefined();
});

test('regions are several, all, or a file each', async () => {
  cloud = await startCloud(two);
  const regionsIn = (text = '') => JSON.parse(text).regions.map((each: { Region: string }) => each.Region);
  expect(regionsIn((await run(['--region', 'ap-guangzhou,ap-beijing'])).stdout)).toEqual([
    'ap-guangzhou',
    'ap-beijing',
  ]);
  expect(
    regionsIn(
      (await run(['--region', 'ap-beijing', '--region', 'ap-guangzhou', '-o', 'live.sg.json'])).files.get(
        'live.sg.json',
      ),
    ),
  ).toEqual(['ap-beijing', 'ap-guangzhou']);
  const { files } = await run(['--region', 'all', '-o', 'live/']);
  expect([...files.keys()].sort()).toEqual(['live/ap-beijing.live.sg.json', 'live/ap-guangzhou.live.sg.json']);
  expect(regionsIn(files.get('live/ap-beijing.live.sg.json'))).toEqual(['ap-beijing']);
});

test('pages of both kinds are read to their end, below the rates', async () => {
  const instances = Array.from({ length: 2000 }, (_, i) => ({ InstanceId: `ins-${String(i).padStart(8, '0')}` }));
  cloud = await startCloud(new Map([['ap-guangzhou', regionOf(250, { InstanceSet: instances })]]));
  const { stdout } = await run([]);
  const [region] = JSON.parse(stdout).regions;
  expect([region.SecurityGroupSet.length, region.InstanceSet.length]).toEqual([250, 2000]);
  const times = cloud.calls.filter(({ action }) => action === 'DescribeSecurityGroupPolicies').map(({ at }) => at);
  for (const [index, at] of times.entries()) {
    expect(
      times.filter((other) => other >= at && other < at + 1000).length,
      `calls after number ${index}`,
    ).toBeLessThanOrEqual(100);
  }
});

test('five-part rules of an acl are in it, all pages of them, in their order', async () => {
  const entry = (id: number, NetworkAclDirection: string) => ({
    ...{ Protocol: 'tcp', SourceCidr: '0.0.0.0/0', DestinationPort: String(id), Action: 'ACCEPT', Later: 'kept' },
    ...{ NetworkAclQuintupleEntryId: `acli45-${id}`, NetworkAclDirection },
  });
  const entries = Array.from({ length: 130 }, (_, i) => entry(200 - i, i < 110 ? 'INGRESS' : 'EGRESS'));
  const acl = { NetworkAclId: 'acl-1', NetworkAclType: 'QUINTUPLE' };
  cloud = await startCloud(
    new Map([
      [
        'ap-guangzhou',
        {
          ...regionOf(0, { NetworkAclSet: [acl] }),
          quintuples: new Map([['acl-1', entries]]),
        },
      ],
    ]),
  );
  const [region] = JSON.parse((await run([])).stdout).regions;
  const { Ingress, Egress } = region.NetworkAclSet[0].NetworkAclQuintupleSet;
  expect([...Ingress, ...Egress]).toEqual(entries.map(({ NetworkAclDirection: _, ...each }) => each));
  expect([Ingress.length, Egress.length]).toEqual([110, 20]);
});

const refusals: readonly (readonly [what: string, result: Thing, said: RegExp])[] = [
  [
    'wrong id',
    failed('AuthFailure.SecretIdNotFound', `The SecretId ${keys.secretId} is not found.`),
    /keys .* are not accepted/,
  ],
  ['wrong key', failed('AuthFailure.SignatureFailure'), /are not accepted/],
  ['wrong clock', failed('AuthFailure.SignatureExpire'), /clock of this machine is wrong/],
  ['old token', failed('AuthFailure.TokenFailure', `token ${keys.token}`), /have expired/],
  ['no permission', failed('UnauthorizedOperation'), /'vpc:DescribeNetworkAcls'/],
  ['no permission, older code', failed('AuthFailure.UnauthorizedOperation'), /--partial/],
  ['unknown region', failed('UnsupportedRegion'), /does not take the region 'ap-guangzhou'/],
  ['something else', failed('ResourceUnavailable', `${keys.secretKey} says hello`), /DescribeNetworkAcls failed/],
  [
    'another shape',
    { NetworkAclSet: [{ NetworkAclId: 7, IngressEntries: 'none' }] },
    /NetworkAclSet\[0\]\.IngressEntries is not a list/,
  ],
  ['no list', { NetworkAclSet: 'none' }, /NetworkAclSet is not a list/],
];

for (const [what, result, said] of refusals) {
  test(`${what}: one sentence, exit 2, nothing written`, async () => {
    cloud = await startCloud(two, ({ action }, response) => {
      if (action !== 'DescribeNetworkAcls') return false;
      answer(response, result);
      return true;
    });
    const { exit, stdout, stderr, files } = await run(['-o', 'live.sg.json']);
    expect([exit, stdout, files.size]).toEqual([2, '', 0]);
    expect(stderr).toMatch(said);
    expect(stderr.trim().split('\n').length).toBe(1);
  });
}

test('with --partial the rest is written, and what is missing is named', async () => {
  cloud = await startCloud(two, ({ action }, response) => {
    if (action !== 'DescribeInstances' && action !== 'DescribeSecurityGroupPolicies') return false;
    answer(response, failed('UnauthorizedOperation'));
    return true;
  });
  const { exit, stdout, stderr } = await run(['--partial']);
  expect(exit).toBe(0);
  const [region] = JSON.parse(stdout).regions;
  expect(region.Missing).toEqual([
    { Action: 'DescribeInstances', Code: 'UnauthorizedOperation' },
    { Action: 'DescribeSecurityGroupPolicies', Code: 'UnauthorizedOperation' },
  ]);
  expect(region.InstanceSet).toBeUndefined();
  expect(region.SecurityGroupSet[0].SecurityGroupPolicySet).toBeUndefined();
  expect(stderr).toMatch(/DescribeInstances is refused/);
});

test('a group that is deleted meanwhile is left out', async () => {
  cloud = await startCloud(new Map([['ap-guangzhou', { ...regionOf(2), policies: new Map([['sg-00000001', web]]) }]]));
  const [region] = JSON.parse((await run([])).stdout).regions;
  expect(region.SecurityGroupSet.map((each: Thing) => each['SecurityGroupId'])).toEqual(['sg-00000001']);
});

test('a page of HTML, and nobody at the address, are told as such', async () => {
  cloud = await startCloud(two, (_, response) => {
    response.end('<html><body>Sign in</body></html>');
    return true;
  });
  expect((await run([])).stderr).toMatch(/<html>.*proxy or a page to sign in/);
  const ask = connect('http://127.0.0.1:1', 1);
  const pulled = await pull(ask, ['ap-guangzhou'], options);
  expect('fault' in pulled && pulled.fault.message).toMatch(/could not be asked: .*ECONNREFUSED.*5 times/s);
});

test('an answer without end is given up', async () => {
  cloud = await startCloud(two, ({ action }, response) => {
    if (action !== 'DescribeSubnets') return false;
    const write = (): void => {
      while (response.write('x'.repeat(1 << 20)));
      response.once('drain', write);
    };
    write();
    return true;
  });
  const { exit, stdout, stderr } = await run([]);
  expect([exit, stdout]).toEqual([2, '']);
  expect(stderr).toMatch(/^secgroup: The answer of \S+ to DescribeSubnets is longer than 32 MB.*\n$/);
});

test('as a program it waits for an answer that was cut in the middle, though nothing else goes on', async () => {
  let cut = (): void => {};
  const wasCut = new Promise<void>((resolve) => {
    cut = resolve;
  });
  cloud = await startCloud(two, (_, response) => {
    response.writeHead(200, { 'Content-Length': 1000 });
    response.write('{"Response"');
    response.once('close', cut);
    setImmediate(() => response.destroy());
    return true;
  });
  const program = path.join(import.meta.dirname, '../../../dist/cli.mjs');
  const child = spawn(process.execPath, [program, 'pull', '--endpoint', cloud.url], { env: environment });
  await wasCut;
  await setTimeout(500);
  expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  child.kill();
});

test('keys, profiles and regions that are not there say what to do', async () => {
  const files: Readonly<Record<string, string>> = {
    '.tccli/default.credential': JSON.stringify({
      secretId: keys.secretId,
      secretKey: keys.secretKey,
      token: keys.token,
    }),
    '.tccli/default.configure': JSON.stringify({ _sys_param: { region: 'ap-beijing' } }),
    '.tccli/old.credential': JSON.stringify({ secretId: keys.secretId, secretKey: keys.secretKey, token: keys.token }),
    '.tccli/old.configure': JSON.stringify({ region: 'ap-guangzhou' }),
    '.tccli/browser.credential': JSON.stringify({ type: 'oauth', secretId: 'x', secretKey: 'y' }),
    '.tccli/role.credential': JSON.stringify({
      secretId: 'x',
      secretKey: 'y',
      'role-arn': 'qcs::cam::uin/1:roleName/r',
    }),
    '.tccli/broken.credential': '{',
  };
  const home = { readHome: async (file: string) => files[file] };
  cloud = await startCloud(two);
  const regionIn = (text: string) => JSON.parse(text).regions[0].Region;
  expect(regionIn((await run([], {}, home)).stdout)).toBe('ap-beijing');
  expect(regionIn((await run(['--profile', 'old'], {}, home)).stdout)).toBe('ap-guangzhou');
  expect(regionIn((await run(['--profile', 'old', '--region', 'ap-beijing'], {}, home)).stdout)).toBe('ap-beijing');
  const said = async (args: readonly string[], variables = {}) => (await run(args, variables, home)).stderr;
  expect(await said(['--profile', 'browser'])).toMatch(/signs in by a browser/);
  expect(await said(['--profile', 'role'])).toMatch(/takes over a role/);
  expect(await said(['--profile', 'broken'])).toMatch(/not a JSON object/);
  expect(await said(['--profile', 'absent'])).toMatch(/no profile 'absent'/);
  expect(await said(['--profile', '../x'])).toMatch(/not the name of a profile/);
  expect(await said([], { TENCENTCLOUD_SECRET_ID: 'x' })).toMatch(/TENCENTCLOUD_SECRET_KEY is not set/);
  expect(await said(['--region', '../x'])).toMatch(/'\.\.\/x' is not a region/);
  const { TENCENTCLOUD_REGION: _, ...withoutRegion } = environment;
  expect((await run([], withoutRegion, { readHome: async () => undefined })).stderr).toMatch(/Say of which region/);
  expect((await run(['--endpoint', 'ftp://x'])).stderr).toMatch(/is not an endpoint/);
});

test('Ctrl-C leaves nothing and answers 130', async () => {
  const controller = new AbortController();
  cloud = await startCloud(two, ({ action }) => {
    if (action === 'DescribeSubnets') controller.abort();
    return action === 'DescribeSubnets';
  });
  const ran = await run(['-o', 'live.sg.json'], environment, { interruptible: (work) => work(controller.signal) });
  expect([ran.exit, ran.stdout, ran.stderr, ran.files.size]).toEqual([130, '', '', 0]);
});

test('a count that lies is not believed, and a page that comes again ends the list', async () => {
  const notes: string[] = [];
  const regions = new Map([['ap-guangzhou', regionOf(100)]]);
  cloud = await startCloud(regions, ({ action }, response) => {
    if (action !== 'DescribeSecurityGroups') return false;
    answer(response, { SecurityGroupSet: regions.get('ap-guangzhou')?.lists['SecurityGroupSet'], TotalCount: 100_000 });
    return true;
  });
  const result = await pull(connect(cloud.url, 1), ['ap-guangzhou'], { ...options, note: (text) => notes.push(text) });
  expect('regions' in result && result.regions[0]?.['SecurityGroupSet']).toHaveLength(100);
  expect(notes.join()).toMatch(/says that there are 100000, and hands over 100/);
});
