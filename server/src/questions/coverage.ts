// Which rules the expectations cover: an expectation covers the rules on the way of its packets that could match some of them. A rule that
// no expectation covers can be changed without any of them failing.
//
//   group web { inbound { allow tcp 443 from any           covered by   expect allow tcp 443 from internet to web
//                         allow tcp 22 from office } }     not covered

import { EPHEMERAL } from '#engine/packet/packet.ts';
import type { Decision } from '#engine/packet/trace.ts';
import { addressesOf } from '#model/interfaces.ts';
import type { Endpoint, Expectation, Model } from '#model/model.ts';
import type { Policy } from '#model/policy.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import { ports, protocol, type ServiceSet } from '#net/services.ts';
import type * as ast from '#syntax/ast.ts';
import { machinesOfEndpoint } from './endpointMachines.ts';
import { lookedAtByExpectation } from './lookedAt.ts';

export interface Coverage {
  /** How many rules there are, one for each line. */
  readonly rules: number;
  readonly uncovered: readonly (Decision & { readonly direction: ast.Direction })[];
}

/** Of one region, or of all. */
export function coverageOf(model: Model, region: string | undefined): Coverage {
  const covered = new Set<ast.Rule>();
  for (const expectation of model.expectations) {
    if (region === undefined || expectation.region === region) cover(model, expectation, covered);
  }
  const owners = [...model.groups, ...model.acls].filter(
    (owner) => !owner.builtin && (region === undefined || owner.region === region),
  );
  const rules = new Map<ast.Rule, Coverage['uncovered'][number]>();
  for (const owner of owners) {
    for (const { direction, policies } of [owner.inbound, owner.outbound]) {
      for (const policy of policies)
        if (!rules.has(policy.rule))
          rules.set(policy.rule, { owner: owner.key, policy, index: policy.index, direction });
    }
  }
  return {
    rules: rules.size,
    uncovered: [...rules].flatMap(([rule, decision]) => (covered.has(rule) ? [] : [decision])),
  };
}

function cover(model: Model, expectation: Expectation, covered: Set<ast.Rule>): void {
  const { from, to, region, services } = expectation;
  const senders = hostsOf(model, from, region);
  const receivers = hostsOf(model, to, region);
  const both = addressSet.union(senders, receivers);
  // Answers come back to the sender's port, which acls look at.
  const withAnswers = cuts.union(services, answering(services));
  for (const { owner, direction } of lookedAtByExpectation(model, expectation).lists) {
    const isAcl = owner.kind === 'acl';
    const others = isAcl ? both : direction === 'inbound' ? senders : receivers;
    for (const policy of owner[direction].policies) {
      if (covered.has(policy.rule) || !cuts.overlap(policy.services, isAcl ? withAnswers : services)) continue;
      if (addressSet.overlap(peersOf(model, policy), others)) covered.add(policy.rule);
    }
  }
}

function answering(services: ServiceSet): ServiceSet {
  const [first, last] = EPHEMERAL;
  const of = (name: 'tcp' | 'udp') => (cuts.overlap(services, protocol(name)) ? ports(name, first, last) : []);
  return cuts.union(of('tcp'), of('udp'));
}

/** The addresses of all that an end stands for. */
function hostsOf(model: Model, ends: readonly Endpoint[], region: string): addressSet.AddressSet {
  return addressSet.unionAll(
    ends.map((end) => {
      if (end.kind === 'internet') return addressSet.EVERYTHING;
      if (end.kind === 'addresses') return end.set;
      const machines = machinesOfEndpoint(model, end, region, () => model.cvms);
      const subnet = model.entities.get(end.key);
      const block = subnet?.kind === 'subnet' && subnet.cidr !== undefined ? [subnet.cidr] : [];
      return addressSet.ofAll([...machines.flatMap(addressesOf), ...block]);
    }),
  );
}

function peersOf(model: Model, { peer }: Policy): addressSet.AddressSet {
  if (peer.kind === 'addresses') return peer.addresses;
  return addressSet.ofAll((model.members.get(peer.group) ?? []).flatMap(({ privateAddresses }) => privateAddresses));
}
