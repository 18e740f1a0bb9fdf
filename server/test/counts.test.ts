// Guards that the tree, the lens, the outline, the finding about a quota, the export and the plan count the policies of a group alike.
import { expect, test } from 'vitest';
import { policies } from '#formats/cloud/format.ts';
import { exportGroups } from '#formats/exportGroups.ts';
import { codeLenses } from '#ide/codeLenses.ts';
import { documentSymbols } from '#ide/documentSymbols.ts';
import { treeChildren } from '#ide/tree.ts';
import { bind } from '#model/bind.ts';
import { policyAt } from '#model/policy.ts';
import { plan } from '#plan/plan.ts';
import { groupBy } from '#util/groupBy.ts';
import { finish } from '#util/steps.ts';
import { diagnosticsOf } from '#workspace/folderDiagnostics.ts';
import { commandLimits } from '#workspace/limits.ts';
import { loadFiles } from '#workspace/loadFiles.ts';
import { pick, type Random, randomFrom, shuffled } from './support/random.ts';
import { rounds } from './support/rounds.ts';

const URI = 'file:///w/a.sg';
const SERVICES = ['dns', 'http', 'ssh', 'pair', 'tcp 81', 'tcp 80,443', 'udp 5000-6000', 'all'];
const PEERS = ['any', 'any6', '10.0.0.0/8', '192.0.2.1', 'office', 'store', 'self'];

/** One group of rules of which no two say the same, which the cloud would refuse. */
function rulesOf(random: Random): string {
  const pairs = shuffled(
    random,
    SERVICES.flatMap((service) => PEERS.map((peer) => ({ service, peer }))),
  );
  const lists = ['inbound', 'outbound'].map((direction) => {
    const own = pairs.filter(() => random() < 0.3);
    const rules = groupBy(own, ({ service }) => `${service} ${Math.floor(random() * 2)}`);
    const lines = [...rules.values()].map((rule) => {
      const peers = rule.map(({ peer }) => peer).join(', ');
      return `${pick(random, ['allow', 'deny'])} ${rule[0]?.service} ${direction === 'inbound' ? 'from' : 'to'} ${peers}`;
    });
    return `${direction} {\n${lines.join('\n')}\n}`;
  });
  const ownDns = random() < 0.3 ? 'services dns { tcp 53 udp 53 tcp 853 }' : '';
  return `region r
addresses office { 203.0.113.0/24 198.51.100.0/24 }
services pair { tcp 8080 udp 8080 }
${ownDns}
group store {}
group web { ${lists.join('\n')} }
`;
}

test('tree, lens, outline, finding, export and plan count alike', () => {
  let several = 0;
  for (let seed = 1; seed <= rounds(100, 5000); seed++) {
    const text = rulesOf(randomFrom(seed));
    const folder = loadFiles({
      root: 'file:///w',
      texts: new Map([[URI, text]]),
      config: { uri: 'file:///w/secgroup.json', text: '{"quotas": {"inbound": 1, "outbound": 1}}' },
      today: '2026-06-01',
      limits: commandLimits,
    });
    const web = folder.model.groups.find(({ name }) => name === 'web');
    if (web === undefined) throw new Error('The group is there.');
    const exported = exportGroups(folder.model, [web], policies).texts[0]?.text ?? '';
    const set = JSON.parse(exported) as Record<string, readonly unknown[]>;
    const [inbound, outbound] = [set['Ingress']?.length ?? 0, set['Egress']?.length ?? 0];
    const told = { seed, inbound, outbound };

    const live = bind([]);
    const sent = plan(live, folder.model).steps.flatMap(({ request }) => {
      if (!('SecurityGroupPolicySet' in request) || request.SecurityGroupId !== '$name:web') return [];
      return [request.SecurityGroupPolicySet as Record<string, readonly unknown[]>];
    });
    const most = (word: 'Ingress' | 'Egress') => Math.max(0, ...sent.map((each) => each[word]?.length ?? 0));
    expect({ seed, inbound: most('Ingress'), outbound: most('Egress') }).toEqual(told);

    const quota = `${inbound}/1 in · ${outbound}/1 out`;
    const group = [...below(folder, undefined)].find(({ entity }) => entity === web.key);
    expect(group?.description).toBe(quota);
    const lists = treeChildren([folder], group?.id, { view: 'groups' });
    expect(lists.slice(0, 2).map(({ description }) => description)).toEqual([`${inbound}/1`, `${outbound}/1`]);

    const lens = finish(codeLenses(folder, URI, new Set(['groups']))).find(({ title }) => title.startsWith(quota));
    const rules = text.split('\n').filter((line) => /^(?:allow|deny)/.test(line)).length;
    const isSeveral = web.inbound.policies.length + web.outbound.policies.length < inbound + outbound;
    const words = `${rules} rule${rules === 1 ? '' : 's'}, ${inbound + outbound} policies in the cloud`;
    expect({ seed, says: lens?.title.includes(words) }).toEqual({ seed, says: isSeveral });
    if (isSeveral) several++;

    const findings = diagnosticsOf(folder, URI).flatMap(({ code, message }) =>
      code === 'quota-inbound' || code === 'quota-outbound' ? [`${code} ${/has (\d+) /.exec(message)?.[1]}`] : [],
    );
    const wanted = [
      ...(inbound > 1 ? [`quota-inbound ${inbound}`] : []),
      ...(outbound > 1 ? [`quota-outbound ${outbound}`] : []),
    ];
    expect({ seed, findings }).toEqual({ seed, findings: wanted });

    const outline = finish(documentSymbols(folder, URI)).find(({ symbol }) => symbol.name === 'web')?.symbol.children;
    expect(outline?.map(({ detail }) => Number.parseInt(detail, 10))).toEqual([inbound, outbound]);

    // What the rule of each place of the cloud is, says the place itself.
    for (const list of [web.inbound, web.outbound]) {
      const count = list.direction === 'inbound' ? inbound : outbound;
      const seen = Array.from({ length: count }, (_, index) => policyAt(list, index)?.place);
      expect(seen).not.toContain(undefined);
      expect(policyAt(list, count)).toBeUndefined();
      expect([...new Set(seen)]).toEqual(list.policies.map(({ place }) => place));
    }
  }
  expect(several).toBeGreaterThan(50);
});

/** All nodes from the regions to the groups. */
function* below(
  folder: Parameters<typeof treeChildren>[0][number],
  node: string | undefined,
): Generator<ReturnType<typeof treeChildren>[number]> {
  for (const each of treeChildren([folder], node, { view: 'groups' })) {
    yield each;
    if (each.kind === 'region' || each.kind === 'project') yield* below(folder, each.id);
  }
}
