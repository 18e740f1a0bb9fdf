import type { PacketChange, RulePlace } from '#protocol/packets.ts';

/** A row of the comparison: what changed › whose packets › direction › services and peers › a peer of several. */
export interface ChangeNode {
  /** The same after a refresh, as long as it stands for the same. */
  readonly id: string;
  readonly kind: 'section' | 'owner' | 'direction' | 'change' | 'peer';
  readonly now: 'allow' | 'deny';
  readonly owner?: Owner;
  readonly direction?: 'inbound' | 'outbound';
  /** Of a change and of its peers. */
  readonly packets?: ChangedPackets;
  readonly children: readonly ChangeNode[];
}

export interface Owner {
  readonly kind: 'cvm' | 'group' | 'acl' | 'subnet';
  readonly name: string;
}

/** All that one pair of rules decided before and decides now, for the same services. */
export interface ChangedPackets {
  readonly services: readonly string[];
  readonly peers: readonly string[];
  /** Null where no rule decides. */
  readonly rule: RulePlace | null;
  readonly ruleBefore: RulePlace | null;
}

/** What is newly allowed comes first, then what no longer is; either is left out where it is empty. */
export function changeNodes(changes: readonly PacketChange[]): readonly ChangeNode[] {
  return (['allow', 'deny'] as const).flatMap((now) => {
    const owners = parts(
      changes.filter((change) => change.now === now),
      (change) => textOf(ownerOf(change)),
    );
    if (owners.length === 0) return [];
    return [{ id: now, kind: 'section', now, children: owners.map((part) => ownerNode(part)) }];
  });
}

/** The ways below a node: what its number counts. */
export function countChanges({ kind, children }: ChangeNode): number {
  return kind === 'change' ? 1 : children.reduce((sum, child) => sum + countChanges(child), 0);
}

function ownerNode(changes: Part): ChangeNode {
  const [{ now }] = changes;
  const owner = ownerOf(changes[0]);
  const id = `${now}/${textOf(owner)}`;
  const children = parts(changes, ({ direction }) => direction).map((part): ChangeNode => {
    const [{ direction }] = part;
    const common = { now, owner, direction };
    const inside = packetsOf(part).map((packets) => changeNode(`${id}/${direction}`, common, packets));
    return { id: `${id}/${direction}`, kind: 'direction', ...common, children: inside };
  });
  return { id, kind: 'owner', now, owner, children };
}

function changeNode(
  above: string,
  common: Required<Pick<ChangeNode, 'now' | 'owner' | 'direction'>>,
  packets: ChangedPackets,
): ChangeNode {
  const { services, peers, rule, ruleBefore } = packets;
  const id = `${above}/${services.join()} ${peers[0]} ${placeText(ruleBefore)} ${placeText(rule)}`;
  const children = peers.map((peer): ChangeNode => {
    return { id: `${id}/${peer}`, kind: 'peer', ...common, packets: { ...packets, peers: [peer] }, children: [] };
  });
  return { id, kind: 'change', ...common, packets, children: children.length > 1 ? children : [] };
}

/** The server tells every peer and protocol by itself: those of one pair of rules are put together again. */
function packetsOf(changes: Part): readonly ChangedPackets[] {
  const byRules = parts(changes, ({ rule, ruleBefore = null }) => `${placeText(rule)} ${placeText(ruleBefore)}`);
  return byRules.flatMap((ofRules) => {
    const ofPeers = parts(ofRules, ({ peer }) => peer).map((part) => ({
      peer: part[0].peer,
      services: part.map(({ service }) => service),
    }));
    const [{ rule, ruleBefore = null }] = ofRules;
    return parts(ofPeers, ({ services }) => services.join()).map((part) => ({
      services: part[0].services,
      peers: part.map(({ peer }) => peer),
      rule,
      ruleBefore,
    }));
  });
}

function ownerOf({ cvm, group, acl, subnet }: PacketChange): Owner {
  if (cvm !== undefined) return { kind: 'cvm', name: cvm };
  if (group !== undefined) return { kind: 'group', name: group };
  return acl === undefined ? { kind: 'subnet', name: subnet ?? '' } : { kind: 'acl', name: acl };
}

/** Quoted: a name may hold what parts ids. */
const textOf = ({ kind, name }: Owner): string => `${kind} ${JSON.stringify(name)}`;

const placeText = (rule: RulePlace | null): string =>
  rule ? `${rule.ownerKey} ${rule.direction} ${rule.index}` : 'none';

type NotEmpty<T> = readonly [T, ...T[]];
type Part = NotEmpty<PacketChange>;

/** In the order in which they first come. */
function parts<T>(values: readonly T[], keyOf: (value: T) => string): readonly NotEmpty<T>[] {
  const found = new Map<string, [T, ...T[]]>();
  for (const value of values) {
    const part = found.get(keyOf(value));
    if (part) part.push(value);
    else found.set(keyOf(value), [value]);
  }
  return [...found.values()];
}
