import { type DescribeOptions, describe } from '#engine/describe.ts';
import { packetsOf, remaining } from '#engine/list/remaining.ts';
import { namesOf, spokenOf } from '#engine/names.ts';
import { isInSubnet } from '#model/interfaces.ts';
import type { Acl, Cvm, Group, Model } from '#model/model.ts';
import type { Policy } from '#model/policy.ts';
import { cvmCount } from '#model/words.ts';
import { printAddress } from '#net/address.ts';
import * as packetSet from '#net/packetSet.ts';
import { peerText, policyText, serviceText } from '#questions/policyText.ts';
import type * as ast from '#syntax/ast.ts';
import { plural, t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import { wordFor } from './cursor.ts';
import { indexText, titleOf } from './describe.ts';
import { linkedIn, type Refer, referTo } from './hoverEntity.ts';
import { code, link, plain, row } from './markdown.ts';
import { placeIn, placeOfName } from './place.ts';

/** The most policies that are described of one rule. */
const MOST_POLICIES = 8;

/** The policies of a rule with their places, what each still decides after those above it, and the machines that it is about. */
export function describeRule(folder: Folder, owner: Group | Acl, direction: ast.Direction, rule: ast.Rule): string {
  const { policies } = owner[direction];
  const own = policies.filter((policy) => policy.rule === rule);
  const refer = linkedIn(folder);
  const head =
    direction === 'inbound'
      ? t('**Inbound rule** of {0} {1}', wordFor(owner.kind), refer(owner))
      : t('**Outbound rule** of {0} {1}', wordFor(owner.kind), refer(owner));
  const lines = own
    .slice(0, MOST_POLICIES)
    .map(
      (policy) =>
        `- ${indexText(policy)}: ${linkedPolicy(folder, owner, direction, policy)} — ${decides(folder, owner, direction, policy)}`,
    );
  if (own.length > MOST_POLICIES)
    lines.push(`- ${plural(own.length - MOST_POLICIES, 'and {0} more policy', 'and {0} more policies')}`);
  const until =
    rule.until === undefined ? '' : t('Until {0} (UTC); someone must remove it afterwards.', plain(rule.until.text));
  return [head, lines.join('\n'), until, machines(folder, owner)].filter((part) => part !== '').join('\n\n');
}

/** As the language writes it, what it names as links. */
function linkedPolicy(folder: Folder, owner: Group | Acl, direction: ast.Direction, policy: Policy): string {
  const { rule, peerNode } = policy;
  const references = folder.model.bindings.get(owner.source.block)?.references ?? [];
  const placed = (node: ast.Peer | ast.Service | undefined) => {
    const name = node?.kind === 'name' ? node.name : undefined;
    const target = name && references.find((each) => each.name === name)?.target;
    const entity = target === undefined ? undefined : folder.model.entities.get(target);
    return entity && placeOfName(folder, entity);
  };
  const [service, peer] = [placed(rule.service), placed(peerNode)];
  if (service === undefined && peer === undefined) return code(policyText(folder.model, policy, direction));
  const word = direction === 'inbound' ? 'from' : 'to';
  const last = link(code(peerText(folder.model, peerNode)), peer);
  if (service === undefined)
    return `${code(`${rule.action} ${serviceText(folder.model, rule.service)} ${word}`)} ${last}`;
  return `${code(rule.action)} ${link(code(serviceText(folder.model, rule.service)), service)} ${code(word)} ${last}`;
}

/** What reaches the policy when those above have had their turn: all of it, nothing, or the packets in words. */
function decides(folder: Folder, owner: Group | Acl, direction: ast.Direction, policy: Policy): string {
  const { model } = folder;
  const { policies } = owner[direction];
  if (!policy.complete) return t('a name or address of it is unknown: it matches only what is known');
  const all = packetsOf(policy);
  const { packets, taken } = remaining(policies, policy.place);
  const above = row(
    taken.flatMap(({ place }) => {
      const taker = policies[place];
      if (taker === undefined) return [];
      return [link(indexText(taker), placeIn(folder, owner.source, taker.rule))];
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
  const left = whole ? t('all of it') : leftWords(packets, all, optionsFor(model, owner, direction, policy));
  const members = new Set(
    taken.flatMap(({ members: group }) => (group === undefined ? [] : [referTo(model, group, linkedIn(folder))])),
  );
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
    row([...members], 5),
  );
}

/** What is left, or what is gone of it, whichever is shorter to say. */
function leftWords(left: packetSet.PacketSet, all: packetSet.PacketSet, options: DescribeOptions): string {
  const [those, gone] = [describe(left, options), describe(packetSet.subtract(all, left), options)];
  return gone.length < those.length ? t('all of it except {0}', code(gone)) : code(those);
}

function optionsFor(model: Model, owner: Group | Acl, direction: ast.Direction, { peer }: Policy): DescribeOptions {
  const word = direction === 'inbound' ? 'from' : 'to';
  if (peer.kind === 'group') return { word, whose: t('members of {0}', `'${titleOf(model, peer.group)}'`) };
  const spoken = owner[direction].policies.flatMap((each) =>
    each.peer.kind === 'addresses' ? [each.peer.addresses] : [],
  );
  return { word, names: spokenOf(namesOf(model, owner.region), new Set(spoken)) };
}

function machines(folder: Folder, owner: Group | Acl): string {
  const { model } = folder;
  const about =
    owner.kind === 'group'
      ? (model.members.get(owner.key) ?? [])
      : model.cvms.filter((cvm) =>
          model.subnets.some((subnet) => subnet.acl === owner.key && isInSubnet(cvm, subnet.key)),
        );
  if (about.length === 0) return owner.kind === 'group' ? t('No CVM is in the group.') : t('No CVM is behind the ACL.');
  return t('Applies to {0}: {1}', cvmCount(about.length), row(about.map((cvm) => shown(cvm, linkedIn(folder)))));
}

function shown(cvm: Cvm, refer: Refer): string {
  const [address] = cvm.privateAddresses;
  return `${refer(cvm)}${address === undefined ? '' : ` (${printAddress(address)})`}`;
}
