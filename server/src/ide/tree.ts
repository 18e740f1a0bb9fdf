// The trees, one level at a time.

import { makingKinds } from '#engine/reach/kinds.ts';
import { groupsOf } from '#model/interfaces.ts';
import type { Acl, Cvm, Group, Model, Subnet } from '#model/model.ts';

import { policyText } from '#questions/policyText.ts';
import { printPeer } from '#syntax/print.ts';
import type { Range } from '#text/range.ts';
import { touches } from '#text/range.ts';
import type { Steps } from '#util/steps.ts';
import { judgingFile, type Snapshot } from '#workspace/snapshot.ts';
import * as cvms from './cvmsTree.ts';
import { addressText } from './describe.ts';
import * as groups from './groupsTree.ts';
import * as lists from './listsTree.ts';
import { withLive } from './liveNodes.ts';
import * as owners from './ownerNodes.ts';
import { join, problemsIn, problemsOfAll } from './problems.ts';
import { nodeId, nodeParts, type TreeNode } from './treeNode.ts';

export interface TreeOptions {
  readonly view: 'groups' | 'cvms';
  readonly filter?: TreeFilter;
  /** By project and by network where nothing is said. */
  readonly groupBy?: 'project' | 'none';
}

export interface TreeFilter {
  readonly text?: string;
  readonly problemsOnly?: boolean;
  readonly attachment?: 'attached' | 'unattached';
}

/** Finds in steps what the nodes below one say, which is quick from then on. */
export function* preparingTree(snapshots: readonly Snapshot[], node: string | undefined): Steps<void> {
  for (const snapshot of snapshots) {
    for (const uri of snapshot.files.keys()) yield* judgingFile(snapshot, uri, 'full');
  }
  const [root, kind, key = ''] = node === undefined ? [] : nodeParts(node);
  if (kind !== 'reached-by' && kind !== 'reaches') return;
  const model = snapshots.find((each) => each.root === root)?.model;
  const entity = model?.entities.get(key);
  if (model !== undefined && entity !== undefined) yield* makingKinds(model, entity.region);
}

/** The nodes below one, or the roots: regions, or the folders where there are several. */
export function treeChildren(
  snapshots: readonly Snapshot[],
  node: string | undefined,
  options: TreeOptions,
): readonly TreeNode[] {
  const [only] = snapshots;
  if (node === undefined)
    return snapshots.length === 1 && only !== undefined ? regions(only, options) : folders(snapshots, options);
  const [root, kind, ...rest] = nodeParts(node);
  const snapshot = snapshots.find((each) => each.root === root);
  if (snapshot === undefined) return [];
  if (kind === 'folder') return regions(snapshot, options);
  const nodes =
    options.view === 'groups' ? belowGroups(snapshot, kind, rest, options) : belowCvms(snapshot, kind, rest, options);
  return withLive(snapshots, snapshot, nodes);
}

/** How many problems all files have, for the badge: errors and warnings, not what is only for information. */
export function problemCount(snapshots: readonly Snapshot[]): number {
  return snapshots.reduce((sum, snapshot) => sum + (problemsOfAll(snapshot)?.count ?? 0), 0);
}

/** From the root to the innermost node that is written at an offset of a file; empty where nothing of the view is. */
export function treePath(
  snapshots: readonly Snapshot[],
  uri: string,
  offset: number,
  options: TreeOptions,
): readonly TreeNode[] {
  const path: TreeNode[] = [];
  const snapshot = snapshots.find(({ files }) => files.has(uri));
  const wanted = snapshot === undefined ? undefined : keysAt(snapshot, uri, offset, options);
  if (snapshot === undefined || wanted === undefined) return path;
  for (let level = treeChildren(snapshots, undefined, options); ; ) {
    const next = level.find((node) => wanted.includes(node.id));
    if (next === undefined) return path;
    path.push(next);
    level = next.hasChildren ? treeChildren(snapshots, next.id, options) : [];
  }
}

