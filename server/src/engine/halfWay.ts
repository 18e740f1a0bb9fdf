// While a model is turned into another one step by step: what a machine takes or sends half-way that it does neither before the
// first step nor behind the last (open), and what it refuses half-way though it takes it before and after (cut off).
//
//   start   web-1 in [old]      old inbound { allow tcp 443 from any }
//   middle  web-1 in [new]      new is empty                                  cut off: web-1 inbound tcp 443 from 0.0.0.0/0
//   end     web-1 in [new]      new inbound { allow tcp 443 from any }
//
// A machine is its groups and, for peers outside of its subnet, the subnet's acl. Each direction is looked at by itself.

import type { Cvm, Model } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import * as addressSet from '#net/addressSet.ts';
import type { PacketSet } from '#net/packetSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { ALL } from '#net/services.ts';
import { t } from '#util/l10n.ts';
import { directoryOf, peerAddresses } from './directory.ts';

export interface HalfWay {
  readonly open: readonly MachinePackets[];
  readonly cutOff: readonly MachinePackets[];
}

export interface MachinePackets {
  /** The machine's key in the model half-way. */
  readonly cvm: string;
  readonly name: string;
  readonly direction: PolicyList['direction'];
  readonly packets: PacketSet;
  /** The same with the addresses of the machine itself, between which nothing filters: it may be said in fewer words. */
  readonly withOwn: PacketSet;
}

const DIRECTIONS = ['inbound', 'outbound'] as const;

/** The question about each model between the two. Machines are the same by their keys; lists that say the same are judged once. */
export function halfWayBetween(start: Model, end: Model): (middle: Model) => HalfWay {
  const passing = passingSets();
  const known = new Map<string, { readonly open: PacketSet; readonly cutOff: PacketSet }>();
  return (middle) => {
    const open: MachinePackets[] = [];
    const cutOff: MachinePackets[] = [];
    for (const cvm of middle.cvms) {
      const [before, after] = [cvmOf(start, cvm.key), cvmOf(end, cvm.key)];
      if (before === undefined || after === undefined) continue;
      for (const direction of DIRECTIONS) {
        const was = passing(start, before, direction);
        const now = passing(middle, cvm, direction);
        const will = passing(end, after, direction);
        if (now.id === was.id || now.id === will.id) continue;
        const key = `${was.id} ${now.id} ${will.id}`;
        let found = known.get(key);
        if (found === undefined) {
          found = {
            open: packetSet.subtract(now.packets, packetSet.union(was.packets, will.packets)),
            cutOff: packetSet.subtract(packetSet.intersect(was.packets, will.packets), now.packets),
          };
          known.set(key, found);
        }
        const add = (to: MachinePackets[], all: PacketSet) => {
          if (packetSet.isEmpty(all)) return;
          const own = packetSet.of(addressSet.of(...cvm.privateAddresses, ...cvm.publicAddresses), ALL);
          const packets = packetSet.subtract(all, own);
          if (!packetSet.isEmpty(packets)) to.push({ cvm: cvm.key, name: cvm.name, direction, packets, withOwn: all });
        };
        add(open, found.open);
        add(cutOff, found.cutOff);
      }
    }
    return { open, cutOff };
  };
}

/** What is in `packets` and was not in `before`, machine by machine: what has become open or cut off since. */
export function newSince(packets: readonly MachinePackets[], before: readonly MachinePackets[]): MachinePackets[] {
  const keyOf = ({ cvm, direction }: MachinePackets) => `${direction} ${cvm}`;
  const earlier = new Map(before.map((each) => [keyOf(each), each]));
  return packets.flatMap((each) => {
    const old = earlier.get(keyOf(each));
    if (old === undefined) return [each];
    const left = packetSet.subtract(each.packets, old.packets);
    return packetSet.isEmpty(left)
      ? []
      : [{ ...each, packets: left, withOwn: packetSet.subtract(each.withOwn, old.withOwn) }];
  });
}

/** `tcp 22 from 0.0.0.0/0`, one text a group of packets. */
export function describePackets({ direction, packets, withOwn }: MachinePackets): string[] {
  const word = direction === 'inbound' ? 'from' : 'to';
  const [exact, wide] = [packetSet.print(packets), packetSet.print(withOwn)];
  const length = (parts: typeof exact) => parts.reduce((sum, { blocks }) => sum + blocks.length, 0);
  return (length(wide) < length(exact) ? wide : exact).map(
    ({ services, blocks }) => `${services.join(', ')} ${word} ${someOf(blocks)}`,
  );
}

