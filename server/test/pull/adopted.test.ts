// Guards the whole way in: a cloud that is served, pulled over HTTP and imported means what it did, so that a plan back has no step.

import { expect, test } from 'vitest';
import { importFiles } from '#formats/importFiles.ts';
import { showNote } from '#formats/notes.ts';
import { bind } from '#model/bind.ts';
import { plan } from '#plan/plan.ts';
import { connectTo } from '#pull/connection.ts';
import { pull, snapshotText } from '#pull/pull.ts';
import { parse } from '#syntax/parse.ts';
import { snapshotModel } from '../support/clouds.ts';
import { randomFrom } from '../support/random.ts';
import { type Live, randomLive } from '../support/randomLive.ts';
import { limit, rounds } from '../support/rounds.ts';
import { type CloudRegion, keys, startCloud, type Thing } from './cloud.ts';

test('random clouds are pulled and imported as they are: a plan has no step', { timeout: limit(600_000) }, async () => {
  const seen = { groups: 0, machines: 0, rules: 0 };
  for (let seed = 1; seed <= rounds(30, 500); seed++) {
    const random = randomFrom(seed);
    const lives = new Map(['ap-guangzhou', 'ap-hongkong'].map((name, i) => [name, randomLive(random, i * 1000)]));
    const text = await pulled(new Map([...lives].map(([name, live]) => [name, served(live)])));
    const snapshot = JSON.parse(text);
    for (const region of snapshot.regions) {
      const live = lives.get(region.Region);
      seen.machines += region.InstanceSet.length;
      expect(region.InstanceSet.length).toBe(live?.['InstanceSet']?.length);
      for (const group of region.SecurityGroupSet) {
        const there = live?.SecurityGroupSet.find(({ SecurityGroupId }) => SecurityGroupId === group.SecurityGroupId);
        const { PolicyStatistics: _, ...rules } = (there?.SecurityGroupPolicySet ?? {}) as Thing;
        expect(group.SecurityGroupPolicySet).toMatchObject({ Version: rules['Version'] });
        for (const direction of ['Ingress', 'Egress']) {
          seen.rules += (rules[direction] as readonly Thing[]).length;
          expect(group.SecurityGroupPolicySet[direction].length).toBe((rules[direction] as readonly Thing[]).length);
        }
        seen.groups++;
      }
    }
    const imported = await importFiles([{ name: 'live.sg.json', text }]);
    if (!imported.ok) expect.fail(`seed ${seed}: ${imported.reasons.map(showNote).join('\n')}`);
    const wanted = bind([{ uri: 'test:/wanted.sg', tree: parse(imported.text) }]);
    const { steps } = plan(snapshotModel(snapshot), wanted, { delete: true });
    expect([seed, ...steps.map((step) => step.text)]).toEqual([seed]);
  }
  expect(Math.min(seen.groups, seen.machines, seen.rules)).toBeGreaterThan(30);
});

/** As the calls hand it over: groups without their rules, and an acl without its five-part entries. */
function served({ SecurityGroupSet, ...lists }: Live): CloudRegion {
  const acls = (lists['NetworkAclSet'] ?? []) as readonly Thing[];
  return {
    lists: {
      ...lists,
      SecurityGroupSet: SecurityGroupSet.map(({ SecurityGroupPolicySet: _, ...group }) => group),
      NetworkAclSet: acls.map(({ NetworkAclQuintupleSet: _, ...acl }) => acl),
    } as CloudRegion['lists'],
    policies: new Map(
      SecurityGroupSet.map(({ SecurityGroupId, SecurityGroupPolicySet }) => [
        SecurityGroupId,
        (SecurityGroupPolicySet ?? {}) as Thing,
      ]),
    ),
    quintuples: new Map(
      acls.flatMap(({ NetworkAclId, NetworkAclQuintupleSet: set }) =>
        set === undefined ? [] : [[String(NetworkAclId), listed(set as Thing)] as const],
      ),
    ),
  };
}

/** The entries of both directions, as they come in one list. */
function listed({ Ingress, Egress }: Thing): readonly Thing[] {
  const of = (entries: unknown, NetworkAclDirection: string) =>
    ((entries ?? []) as readonly Thing[]).map((entry) => ({ ...entry, NetworkAclDirection }));
  return [...of(Ingress, 'INGRESS'), ...of(Egress, 'EGRESS')].map((entry, i) => ({
    NetworkAclQuintupleEntryId: `acli45-${i}`,
    ...entry,
  }));
}

async function pulled(regions: ReadonlyMap<string, CloudRegion>): Promise<string> {
  const cloud = await startCloud(regions);
  try {
    const ask = connectTo({
      urlOf: () => `${cloud.url}/`,
      keys: async () => keys,
      source: 'the test',
      proxyFor: () => undefined,
      signal: new AbortController().signal,
      pause: 1,
      answerWithin: 15_000,
    });
    const result = await pull(ask, [...regions.keys()], { partial: false, came: () => {}, note: () => {} });
    if ('fault' in result) expect.fail(result.fault.message);
    return snapshotText(result.regions);
  } finally {
    await cloud.stop();
  }
}