/** The ids of all nodes that lead to what is written there. */
function keysAt(snapshot: Snapshot, uri: string, offset: number, { view }: TreeOptions): readonly string[] | undefined {
  const placed = snapshot.files.get(uri)?.tree.blocks.findLast(({ start }) => start <= offset);
  const entity = placed === undefined ? undefined : snapshot.model.bindings.get(placed.block)?.entity;
  if (placed === undefined || entity === undefined) return undefined;
  const { root } = snapshot;
  const own = [nodeId(root, 'folder'), nodeId(root, 'region', entity.region)];
  const at = offset - placed.start;
  if (view === 'groups' && (entity.kind === 'addresses' || entity.kind === 'services')) {
    const item = lists.idOfItem(snapshot, entity, at);
    return [
      ...own,
      nodeId(root, 'lists', entity.region, entity.kind),
      nodeId(root, entity.kind, entity.key),
      item ?? '',
    ];
  }
  if (view === 'groups' && (entity.kind === 'group' || entity.kind === 'acl')) {
    const above =
      entity.kind === 'group'
        ? nodeId(root, 'project', entity.region, entity.project)
        : nodeId(root, 'lists', entity.region, entity.kind);
    const ids = [...own, above, nodeId(root, entity.kind, entity.key)];
    for (const direction of ['inbound', 'outbound'] as const) {
      const inside = (range: Range) => touches(range, at);
      if (!entity.node.lists.some((list) => list.direction === direction && inside(list))) continue;
      ids.push(nodeId(root, 'list', entity.key, direction));
      const { policies } = entity[direction];
      const policy =
        policies.find(({ peerNode }) => inside(peerNode)) ?? policies.find(({ rule }) => inside(rule.whole));
      const node = owners.policiesOf(snapshot, entity, direction).find(({ rule }) => rule?.index === policy?.index);
      if (policy !== undefined && node !== undefined) ids.push(node.id);
    }
    return ids;
  }
  if (view === 'cvms' && (entity.kind === 'subnet' || entity.kind === 'cvm')) {
    const subnet = entity.kind === 'subnet' ? entity : snapshot.model.entities.get(entity.interfaces[0].subnet ?? '');
    const vpc = subnet?.kind === 'subnet' ? subnet.vpc : undefined;
    return [
      ...own,
      ...(vpc === undefined ? [] : [nodeId(root, 'vpc', entity.region, vpc)]),
      ...(subnet === undefined ? [] : [nodeId(root, 'subnet', subnet.key)]),
      nodeId(root, 'cvm', entity.key),
    ];
  }
  return undefined;
}

function folders(snapshots: readonly Snapshot[], options: TreeOptions): readonly TreeNode[] {
  return snapshots.flatMap((snapshot): TreeNode[] => {
    const below = regions(snapshot, options);
    if (below.length === 0) return [];
    const { root } = snapshot;
    const found = join(below.map((region) => region.problems));
    return [
      {
        id: nodeId(root, 'folder'),
        kind: 'folder',
        label: lastSegment(root),
        hasChildren: true,
        ...owners.problems(found),
      },
    ];
  });
}

/** `shop` of `file:///projects/shop`, `Untitled-1` of `untitled:Untitled-1`. */
function lastSegment(uri: string): string {
  return nodeParts(uri.replace(/^[a-z][a-z0-9+.-]*:/, '').replace(/\/+$/, '')).at(-1) ?? uri;
}

function regions(snapshot: Snapshot, options: TreeOptions): readonly TreeNode[] {
  return options.view === 'groups'
    ? groups.groupRegions(snapshot, groupsOptions(snapshot, options))
    : cvms.cvmRegions(snapshot, cvmsOptions(snapshot, options));
}

function belowGroups(snapshot: Snapshot, kind: string | undefined, rest: readonly string[], options: TreeOptions) {
  const [first = '', second = ''] = rest;
  const shown = groupsOptions(snapshot, options);
  const group = snapshot.model.entities.get(first);
  if (kind === 'region') return groups.groupsOfRegion(snapshot, first, shown);
  if (kind === 'project') return groups.groupsOfProject(snapshot, first, second, shown);
  if (kind === 'builtin') return groups.builtinGroups(snapshot, first);
  if (kind === 'lists') return lists.listsOfKind(snapshot, first, second, shown.keepList);
  if (group === undefined) return [];
  if (kind === 'references') return owners.referenceNodes(snapshot, group);
  if (group.kind === 'addresses' || group.kind === 'services' || (group.kind === 'acl' && kind === 'acl'))
    return lists.partsOfList(snapshot, group);
  if (kind === 'list' && (group.kind === 'group' || group.kind === 'acl'))
    return second === 'inbound' || second === 'outbound' ? owners.policiesOf(snapshot, group, second) : [];
  if (group.kind !== 'group') return [];
  switch (kind) {
    case 'group':
      return groups.partsOfGroup(snapshot, group);
    case 'members':
      return groups.membersOf(snapshot, group);
    default:
      return [];
  }
}

