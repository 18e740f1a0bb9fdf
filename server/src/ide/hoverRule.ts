import { type DescribeOptions, describe } from '#engine/describe.ts';
import { packetsOf, remaining } from '#engine/list/remaining.ts';
import { namesOf, spokenOf } from '#engine/names.ts';
import { isInSubnet } from '#model/interfaces.ts';
import type { Acl, Cvm, Group, Model } from '#model/model.ts';
import type { Policy } from '#model/policy.ts';
import { printAddress } from '#net/address.ts';
import * as packetSet from '#net/packetSet.ts';
import type * as ast from '#syntax/ast.ts';
import { plural, t } from '#util/l10n.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { wordFor } from './cursor.ts';
import { cvmCount, indexText, policyText, title, titleOf } from './describe.ts';
import { code, plain, row } from './markdown.ts';

/** So many policies of one rule are described. */
const MOST_POLICIES = 8;

/** The policies of a rule with their places, what each still decides after those above it, and the machines that it is about. */
export function describeRule(snapshot: Snapshot, owner: Group | Acl, direction: ast.Direction, rule: ast.Rule): string {
  const { policies } = owner[direction];
  const own = policies.filter((policy) => policy.rule === rule);
  const head =
    direction === 'inbound'
      ? t('**Inbound rule** of {0} {1}', wordFor(owner.kind), code(title(owner)))
      : t('**Outbound rule** of {0} {1}', wordFor(owner.kind), code(title(owner)));
  const lines = own
    .slice(0, MOST_POLICIES)
    .map(
      (policy) =>
        `- ${indexText(policy)}: ${code(policyText(policy, direction))} — ${decides(snapshot, owner, direction, policy)}`,
    );
  if (own.length > MOST_POLICIES)
    lines.push(`- ${plural(own.length - MOST_POLICIES, 'and {0} more policy', 'and {0} more policies')}`);
  const until =
    rule.until === undefined
      ? ''
      : t('Until {0} (UTC), after which people have to take it out.', plain(rule.until.text));
  return [head, lines.join('\n'), until, machines(snapshot, owner)].filter((part) => part !== '').join('\n\n');
}

/** What reaches the policy when those above have had their turn: all of it, nothing, or the packets in words. */
function decides({ model }: Snapshot, owner: Group | Acl, direction: ast.Direction, policy: Policy): string {
  const { policies } = owner[direction];
  if (!policy.complete) return t('a name or address of it is unknown: it matches only what is known');
  const all = packetsOf(policy);
  const { packets, taken } = remaining(policies, policy.place);
  const above = row(
    taken.flatMap(({ place }) => {
      const taker = policies[place];
      return taker === undefined ? [] : [indexText(taker)];
    }),
    5,
  );
  if (packetSet.isEmpty(all)) return t('matches nothing');
  if (taken.length === 0) return t('still decides all of it');
  if (packetSet.isEmpty(packets))
    return plural(
      taken.length,
      'decides nothing: policy {1} takes it all',
      'decides nothing: policies {1} take it all',
      above,
    );
  const whole = taken.every(({ members }) => members !== undefined);
  const left = whole ? t('all of it') : code(describe(packets, optionsFor(model, owner, direction, policy)));
  const members = new Set(taken.flatMap(({ members: group }) => (group === undefined ? [] : [titleOf(model, group)])));
  if (members.size === 0)
    return plural(
      taken.length,
      'still decides {1} (after policy {2})',
      'still decides {1} (after policies {2})',
      left,
      above,
    );
  return plural(
    taken.length,
    'still decides {1}, but for members of {3} (after policy {2})',
    'still decides {1}, but for members of {3} (after policies {2})',
    left,
    above,
    row([...members].map(code), 5),
  );
}

function optionsFor(model: Model, owner: Group | Acl, direction: ast.Direction, { peer }: Policy): DescribeOptions {
  const word = direction === 'inbound' ? 'from' : 'to';
  if (peer.kind === 'group') return { word, whose: t('members of {0}', `'${titleOf(model, peer.group)}'`) };
  const spoken = owner[direction].policies.flatMap((each) =>
    each.peer.kind === 'addresses' ? [each.peer.addresses] : [],
  );
  return { word, names: spokenOf(namesOf(model, owner.region), new Set(spoken)) };
}

function machines({ model }: Snapshot, owner: Group | Acl): string {
  const about =
    owner.kind === 'group'
      ? (model.members.get(owner.key) ?? [])
      : model.cvms.filter((cvm) =>
          model.subnets.some((subnet) => subnet.acl === owner.key && isInSubnet(cvm, subnet.key)),
        );
  if (about.length === 0) return owner.kind === 'group' ? t('No CVM is in the group.') : t('No CVM is behind the ACL.');
  return t('Applies to {0}: {1}', cvmCount(about.length), row(about.map(shown)));
}

function shown(cvm: Cvm): string {
  const [address] = cvm.privateAddresses;
  return `${code(title(cvm))}${address === undefined ? '' : ` (${printAddress(address)})`}`;
}
