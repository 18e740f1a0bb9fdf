// Which packets pass, read packet by packet from the API's own objects: it shares no code with what it is compared with.

import type { CloudPolicy } from '#formats/cloud/policyKey.ts';
import { type Cloud, DIRECTIONS, policiesOf, regionNamed } from '#plan/cloud.ts';
import { REGION } from './clouds.ts';

const ADDRESSES =
  '10.0.0.1|10.0.0.2|10.0.0.3|10.0.0.4|10.0.0.5|10.0.0.9|10.200.0.1|8.8.8.8|192.0.2.1|192.0.2.6|2001::1'.split('|');
const POINTS = ['TCP 22', 'TCP 80', 'TCP 443', 'TCP 99', 'UDP 53', 'UDP 99', 'GRE'];

/** The packets that each machine receives and sends: `m1 Ingress TCP 22 10.0.0.1`. */
export function packetsThrough(cloud: Cloud): string[] {
  const region = regionNamed(cloud, REGION);
  const matches = matcherOf(region);
  const verdict = (rules: readonly CloudPolicy[], point: string, ip: string) =>
    rules.find((rule) => matches(rule, point, ip))?.Action === 'ACCEPT';
  const acl = region.NetworkAclSet?.find(({ NetworkAclId }) => NetworkAclId === region.SubnetSet?.[0]?.NetworkAclId);
  return (region.InstanceSet ?? []).flatMap(({ InstanceName, SecurityGroupIds = [] }, i) =>
    DIRECTIONS.flatMap((direction) =>
      POINTS.flatMap((point) =>
        ADDRESSES.flatMap((ip) => {
          if (ip === addressOf(i)) return [];
          const groups = SecurityGroupIds.map((id) =>
            region.SecurityGroupSet?.find(({ SecurityGroupId }) => SecurityGroupId === id),
          );
          const rules = groups.flatMap((group) => policiesOf(group, direction));
          const entries = (direction === 'Ingress' ? acl?.IngressEntries : acl?.EgressEntries) ?? [];
          const isNear = holds('10.0.0.0/29', ip);
          const passes = verdict(rules, point, ip) && (acl === undefined || isNear || verdict(entries, point, ip));
          return passes ? [`${InstanceName} ${direction} ${point} ${ip}`] : [];
        }),
      ),
    ),
  );
}

const addressOf = (machine: number) => `10.0.0.${machine + 1}`;

/** Whether a rule of the region matches a protocol with a port and an address. */
function matcherOf(region: ReturnType<typeof regionNamed>): (rule: CloudPolicy, point: string, ip: string) => boolean {
  const membersOf = (id: string) =>
    (region.InstanceSet ?? []).flatMap(({ SecurityGroupIds }, i) =>
      SecurityGroupIds?.includes(id) ? [addressOf(i)] : [],
    );
  const listed = new Map(
    (region.AddressTemplateSet ?? []).map((each) => [
      String(each['AddressTemplateId']),
      each['AddressSet'] as readonly string[],
    ]),
  );
  const served = new Map(
    (region.ServiceTemplateSet ?? []).map((each) => [
      String(each['ServiceTemplateId']),
      (each['ServiceSet'] as readonly string[]).flatMap((item) => {
        const [protocol = '', ports = ''] = item.split(':');
        return ports.split(',').map((port) => `${protocol} ${port}`);
      }),
    ]),
  );
  const matchesPeer = (rule: CloudPolicy, ip: string): boolean => {
    if (rule.SecurityGroupId !== undefined) return membersOf(rule.SecurityGroupId).includes(ip);
    const list = rule.AddressTemplate?.AddressId;
    if (list !== undefined) return (listed.get(list) ?? []).some((item) => holds(item, ip));
    return holds(rule.CidrBlock ?? rule.Ipv6CidrBlock ?? '', ip);
  };
  const matchesService = (rule: CloudPolicy, point: string): boolean => {
    const [protocol = '', port = ''] = point.split(' ');
    const list = rule.ServiceTemplate?.ServiceId;
    if (list !== undefined && (served.get(list) ?? []).includes(`${protocol} ${port}`)) return true;
    if (list === undefined && rule.Protocol === 'ALL') return true;
    const isPort = rule.Port === undefined || rule.Port === 'ALL' || rule.Port.split(',').includes(port);
    return rule.Protocol === protocol && isPort;
  };
  return (rule, point, ip) => matchesService(rule, point) && matchesPeer(rule, ip);
}

/** Reads only the kinds of blocks and ranges that the worlds of these tests have. */
function holds(block: string, ip: string): boolean {
  if (block.includes(':') || ip.includes(':')) return block.includes(':') && ip.includes(':');
  const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const [low = '', high] = block.split('-');
  if (high !== undefined) return number(low) <= number(ip) && number(ip) <= number(high);
  const [base = '', bits = '32'] = block.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(base) / size) === Math.floor(number(ip) / size);
}
