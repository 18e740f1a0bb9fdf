// Who reaches whom as a graph: machines that no filter tells apart are one node, so that a thousand of them stay a picture.

import { reach } from '#engine/reach.ts';
import { reachabilityOf } from '#engine/reachability.ts';
import type { Cvm } from '#model/model.ts';
import type { ServiceSet } from '#net/services.ts';
import { groupBy } from '#util/groupBy.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { title, titleOf } from './describe.ts';
import { counted } from './groupsTree.ts';
import { type Place, placeOfName } from './place.ts';

export interface MapNode {
  readonly id: string;
  readonly kind: 'cvm' | 'addresses' | 'internet' | 'class';
  readonly label: string;
  readonly members: readonly string[];
  readonly place?: Place;
}

export interface MapEdge {
  readonly from: string;
  readonly to: string;
  readonly services: readonly string[];
}

export interface ReachabilityMap {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
  /** False where not all of it is shown. */
  readonly complete: boolean;
}

/** More classes than this are no picture, and cost too much to look through. */
const MAX_CLASSES = 400;

export function reachabilityMap(snapshot: Snapshot, region: string, services?: ServiceSet): ReachabilityMap {
  const { model } = snapshot;
  const reachability = reachabilityOf(model, region);
  const own = model.cvms.filter((cvm) => cvm.region === region);
  const sortOf = (cvm: Cvm) =>
    reachability
      .hostsOf(cvm)
      .filter(({ isPublic }) => !isPublic)
      .map(({ kind }) => kind.id)
      .join();
  // The groups belong to the class: two machines may fare alike today and be meant for different things.
  const classes = [...groupBy(own, (cvm) => `${sortOf(cvm)} ${cvm.groups.join()}`).values()];
  const shown = classes.slice(0, MAX_CLASSES);
  const classOf = new Map(shown.flatMap((members) => members.map((cvm) => [cvm.key, idOf(members)] as const)));
  const nodes = new Map(shown.map((members) => [idOf(members), nodeOf(snapshot, members)]));
  const edges = new Map<string, MapEdge>();
  let complete = shown.length === classes.length;

  const add = (from: string, to: string, path: readonly string[]) => {
    if (!edges.has(`${from}\n${to}`)) edges.set(`${from}\n${to}`, { from, to, services: path });
  };
  const stranger = (name: string): string => {
    const id = `addresses:${name}`;
    if (!nodes.has(id)) nodes.set(id, strangerNode(snapshot, region, id, name));
    return id;
  };
  for (const members of shown) {
    const [representative] = members;
    if (representative === undefined) continue;
    const endpoint = { kind: 'cvm', key: representative.key } as const;
    const asked = services === undefined ? { region } : { region, services };
    const out = reach(model, { ...asked, from: endpoint });
    const back = reach(model, { ...asked, to: endpoint });
    complete &&= out.complete && back.complete;
    for (const path of out.paths) {
      const to = path.destination === undefined ? stranger(path.to) : classOf.get(path.destination);
      if (to !== undefined) add(idOf(members), to, path.services);
    }
    for (const path of back.paths) {
      if (path.source === undefined) add(stranger(path.from), idOf(members), path.services);
    }
  }
  return { nodes: [...nodes.values()], edges: [...edges.values()], complete };
}

function idOf(members: readonly Cvm[]): string {
  return `class:${members[0]?.key ?? ''}`;
}

function nodeOf(snapshot: Snapshot, members: readonly Cvm[]): MapNode {
  const first = members[0] as Cvm;
  const place = placeOfName(snapshot, first);
  const at = place === undefined ? {} : { place };
  const names = members.map(title);
  if (members.length === 1) return { id: idOf(members), kind: 'cvm', label: title(first), members: names, ...at };
  const groups = first.groups.map((key) => titleOf(snapshot.model, key)).join(' + ');
  return {
    id: idOf(members),
    kind: 'class',
    label: `${groups === '' ? 'no group' : groups} (${counted(members.length, 'CVM')})`,
    members: names,
    ...at,
  };
}

function strangerNode(snapshot: Snapshot, region: string, id: string, name: string): MapNode {
  const list = snapshot.model.regions.get(region)?.names.get(name);
  const place = list === undefined ? undefined : placeOfName(snapshot, list);
  const kind = name === 'internet' || name === '0.0.0.0/0' || name === '::/0' ? 'internet' : 'addresses';
  return { id, kind, label: name, members: [], ...(place === undefined ? {} : { place }) };
}
