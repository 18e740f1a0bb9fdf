// Guards `secgroup pull`: through the official SDK, over HTTP, against a server that speaks the API. A snapshot is whole, or there is none
// and one sentence says why; no key is in any byte that is written or printed.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { main } from '#cli/main.ts';
import type { System } from '#cli/system.ts';
import { connectTo } from '#pull/connection.ts';
import { pull, snapshotText } from '#pull/pull.ts';
import { runInMemory } from '../cli/memorySystem.ts';
import { randomFrom } from '../support/random.ts';
import { rounds } from '../support/rounds.ts';
import {
  answer,
  type Cloud,
  type CloudRegion,
  type Fault,
  failed,
  keys,
  keysInEnvironment,
  startCloud,
  type Thing,
} from './cloud.ts';
import { randomRegion } from './randomCloud.ts';

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

function expectNoSecret(text: string): void {
  for (const secret of [keys.secretKey, keys.token]) expect(text.includes(secret)).toBe(false);
}

const group = (index: number): Thing => ({
  SecurityGroupId: `sg-${String(index).padStart(8, '0')}`,
  SecurityGroupName: `group ${index}`,
  SecurityGroupDesc: null,
  ProjectId: 0,
  IsDefault: false,
  TagSet: [],
});
const web: Thing = {
  Version: '3',
  Ingress: [{ Protocol: 'tcp', Port: '443', CidrBlock: '0.0.0.0/0', Action: 'ACCEPT', New: 1 }],
};
const regionOf = (groups: number, lists: Record<string, readonly Thing[]> = {}): CloudRegion => ({
  lists: { SecurityGroupSet: Array.from({ length: groups }, (_, index) => group(index)), ...lists },
  policies: new Map(Array.from({ length: groups }, (_, index) => [String(group(index)['SecurityGroupId']), web])),
});

const two = new Map([
  ['ap-guangzhou', regionOf(1)],
  ['ap-beijing', regionOf(2)],
]);

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