function belowCvms(snapshot: Snapshot, kind: string | undefined, rest: readonly string[], options: TreeOptions) {
  const [first = '', second = ''] = rest;
  const shown = cvmsOptions(snapshot, options);
  if (kind === 'region') return cvms.networksOfRegion(snapshot, first, shown);
  if (kind === 'vpc') return cvms.subnetsOfVpc(snapshot, first, second, shown);
  const entity = snapshot.model.entities.get(first);
  if (kind === 'subnet') return entity?.kind === 'subnet' ? cvms.cvmsOfSubnet(snapshot, entity, shown) : [];
  if (entity?.kind !== 'cvm') return [];
  switch (kind) {
    case 'cvm':
      return cvms.partsOfCvm(snapshot, entity);
    case 'cvm-groups':
      return cvms.groupsOfCvm(snapshot, entity);
    case 'reached-by':
      return cvms.pathsOfCvm(snapshot, entity, 'to');
    case 'reaches':
      return cvms.pathsOfCvm(snapshot, entity, 'from');
    default:
      return [];
  }
}

function groupsOptions(snapshot: Snapshot, { filter, groupBy }: TreeOptions): groups.GroupsOptions {
  return {
    byProject: groupBy !== 'none',
    keep: (group) => keeps(snapshot, group, filter, (each) => textsOfGroup(snapshot.model, each)),
    keepList: (entity) => keeps(snapshot, entity, filter, (each) => textsOfList(snapshot.model, each)),
  };
}

function cvmsOptions(snapshot: Snapshot, { filter, groupBy }: TreeOptions): cvms.CvmsOptions {
  return {
    byNetwork: groupBy !== 'none',
    keep: (cvm) => keeps(snapshot, cvm, filter, textsOfCvm),
    keepEmpty: (subnet) => keeps(snapshot, subnet, filter, textsOfSubnet),
  };
}

function keeps<T extends Group | Cvm | Subnet | lists.ListEntity>(
  snapshot: Snapshot,
  entity: T,
  filter: TreeFilter | undefined,
  texts: (entity: T) => readonly string[],
) {
  if (filter === undefined) return true;
  if (filter.attachment !== undefined && isAttached(snapshot, entity) !== (filter.attachment === 'attached'))
    return false;
  if (filter.problemsOnly === true && problemsIn(snapshot, entity.source) === undefined) return false;
  const text = filter.text?.toLowerCase() ?? '';
  return text === '' || texts(entity).some((each) => each.toLowerCase().includes(text));
}

/** Undefined of what no machine is attached to. */
function isAttached({ model }: Snapshot, entity: Group | Cvm | Subnet | lists.ListEntity): boolean | undefined {
  if (entity.kind === 'group') return model.members.has(entity.key);
  return entity.kind === 'cvm' ? groupsOf(entity).length > 0 : undefined;
}

function textsOfSubnet({ name, id, description, node }: Subnet): readonly string[] {
  return [name, id ?? '', description ?? '', node.cidr?.text ?? ''];
}

function textsOfList(model: Model, entity: lists.ListEntity): readonly string[] {
  const inside = entity.kind === 'acl' ? textsOfRules(model, entity) : lists.textsOfItems(entity);
  return [entity.name, entity.id ?? '', entity.description ?? '', ...inside];
}

function textsOfRules(model: Model, owner: Group | Acl): readonly string[] {
  return (['inbound', 'outbound'] as const).flatMap((direction) =>
    // By the name that is shown, and by the id that is written.
    owner[direction].policies.flatMap((policy) => [policyText(model, policy, direction), printPeer(policy.peerNode)]),
  );
}

function textsOfGroup(model: Model, group: Group): readonly string[] {
  return [group.name, group.id ?? '', group.description ?? '', ...textsOfRules(model, group)];
}

function textsOfCvm(cvm: Cvm): readonly string[] {
  return [
    cvm.name,
    cvm.id ?? '',
    cvm.description ?? '',
    addressText(cvm),
    ...cvm.interfaces.flatMap(({ node }) =>
      [...node.ids, ...node.publicAddresses, ...node.groups].map(({ text }) => text),
    ),
  ];
}
