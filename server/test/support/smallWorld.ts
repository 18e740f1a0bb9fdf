// Worlds so small that every packet can be tried: a handful of machines, and rules over a few addresses and ports. The interpreter is written
// sentence by sentence from a description of the language, which the comments quote, and shares no code with the engine.

export interface World {
  readonly groups: readonly RuleOwner[];
  readonly acls: readonly RuleOwner[];
  readonly subnets: readonly { readonly name: string; readonly cidr: string; readonly acl?: string }[];
  readonly cvms: readonly Machine[];
  readonly expectations: readonly Expected[];
}

export interface RuleOwner {
  readonly name: string;
  readonly inbound: readonly RuleText[];
  readonly outbound: readonly RuleText[];
}

export interface RuleText {
  readonly action: 'allow' | 'deny';
  readonly service: string;
  readonly peer: string;
}

export interface Machine extends Attached {
  readonly name: string;
  /** All but the primary one, whose addresses and groups are the machine's own. */
  readonly interfaces?: readonly (Attached & { readonly name?: string })[] | undefined;
}

/** What an interface has. */
export interface Attached {
  readonly privateIps: readonly string[];
  readonly publicIps: readonly string[];
  readonly subnet?: string;
  readonly groups: readonly string[];
}

export interface Expected {
  readonly action: 'allow' | 'deny';
  readonly service: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

export interface Probe {
  readonly source: string;
  readonly destination: string;
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'icmpv6' | 'gre' | 'other';
  readonly sourcePort: number | null;
  readonly port: number | null;
}

export function printWorld({ groups, acls, subnets, cvms, expectations }: World): string {
  const lists = (kind: string, owners: readonly RuleOwner[]) =>
    owners.map(
      ({ name, inbound, outbound }) => `${kind} ${name} {
  inbound {\n${inbound.map((rule) => `    ${rule.action} ${rule.service} from ${rule.peer}\n`).join('')}  }
  outbound {\n${outbound.map((rule) => `    ${rule.action} ${rule.service} to ${rule.peer}\n`).join('')}  }
}`,
    );
  return [
    ...lists('group', groups),
    ...lists('acl', acls),
    ...subnets.map(({ name, cidr, acl }) => `subnet ${name} { cidr ${cidr}${acl === undefined ? '' : ` acl ${acl}`} }`),
    ...cvms.map(({ name, interfaces = [], ...primary }) => {
      const others = interfaces.map(
        ({ name: own = '', ...one }) => ` interface ${own}${own && ' '}{${printAttached(one)} }`,
      );
      return `cvm ${name} {${printAttached(primary)}${others.join('')} }`;
    }),
    ...expectations.map(
      ({ action, service, from, to }) => `expect ${action} ${service} from ${from.join(', ')} to ${to.join(', ')}`,
    ),
  ].join('\n');
}

function printAttached({ privateIps, publicIps, subnet, groups }: Attached): string {
  return [
    privateIps.length > 0 ? ` private-ip ${privateIps.join(', ')}` : '',
    publicIps.length > 0 ? ` public-ip ${publicIps.join(', ')}` : '',
    subnet === undefined ? '' : ` subnet ${subnet}`,
    groups.length > 0 ? ` groups ${groups.join(', ')}` : '',
  ].join('');
}

/** At least one of every kind of address that the rules of a made world tell apart. */
export const ADDRESSES: readonly string[] = [
  ...Array.from({ length: 16 }, (_, i) => `10.0.0.${i}`),
  ...Array.from({ length: 4 }, (_, i) => `203.0.113.${i}`),
  '8.8.8.8',
  ...Array.from({ length: 8 }, (_, i) => `fd00::${i}`),
  '2001::1',
  '2001::2',
];

/** At least one of every kind of protocol and port. */
export const POINTS: readonly Pick<Probe, 'protocol' | 'port'>[] = [
  ...[1, 22, 23, 80, 85, 1024, 40000, 40001, 65535].map((port) => ({ protocol: 'tcp' as const, port })),
  ...[52, 53, 1024, 40001].map((port) => ({ protocol: 'udp' as const, port })),
  ...(['icmp', 'icmpv6', 'gre', 'other'] as const).map((protocol) => ({ protocol, port: null })),
];
const SENDER_PORTS = [1024, 1025, 40000, 40001, 65535];
/** At least one port of every kind below 1024, which no sender has unless it is named. */
const LOW_PORTS = [1, 22, 23, 24, 52, 53, 54, 79, 80, 85, 86, 1023];

/** "The verdict is `allow` only where request and answer both pass." Undefined where no filter is met, or no such packet can be. */
export function interpret(world: World, probe: Probe): 'allow' | 'deny' | undefined {
  const { source, destination, protocol } = probe;
  const [from, to] = [parseIp(source), parseIp(destination)];
  if (from.family !== to.family || protocol === (from.family === 4 ? 'icmpv6' : 'icmp')) return undefined;
  const [sendingMachine, receivingMachine] = [ownerOf(world, source), ownerOf(world, destination)];
  // "A packet from an address to itself, or between two addresses of one CVM, meets no filter"
  if (from.value === to.value || (sendingMachine !== undefined && sendingMachine === receivingMachine))
    return undefined;
  // "What reaches or leaves an address meets the groups of that address's interface alone, and the acl of its subnet"
  const [sender, receiver] = [interfaceOf(sendingMachine, source), interfaceOf(receivingMachine, destination)];

  // "the sender's groups (outbound), the sender's subnet's acl (outbound), the receiver's subnet's acl (inbound), the
  // receiver's groups (inbound)"
  if (!groupsAllow(world, sender, 'outbound', destination, protocol, probe.port)) return 'deny';
  const [front, back] = [subnetOf(world, sender, source), subnetOf(world, receiver, destination)];
  // "inside one subnet they are not passed"
  const between = front === undefined || front !== back;
  if (between && !aclAllows(world, front, 'outbound', destination, protocol, probe.port)) return 'deny';
  if (between && !aclAllows(world, back, 'inbound', source, protocol, probe.port)) return 'deny';
  if (!groupsAllow(world, receiver, 'inbound', source, protocol, probe.port)) return 'deny';

  // "then the answer: receiver's acl (outbound), sender's acl (inbound)", "at the sender's own port (every one of 1024-65535
  // where none is given)"
  if (!between) return 'allow';
  const answerPorts =
    protocol !== 'tcp' && protocol !== 'udp' ? [null] : probe.sourcePort === null ? SENDER_PORTS : [probe.sourcePort];
  return answerPorts.every(
    (port) =>
      aclAllows(world, back, 'outbound', source, protocol, port) &&
      aclAllows(world, front, 'inbound', destination, protocol, port),
  )
    ? 'allow'
    : 'deny';
}

/**
 * "A cvm as an endpoint is all addresses of all its interfaces" (the private ones), a group's "members are interfaces", an address of a
 * machine "stands in its subnet"; of the others, the addresses that can be told apart.
 */
export function endpointAddresses(world: World, endpoint: string): readonly string[] {
  const cvm = world.cvms.find(({ name }) => name === endpoint);
  if (cvm !== undefined) return privateIpsOf(cvm);
  if (world.groups.some(({ name }) => name === endpoint)) {
    const members = world.cvms.flatMap(attachedOf).filter(({ groups }) => groups.includes(endpoint));
    return members.flatMap(({ privateIps }) => privateIps);
  }
  const subnet = world.subnets.find(({ name }) => name === endpoint);
  if (subnet !== undefined) {
    const inside = world.cvms.flatMap(attachedOf).filter((one) => one.subnet === endpoint);
    return [...ADDRESSES.filter((ip) => inBlock(ip, subnet.cidr)), ...inside.flatMap(({ privateIps }) => privateIps)];
  }
  if (endpoint === 'internet') {
    // "every address that is no cvm's of the model and is, of IPv4, not in 0/8, 10/8, …, and of IPv6 in 2000::/3"
    return ADDRESSES.filter((ip) => /^(203|8|2001)[.:]/.test(ip) && ownerOf(world, ip) === undefined);
  }
  return ADDRESSES.filter((ip) =>
    inBlock(ip, endpoint === 'any' ? '0.0.0.0/0' : endpoint === 'any6' ? '::/0' : endpoint),
  );
}

/**
 * Every packet that the expectation speaks of, up to those that no rule of such a world tells apart. "the sender's port is
 * anybody's choice: allow has to pass at every one of 1024-65535, deny at none of 1-65535"
 */
export function* packetsOf(world: World, { action, service, from, to }: Expected): Generator<Probe> {
  const senderPorts = action === 'allow' ? SENDER_PORTS : [...LOW_PORTS, ...SENDER_PORTS];
  const sources = new Set(from.flatMap((endpoint) => endpointAddresses(world, endpoint)));
  const destinations = new Set(to.flatMap((endpoint) => endpointAddresses(world, endpoint)));
  for (const source of sources) {
    for (const destination of destinations) {
      for (const { protocol, port } of POINTS) {
        if (!serviceMatches(service, protocol, port)) continue;
        const sourcePorts = port === null ? [null] : senderPorts;
        for (const sourcePort of sourcePorts) yield { source, destination, protocol, port, sourcePort };
      }
    }
  }
}

/** What filters packets: each interface of a machine, and each acl. `own` are the addresses to and from which it filters nothing. */
export function filtersOf(
  ...worlds: readonly World[]
): readonly { readonly name: string; readonly own: readonly string[] }[] {
  const found = new Map<string, readonly string[]>();
  for (const world of worlds) {
    for (const cvm of world.cvms) {
      const own = attachedOf(cvm).flatMap(({ privateIps, publicIps }) => [...privateIps, ...publicIps]);
      for (const one of attachedOf(cvm)) found.set(nameOf(cvm, one), own);
    }
    for (const { name } of world.acls) found.set(name, []);
  }
  return [...found].map(([name, own]) => ({ name, own }));
}

/** The name of an interface: the machine's for the primary one, and for others with the interface's own name or first address behind it. */
function nameOf(cvm: Machine, one: Attached & { readonly name?: string }): string {
  const address = [...one.privateIps, ...one.publicIps][0]?.replace(/::0$/, '::');
  return one === cvm ? cvm.name : `${cvm.name}/${one.name ?? address}`;
}

/** Whether the groups of a machine's interface, or an acl, by name, let a packet from or to a peer through. */
export function filterAllows(
  world: World,
  name: string,
  direction: 'inbound' | 'outbound',
  peer: string,
  protocol: Probe['protocol'],
  port: number | null,
): boolean {
  for (const cvm of world.cvms) {
    const one = attachedOf(cvm).find((attached) => nameOf(cvm, attached) === name);
    if (one !== undefined) return groupsAllow(world, one, direction, peer, protocol, port);
  }
  // An interface that is not there lets nothing through.
  if (!world.acls.some((acl) => acl.name === name)) return false;
  return aclAllows(world, { name: '', cidr: '', acl: name }, direction, peer, protocol, port);
}

export function ownerOf(world: World, ip: string): Machine | undefined {
  return world.cvms.find((cvm) => interfaceOf(cvm, ip) !== undefined);
}

/** The private addresses of all interfaces of a machine. */
export function privateIpsOf(cvm: Machine): readonly string[] {
  return attachedOf(cvm).flatMap(({ privateIps }) => privateIps);
}

/** The primary interface and the others. */
function attachedOf(cvm: Machine): readonly (Attached & { readonly name?: string })[] {
  return [cvm, ...(cvm.interfaces ?? [])];
}

function interfaceOf(cvm: Machine | undefined, ip: string): Attached | undefined {
  if (cvm === undefined) return undefined;
  return attachedOf(cvm).find(({ privateIps, publicIps }) => privateIps.includes(ip) || publicIps.includes(ip));
}

function groupsAllow(
  world: World,
  one: Attached | undefined,
  direction: 'inbound' | 'outbound',
  peer: string,
  protocol: Probe['protocol'],
  port: number | null,
): boolean {
  // "An address that is no CVM's has no groups", "an interface without groups is not filtered"
  if (one === undefined || one.groups.length === 0) return true;
  for (const name of one.groups) {
    const group = world.groups.find((candidate) => candidate.name === name);
    for (const rule of group?.[direction] ?? []) {
      if (ruleMatches(world, name, rule, peer, protocol, port)) return rule.action === 'allow';
    }
  }
  return false;
}

function aclAllows(
  world: World,
  subnet: World['subnets'][number] | undefined,
  direction: 'inbound' | 'outbound',
  peer: string,
  protocol: Probe['protocol'],
  port: number | null,
): boolean {
  // "A subnet without an acl lets everything through."
  const acl = world.acls.find(({ name }) => name === subnet?.acl);
  if (acl === undefined) return true;
  for (const rule of acl[direction]) {
    if (ruleMatches(world, acl.name, rule, peer, protocol, port)) return rule.action === 'allow';
  }
  return false;
}

function ruleMatches(
  world: World,
  owner: string,
  { service, peer }: RuleText,
  ip: string,
  protocol: Probe['protocol'],
  port: number | null,
): boolean {
  if (!serviceMatches(service, protocol, port)) return false;
  if (peer === 'any') return parseIp(ip).family === 4;
  if (peer === 'any6') return parseIp(ip).family === 6;
  const group = peer === 'self' ? owner : peer;
  if (world.groups.some(({ name }) => name === group)) {
    // "the private addresses of the CVMs that are in it", "Members' IPv6 addresses are not matched"
    return (
      parseIp(ip).family === 4 &&
      world.cvms.flatMap(attachedOf).some(({ groups, privateIps }) => groups.includes(group) && privateIps.includes(ip))
    );
  }
  return inBlock(ip, peer);
}

const ranges = new Map<string, readonly (readonly [number, number])[]>();

function serviceMatches(service: string, protocol: Probe['protocol'], port: number | null): boolean {
  if (service === 'all' || service === protocol) return true;
  if (port === null || !service.startsWith(protocol) || service[protocol.length] !== ' ') return false;
  let found = ranges.get(service);
  if (found === undefined) {
    const written = service.slice(protocol.length + 1).split(',');
    found = written.map((range) => {
      const [first = 0, last = first] = range.split('-').map(Number);
      return [first, last] as const;
    });
    ranges.set(service, found);
  }
  return found.some(([first, last]) => first <= port && port <= last);
}

/** "it stands in the declared subnet whose cidr holds it, where exactly one of the region does" */
function subnetOf(world: World, one: Attached | undefined, ip: string): World['subnets'][number] | undefined {
  if (one !== undefined) return world.subnets.find(({ name }) => name === one.subnet);
  const around = world.subnets.filter(({ cidr }) => inBlock(ip, cidr));
  return around.length === 1 ? around[0] : undefined;
}

interface Ip {
  readonly family: 4 | 6;
  readonly value: bigint;
}

const parsed = new Map<string, Ip>();

/** Only such IPv6 addresses as `fd00::5`: one group, `::`, one group. */
function parseIp(text: string): Ip {
  let ip = parsed.get(text);
  if (ip === undefined) {
    if (text.includes(':')) {
      const [high = '', low = ''] = text.split('::');
      ip = { family: 6, value: (BigInt(`0x${high || '0'}`) << 112n) + BigInt(`0x${low || '0'}`) };
    } else {
      ip = { family: 4, value: text.split('.').reduce((value, part) => value * 256n + BigInt(part), 0n) };
    }
    parsed.set(text, ip);
  }
  return ip;
}

const blocks = new Map<string, Map<string, boolean>>();

function inBlock(text: string, block: string): boolean {
  let known = blocks.get(block);
  if (known === undefined) {
    known = new Map();
    blocks.set(block, known);
  }
  let inside = known.get(text);
  if (inside === undefined) {
    const ip = parseIp(text);
    const [base = '', prefix] = block.split('/');
    const { family, value } = parseIp(base);
    const width = family === 4 ? 32 : 128;
    const shift = BigInt(width - Number(prefix ?? width));
    inside = ip.family === family && ip.value >> shift === value >> shift;
    known.set(text, inside);
  }
  return inside;
}