test('five-part rules of an acl are in it', async () => {
  const entry = {
    Protocol: 'tcp',
    SourceCidr: '0.0.0.0/0',
    DestinationPort: '80',
    Action: 'ACCEPT',
    NetworkAclQuintupleEntryId: 'acli45-1',
  };
  const acl = { NetworkAclId: 'acl-1', NetworkAclType: 'QUINTUPLE' };
  cloud = await startCloud(
    new Map([
      [
        'ap-guangzhou',
        {
          ...regionOf(0, { NetworkAclSet: [acl] }),
          quintuples: new Map([['acl-1', { Ingress: [entry], Egress: [] }]]),
        },
      ],
    ]),
  );
  const [region] = JSON.parse((await run([])).stdout).regions;
  expect(region.NetworkAclSet[0].NetworkAclQuintupleSet.Ingress[0].DestinationPort).toBe('80');
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

const options = { partial: false, came: () => {}, note: () => {} };

function connect(url: string, pause: number, answerWithin = 15_000) {
  return connectTo({
    urlOf: () => `${url}/`,
    keys: async () => keys,
    source: 'the test',
    proxyFor: () => undefined,
    signal: new AbortController().signal,
    pause,
    answerWithin,
  });
}

/** Each breaks one call in its own way. */
const breaks: Readonly<Record<string, (response: Parameters<Fault>[1]) => void>> = {
  throttled: (response) => answer(response, failed('RequestLimitExceeded.UinLimitExceeded')),
  'a fault of the server': (response) => void response.writeHead(502).end('Bad Gateway'),
  'an inner fault': (response) => answer(response, failed('InternalError')),
  'cut before the answer': (response) => void response.destroy(),
  'cut in the answer': (response) => {
    response.writeHead(200, { 'Content-Length': 1000 });
    response.write('{"Response": {"Sec');
    setImmediate(() => response.destroy());
  },
  'shorter than announced': (response) => {
    response.writeHead(200, { 'Content-Length': 1000 });
    response.write('{"Response": {}}');
  },
  'no answer': () => {},
  'half of it': (response) => void response.end('{"Response": {"SecurityGroupSet": ['),
  HTML: (response) => void response.end('<html>'),
  'no object': (response) => void response.end('[]'),
  refused: (response) => answer(response, failed('UnauthorizedOperation', keys.secretKey)),
};

/** Of these nothing tells that they are over. */
const SILENT = ['cut in the answer', 'shorter than announced', 'no answer'];

for (const [name, breakCall] of Object.entries(breaks)) {
  const answerWithin = SILENT.includes(name) ? 250 : undefined;
  test(`${name}, at any call, once or for ever: the whole region or a reason`, { timeout: 600_000 }, async () => {
    const seen = { whole: 0, refused: 0 };
    for (let seed = 1; seed <= rounds(8, 50); seed++) {
      const random = randomFrom(seed);
      const region = randomRegion(random);
      const regions = new Map([['ap-guangzhou', region]]);
      const whole = await pulled(regions);
      const at = Math.floor(random() * 12);
      const times = random() < 0.5 ? 1 : Number.POSITIVE_INFINITY;
      let broken = 0;
      let number = 0;
      let action: string | undefined;
      const result = await pulled(
        regions,
        (call, response) => {
          if (number++ === at) action = call.action;
          if (call.action !== action || broken >= times) return false;
          broken++;
          breakCall(response);
          return true;
        },
        answerWithin,
      );
      expectNoSecret(result);
      if (result.startsWith('{')) expect(result).toBe(whole);
      else expect(result).toMatch(/[.)]$/);
      seen[result.startsWith('{') ? 'whole' : 'refused']++;
    }
    console.log(`${name}: ${JSON.stringify(seen)}`);
  });
}

async function pulled(
  regions: ReadonlyMap<string, CloudRegion>,
  fault?: Fault,
  answerWithin?: number,
): Promise<string> {
  const started = await startCloud(regions, fault);
  try {
    const result = await pull(connect(started.url, 1, answerWithin), [...regions.keys()], options);
    return 'fault' in result ? result.fault.message : snapshotText(result.regions);
  } finally {
    await started.stop();
  }
}

test('what changes between two pages is read anew until it holds still', async () => {
  const all = Array.from({ length: 150 }, (_, index) => group(index));
  const held = { ...regionOf(150), lists: { SecurityGroupSet: all } };
  let pages = 0;
  const text = await pulled(new Map([['ap-guangzhou', held]]), ({ action, params }, response) => {
    if (action !== 'DescribeSecurityGroups' || pages++ > 1) return false;
    // The first group goes between the first page and the second, which begins one too far then.
    const left = params['Offset'] === '0' ? all : all.slice(1);
    const from = Number(params['Offset']);
    answer(response, { SecurityGroupSet: left.slice(from, from + 100), TotalCount: left.length });
    return true;
  });
  expect(JSON.parse(text).regions[0].SecurityGroupSet.length).toBe(150);
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

test('random regions are read as they are: each group, machine and rule is there again', {
  timeout: 600_000,
}, async () => {
  for (let seed = 1; seed <= rounds(20, 500); seed++) {
    const random = randomFrom(seed);
    const regions = new Map(['ap-guangzhou', 'ap-beijing'].map((name) => [name, randomRegion(random)]));
    const text = await pulled(regions);
    for (const region of JSON.parse(text).regions) {
      const held = regions.get(region.Region);
      for (const set of ['SecurityGroupSet', 'InstanceSet', 'SubnetSet', 'NetworkAclSet', 'AddressTemplateSet']) {
        const id = set.replace(/Set$/, 'Id');
        const ids = (list: readonly Thing[] = []) => list.map((each) => each[id]).sort();
        expect(ids(region[set])).toEqual(ids(held?.lists[set]));
      }
      for (const each of region.SecurityGroupSet) {
        expect(each.SecurityGroupPolicySet).toEqual(held?.policies.get(each.SecurityGroupId));
      }
    }
  }
});
