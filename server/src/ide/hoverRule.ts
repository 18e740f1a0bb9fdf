import { describe } from '#engine/describe.ts';
import { packetsOf, remaining } from '#engine/remaining.ts';
import type { Acl, Cvm, Group, Model } from '#model/model.ts';
import type { Policy } from '#model/policy.ts';
import { printAddress } from '#net/address.ts';
import * as packetSet from '#net/packetSet.ts';
import type * as ast from '#syntax/ast.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { policyText, title, titleOf } from './describe.ts';
import { code, counted, plain, row } from './markdown.ts';

/** So many policies of one rule are described. */
const MOST_POLICIES = 8;

/** The policies of a rule with their places, what each still decides after those above it, and the machines that it is about. */
export function describeRule(snapshot: Snapshot, owner: Group | Acl, direction: ast.Direction, rule: ast.Rule): string {
  const { policies } = owner[direction];
  const own = policies.filter((policy) => policy.rule === rule);
  const head = `**${direction === 'inbound' ? 'Inbound' : 'Outbound'} rule** of ${owner.kind === 'acl' ? 'ACL' : 'group'} ${code(title(owner))}`;
  const lines = own
    .slice(0, MOST_POLICIES)
    .map(
      (policy) =>
        `- ${policy.index}: ${code(policyText(policy, direction))} — ${decides(snapshot, owner, direction, policy)}`,
    );
  if (own.length > MOST_POLICIES)
    lines.push(`- and ${counted(own.length - MOST_POLICIES, 'more policy', 'more policies')}`);
  const until =
    rule.until === undefined ? '' : `Until ${plain(rule.until.text)} (UTC), after which people have to take it out.`;
  return [head, lines.join('\n'), until, machines(snapshot, owner)].filter((part) => part !== '').join('\n\n');
}

/** What reaches the policy when those above have had their turn: all of it, nothing, or the packets in words. */
function decides({ model }: Snapshot, owner: Group | Acl, direction: ast.Direction, policy: Policy): string {
  const { policies } = owner[direction];
  if (!policy.complete) return 'a name or address of it is unknown: it matches only what is known';
  const all = packetsOf(policy);
  const { packets, taken } = remaining(policies, policy.index);
  const above = (places: readonly number[]) =>
    `${places.length === 1 ? 'policy' : 'policies'} ${row(places.map(String), 5)}`;
  if (packetSet.isEmpty(all)) return 'matches nothing';
  if (taken.length === 0) return 'still decides all of it';
  if (packetSet.isEmpty(packets))
    return `decides nothing: ${above(taken.map(({ place }) => place))} ${taken.length === 1 ? 'takes' : 'take'} it all`;
  const whole = taken.every(({ members }) => members !== undefined);
  const left = whole ? 'all of it' : code(describe(packets, { ...optionsFor(model, direction, policy), most: 6 }));
  const members = new Set(taken.flatMap(({ members: group }) => (group === undefined ? [] : [titleOf(model, group)])));
  const except = members.size === 0 ? '' : `, but for members of ${row([...members].map(code), 5)}`;
  return `still decides ${left}${except} (after ${above(taken.map(({ place }) => place))})`;
}

function optionsFor(model: Model, direction: ast.Direction, { peer }: Policy) {
  const word = direction === 'inbound' ? ('from' as const) : ('to' as const);
  return peer.kind === 'group' ? { word, whose: `members of '${titleOf(model, peer.group)}'` } : { word };
}

function machines({ model }: Snapshot, owner: Group | Acl): string {
  const about =
    owner.kind === 'group'
      ? (model.members.get(owner.key) ?? [])
      : model.cvms.filter((cvm) =>
          model.subnets.some((subnet) => subnet.key === cvm.subnet && subnet.acl === owner.key),
        );
  if (about.length === 0) return owner.kind === 'group' ? 'No CVM is in the group.' : 'No CVM is behind the ACL.';
  return `About ${counted(about.length, 'CVM')}: ${row(about.map(shown))}`;
}

function shown(cvm: Cvm): string {
  const [address] = cvm.privateAddresses;
  return `${code(title(cvm))}${address === undefined ? '' : ` (${printAddress(address)})`}`;
}
