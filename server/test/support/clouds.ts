// Small clouds, as the API answers them, and what the calls of a plan make of them.

import type { CloudPolicy } from '#formats/cloud/policyKey.ts';
import { readSnapshot } from '#formats/cloud/snapshot.ts';
import { bind } from '#model/bind.ts';
import type { Model } from '#model/model.ts';
import { applyCall } from '#plan/apply.ts';
import type { Cloud } from '#plan/cloud.ts';
import type { Plan, PlannedCalls } from '#plan/plan.ts';
import { parse } from '#syntax/parse.ts';

export const REGION = 'ap-guangzhou';

export function snapshotModel(cloud: unknown): Model {
  return bind([{ uri: 'test:/live.sg.json', tree: readSnapshot(JSON.stringify(cloud)) }]);
}

export function policy(action: 'ACCEPT' | 'DROP', service: string, peer: string): CloudPolicy {
  const [protocol = '', port] = service.split(' ');
  const kind = peer.startsWith('sg-') ? 'SecurityGroupId' : peer.includes(':') ? 'Ipv6CidrBlock' : 'CidrBlock';
  return { Protocol: protocol, Port: port, [kind]: peer, Action: action };
}

export function machine(id: string, name: string, ip: string, groups: readonly string[], more: object = {}) {
  return { InstanceId: id, InstanceName: name, PrivateIpAddresses: [ip], SecurityGroupIds: groups, ...more };
}

export function runAll({ start, steps }: PlannedCalls): Cloud {
  return steps.reduce<Cloud>((cloud, { call }) => {
    const applied = applyCall(cloud, call);
    if (applied.cloud === undefined)
      throw new Error(
        `${applied.fault} in ${JSON.stringify(
          steps.map((step) => step.call),
          null,
          1,
        )}`,
      );
    return applied.cloud;
  }, start);
}

/** The model of a rule file. */
export function rulesModel(text: string): Model {
  const tree = parse(text);
  const problems = tree.blocks.flatMap(({ block }) => block.problems);
  if (problems.length > 0) throw new Error(problems[0]?.message);
  return bind([{ uri: 'test:/wanted.sg', tree }]);
}

interface LiveGroup {
  readonly id: string;
  readonly name: string;
  readonly version?: string;
  readonly inbound?: readonly object[];
  readonly outbound?: readonly object[];
  readonly more?: object;
}

export function group({ id, name, version = '3', inbound = [], outbound = [], more = {} }: LiveGroup) {
  return {
    SecurityGroupId: id,
    SecurityGroupName: name,
    ...more,
    SecurityGroupPolicySet: { Version: version, Ingress: inbound, Egress: outbound },
  };
}

export function live(region: object): Model {
  return snapshotModel({ version: 1, regions: [{ Region: REGION, ...region }] });
}

/** What each step of a plan does. */
export function actions({ steps }: Plan): string[] {
  return steps.map(({ action }) => action);
}

/** A live group with rules in both directions. */
export const WEB = group({
  id: 'sg-aaaaaaaa',
  name: 'web',
  inbound: [policy('ACCEPT', 'TCP 443', '0.0.0.0/0'), policy('DROP', 'ALL', '0.0.0.0/0')],
  outbound: [policy('ACCEPT', 'ALL', '0.0.0.0/0')],
});
