// The texts of a random world in several files, and the edits that lead from one world to the next.

import type { TextEdit } from '#text/textEdit.ts';
import { pick, type Random } from './random.ts';
import { changedWorld, randomWorld } from './randomWorld.ts';
import { printWorld, type World } from './smallWorld.ts';

export const ROOT = 'file:///w';

const VERSIONS = 6;

/** The texts of a random world, and what they become edit by edit. */
export function versionsOf(random: Random): readonly ReadonlyMap<string, string>[] {
  let world = randomWorld(random);
  const versions = [textsOf(random, world)];
  for (let i = 0; i < VERSIONS; i++) {
    if (random() < 0.7) world = changedWorld(random, world);
    const texts = textsOf(random, world);
    versions.push(random() < 0.7 ? texts : new Map([...texts].map(broken(random))));
  }
  return versions;
}

/** A file for the groups, one for the machines, one for the expectations, and a snapshot that is part of the same model. */
export function textsOf(random: Random, world: World): Map<string, string> {
  const none: World = { groups: [], acls: [], subnets: [], cvms: [], expectations: [] };
  const ignored = random() < 0.2 ? '# ignore shadowed-by-members, redundant-rule: as it is\n' : '';
  return new Map([
    [`${ROOT}/a.sg`, `${ignored}${printWorld({ ...none, groups: world.groups, acls: world.acls })}\n`],
    [`${ROOT}/b.sg`, `${printWorld({ ...none, subnets: world.subnets, cvms: world.cvms })}\n`],
    [`${ROOT}/c.sg`, `${printWorld({ ...none, expectations: world.expectations })}\nexpect deny tcp from gj to any\n`],
    [`${ROOT}/d.sg.json`, json(random)],
  ]);
}

function json(random: Random): string {
  const policy = (action: string) => ({
    Protocol: pick(random, ['TCP', 'UDP', 'ALL']),
    Port: 'ALL',
    CidrBlock: pick(random, ['10.0.0.0/8', '10.0.0.0/29', '0.0.0.0/0']),
    Action: action,
  });
  const group = {
    SecurityGroupId: 'sg-json0001',
    SecurityGroupName: 'gj',
    SecurityGroupPolicySet: { Ingress: [policy('ACCEPT'), policy('DROP')], Egress: [policy('ACCEPT')] },
  };
  const machine = {
    InstanceId: 'ins-json0001',
    InstanceName: 'cj',
    PrivateIpAddresses: ['10.0.0.14'],
    SecurityGroupIds: ['sg-json0001'],
  };
  const other = {
    NetworkInterfaceId: 'eni-json0001',
    Primary: random() < 0.2,
    Attachment: { InstanceId: 'ins-json0001' },
    GroupSet: random() < 0.7 ? ['sg-json0001'] : [],
    PrivateIpAddressSet: [{ PrivateIpAddress: pick(random, ['10.0.0.13', '10.0.0.15']) }],
  };
  const region = {
    Region: 'default',
    SecurityGroupSet: [group],
    InstanceSet: [machine],
    NetworkInterfaceSet: random() < 0.8 ? [other] : [],
  };
  return JSON.stringify({ version: 1, regions: [region] }, undefined, 1);
}

/** Adds or removes a character in one of the files, as it happens while somebody types. */
export function broken(random: Random) {
  return ([uri, text]: readonly [string, string]): readonly [string, string] => {
    if (random() < 0.6) return [uri, text];
    const at = Math.floor(random() * text.length);
    return [
      uri,
      text.slice(0, at) + pick(random, ['@', '', 'x', '}', ' ']) + text.slice(at + (random() < 0.5 ? 1 : 0)),
    ];
  };
}

export function editBetween(before: string, after: string): TextEdit | undefined {
  if (before === after) return undefined;
  let start = 0;
  while (start < before.length && before[start] === after[start]) start++;
  let end = 0;
  while (end < before.length - start && end < after.length - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { start, end: before.length - end, newText: after.slice(start, after.length - end) };
}
