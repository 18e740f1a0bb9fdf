// Guards that a region that is pulled is whole whatever happens on the way, or that there is a reason: calls that break in every way, and
// things that change meanwhile.
import { expect, test } from 'vitest';
import { pull, snapshotText } from '#pull/pull.ts';
import { randomFrom } from '../support/random.ts';
import { limit, rounds } from '../support/rounds.ts';
import { answer, type CloudRegion, type Fault, failed, keys, startCloud, type Thing } from './cloud.ts';
import { randomRegion } from './randomCloud.ts';
import { connect, expectNoSecret, group, options, regionOf } from './smallCloud.ts';

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
  // Side by side, for most of the time is waited.
  test.concurrent(`${name}, at any call, once or for ever: the whole region or a reason`, {
    timeout: limit(600_000),
  }, async () => {
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

test('random regions are read as they are: each group, machine and rule is there again', {
  timeout: limit(600_000),
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
