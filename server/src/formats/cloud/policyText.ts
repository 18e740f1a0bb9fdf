// Policies as the API has them, with only the members that say something: requests want no others.

import type { Group } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import { ACTIONS } from '../action.ts';
import { type JsonMembers, jsonText, members } from '../jsonText.ts';
import { lose, loseComments, type Outgoing, type OutgoingPolicy, policiesOf } from '../outgoing.ts';
import { PROTOCOLS, portMember } from '../serviceText.ts';
import { writeObject } from './shape.ts';
import { POLICY } from './shapes.ts';

/** A bare policy set of one group. */
export function policiesText(out: Outgoing, group: Group): string {
  loseComments(out, group);
  if (group.description !== undefined && group.node.description !== undefined) {
    lose(out, group.source, group.node.description, t('A policy set has no place for the description of its group.'));
  }
  for (const id of group.node.ids) lose(out, group.source, id, t('A policy set has no place for the id of its group.'));
  // Both lists, since a request that leaves one out may leave its rules as they were.
  return jsonText(members(['Ingress', listJson(out, group, 'inbound')], ['Egress', listJson(out, group, 'outbound')]));
}

/** The rules of one direction, each with its place in the list. */
export function listJson(out: Outgoing, group: Group, direction: ast.Direction): JsonMembers[] {
  return policiesOf(out, group, group[direction]).map((policy, index) => policyJson(policy, index));
}

export function policyJson(policy: OutgoingPolicy, index?: number): JsonMembers {
  const { service, peer } = policy;
  const template = service.kind === 'template';
  const values = {
    PolicyIndex: index,
    Protocol: template ? undefined : PROTOCOLS[service.kind],
    Port: template ? undefined : portMember(service),
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
