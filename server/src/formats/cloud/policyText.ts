// Policies in the API's field names: only the members that say something, as requests want them.

import type { Entity, Group } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import { type Json, type JsonMembers, jsonText, members } from '../jsonText.ts';
import { lose, type Outgoing, type OutgoingPolicy, policiesOf } from '../outgoing.ts';
import { writeObject } from './shape.ts';
import { POLICY } from './shapes.ts';

/** A bare policy set of one group. */
export function policiesText(out: Outgoing, group: Group): string {
  loseAround(out, group);
  if (group.description !== undefined && group.node.description !== undefined) {
    lose(out, group.source, group.node.description, t('A policy set has no place for the description of its group.'));
  }
  for (const id of group.node.ids) lose(out, group.source, id, t('A policy set has no place for the id of its group.'));
  return jsonText(policySet(out, group));
}

/** Both lists, for a request that leaves one out may leave its rules as they were. */
function policySet(out: Outgoing, group: Group): JsonMembers {
  return members(['Ingress', listJson(out, group, 'inbound')], ['Egress', listJson(out, group, 'outbound')]);
}

export function listJson(out: Outgoing, group: Group, direction: ast.Direction): JsonMembers[] {
  return policiesOf(out, group, group[direction]).map(policyJson);
}

/** Without an index, the policy alone. */
export function policyJson(policy: OutgoingPolicy, index?: number): JsonMembers {
  const { service, peer } = policy;
  const template = service.kind === 'template';
  const values = {
    PolicyIndex: index,
    Protocol: template ? undefined : PROTOCOLS[service.kind],
    Port: template ? undefined : portOf(service),
    ServiceTemplate: template ? members([service.group ? 'ServiceGroupId' : 'ServiceId', service.id]) : undefined,
    CidrBlock: peer.kind === 'ipv4' ? peer.text : undefined,
    Ipv6CidrBlock: peer.kind === 'ipv6' ? peer.text : undefined,
    SecurityGroupId: peer.kind === 'group' ? peer.id : undefined,
    AddressTemplate:
      peer.kind === 'template' ? members([peer.group ? 'AddressGroupId' : 'AddressId', peer.id]) : undefined,
    Action: ACTIONS[policy.action],
    PolicyDescription: policy.description,
  };
  return writeObject(POLICY, values, policy.rule.fields);
}

export const ACTIONS: Readonly<Record<ast.Action, string>> = { allow: 'ACCEPT', deny: 'DROP' };

export const PROTOCOLS = { all: 'ALL', tcp: 'TCP', udp: 'UDP', icmp: 'ICMP', icmpv6: 'ICMPv6', gre: 'GRE' } as const;

/** `ALL` wants its port said and ICMP and GRE refuse one; for TCP and UDP it is the ports, or all of them. */
export function portOf(service: {
  readonly kind: keyof typeof PROTOCOLS;
  readonly ports?: string;
}): string | undefined {
  if (service.kind === 'tcp' || service.kind === 'udp') return service.ports ?? 'ALL';
  return service.kind === 'all' ? 'ALL' : undefined;
}

/** The members that were kept from a snapshot. */
export function keptFields(fields: readonly ast.Field[] | undefined): (readonly [string, Json])[] {
  return (fields ?? []).flatMap(({ path, text }) => {
    const [key, more] = path;
    return key === undefined || more !== undefined ? [] : [[key, { raw: text }] as const];
  });
}

/** Notes the comments in and around a declaration: only the rule language has any. */
export function loseAround(out: Outgoing, entity: Entity): void {
  for (const comment of entity.source.block.comments) {
    lose(out, entity.source, comment, NO_COMMENTS());
  }
}

export const NO_COMMENTS = () => t('The format has no comments: this one is left out.');