const MOST_BLOCKS = 4;

function someOf(blocks: readonly string[]): string {
  const shown = blocks.slice(0, MOST_BLOCKS).join(', ');
  return blocks.length > MOST_BLOCKS ? t('{0} and {1} more', shown, blocks.length - MOST_BLOCKS) : shown;
}

interface Passing {
  /** The same for the same packets, as far as equal lists tell. */
  readonly id: number;
  readonly packets: PacketSet;
}

function passingSets() {
  const byText = new Map<string, Passing>();
  /** Lists that speak of addresses only say the same in every model that they are in. */
  const plain = new WeakMap<PolicyList, number>();
  const byModel = new WeakMap<Model, Map<PolicyList, number>>();
  const ids = new Map<string, number>();

  /** The same number for lists that say the same, in whichever model. */
  const idOf = (model: Model, list: PolicyList): number => {
    const own = byModel.get(model) ?? new Map<PolicyList, number>();
    byModel.set(model, own);
    const known = plain.get(list) ?? own.get(list);
    if (known !== undefined) return known;
    const directory = directoryOf(model);
    const text = list.policies
      .map(({ action, services, peer }) => {
        const { v4, v6 } = peerAddresses(directory, peer);
        return `${action} ${services.join()} ${v4.join()} ${v6.join()}`;
      })
      .join(';');
    const id = ids.get(text) ?? ids.size;
    ids.set(text, id);
    if (list.policies.some(({ peer }) => peer.kind === 'group')) own.set(list, id);
    else plain.set(list, id);
    return id;
  };

  return (model: Model, cvm: Cvm, direction: PolicyList['direction']): Passing => {
    const directory = directoryOf(model);
    const groups = cvm.filtered ? cvm.groups.flatMap((key) => directory.group(key) ?? []) : undefined;
    const lists = groups?.map((group) => group[direction]);
    const subnet = directory.subnet(cvm.subnet);
    const acl = directory.acl(subnet?.acl)?.[direction];
    const near = acl === undefined || subnet?.cidr === undefined ? undefined : subnet.cidr;
    const key = [
      lists?.map((list) => idOf(model, list)).join() ?? 'open',
      acl === undefined ? '' : idOf(model, acl),
      near === undefined ? '' : `${near.start}-${near.end}`,
    ].join(' ');
    let found = byText.get(key);
    if (found === undefined) {
      const byGroups = lists === undefined ? packetSet.EVERYTHING : allowedBy(model, lists);
      const beside = near === undefined ? packetSet.EMPTY : packetSet.of(addressSet.of(near), ALL);
      const byAcl = acl === undefined ? packetSet.EVERYTHING : packetSet.union(allowedBy(model, [acl]), beside);
      found = { id: byText.size, packets: packetSet.intersect(byGroups, byAcl) };
      byText.set(key, found);
    }
    return found;
  };
}

/** First match wins, through all lists as if they were one; what none matches is denied. */
function allowedBy(model: Model, lists: readonly PolicyList[]): PacketSet {
  const directory = directoryOf(model);
  let allowed = packetSet.EMPTY;
  let open = packetSet.EVERYTHING;
  for (const { action, services, peer } of lists.flatMap(({ policies }) => policies)) {
    const matched = packetSet.of(peerAddresses(directory, peer), services);
    if (action === 'allow') allowed = packetSet.union(allowed, packetSet.intersect(open, matched));
    open = packetSet.subtract(open, matched);
  }
  return allowed;
}

function cvmOf(model: Model, key: string): Cvm | undefined {
  const entity = model.entities.get(key);
  return entity?.kind === 'cvm' ? entity : undefined;
}

/** Whether any of the packets is still among those of another moment. */
export function isStillThere(packets: readonly MachinePackets[], then: readonly MachinePackets[]): boolean {
  return packets.some((each) =>
    then.some(
      (other) =>
        other.cvm === each.cvm &&
        other.direction === each.direction &&
        !packetSet.isEmpty(packetSet.intersect(other.packets, each.packets)),
    ),
  );
}
