// Who reaches whom as a graph: machines that no filter tells apart are one node, so that a thousand of them stay a picture.

import { makingReachMap, type ReachGraph, type ReachNode } from '#engine/reach/reachMap.ts';
import { addressesOf, groupsOf, interfaceName } from '#model/interfaces.ts';
import type { Cvm, Subnet } from '#model/model.ts';
import { cvmCount } from '#model/words.ts';
import { printAddress } from '#net/address.ts';
import type * as protocol from '#protocol/packets.ts';
import type { Gap } from '#questions/gaps.ts';
import { incomplete } from '#questions/incomplete.ts';
import { lookedAtBetween } from '#questions/lookedAt.ts';
import { readServices, type ServiceQuestion } from '#questions/services.ts';
import { groupBy } from '#util/groupBy.ts';
import { t } from '#util/l10n.ts';
import { memoOf } from '#util/memo.ts';
import type { Steps } from '#util/steps.ts';
import type { Folder } from '#workspace/folder.ts';
import { title, titleOf } from './describe.ts';
import { type Place, placeOfName } from './place.ts';

type MapNode = Omit<protocol.MapNode, 'location'> & { readonly place?: Place };

export interface MapGraph extends Omit<protocol.MapGraph, 'nodes'> {
  readonly nodes: readonly MapNode[];
}

export interface ReachabilityMap extends MapGraph, Pick<protocol.ReachabilityMap, 'leftOut'> {
  /** In fewer lines: see `ReachMap`. */
  readonly bundled?: MapGraph;
  readonly incomplete: readonly Gap[];
}

export function* reachabilityMap(
  folder: Folder,
  region: string,
  question: ServiceQuestion = {},
): Steps<ReachabilityMap | { readonly error: string }> {
  const { model } = folder;
  const asked = readServices(model, { ...question, region });
  if (asked !== undefined && 'error' in asked) return { error: asked.error };
  const { bundled, leftOut, ...whole } = yield* makingReachMap(model, region, { services: asked?.set });
  return {
    ...graphOf(folder, whole),
    ...(bundled === undefined ? {} : { bundled: graphOf(folder, bundled) }),
    ...(leftOut === undefined ? {} : { leftOut }),
    incomplete: incomplete(folder, () => lookedAtBetween(model, region, undefined, undefined)),
  };
}

function graphOf(folder: Folder, { nodes, edges }: ReachGraph): MapGraph {
  const shown = distinct(nodes.map((node) => nodeOf(folder, node, nodes)));
  return {
    nodes: shown,
    edges: edges.flatMap((edge) => {
      const [from, to] = [shown[edge.from], shown[edge.to]];
      return from === undefined || to === undefined ? [] : { ...edge, from: from.id, to: to.id };
    }),
  };
}

/** Machines that are in the same groups, and yet fare differently, are told apart by their names. */
function distinct(nodes: readonly MapNode[]): readonly MapNode[] {
  const isClass = ({ kind }: MapNode): boolean => kind === 'class';
  const alike = groupBy(nodes.filter(isClass), ({ groups }) => groupsText(groups));
  return nodes.map((node) => {
    const groups = groupsText(node.groups);
    if (!isClass(node) || alike.get(groups)?.length === 1) return node;
    return { ...node, label: `${groups} (${someNames(node.members)})` };
  });
}

const MOST_NAMES = 3;

function someNames(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? t('{0} and {1} more', shown, names.length - MOST_NAMES) : shown;
}

const groupsText = (groups: readonly string[]): string => (groups.length === 0 ? t('no group') : groups.join(' + '));

type AddressesNode = Extract<ReachNode, { readonly kind: 'addresses' }>;

const idOf = ({ words }: AddressesNode): string => `addresses:${words}`;

function nodeOf(folder: Folder, node: ReachNode, all: readonly ReachNode[]): MapNode {
  if (node.kind === 'machines') return machinesNode(folder, node);
  const { words, list, isInternet } = node;
  const within = all.flatMap((other) => (other.kind === 'addresses' && isWithin(node, other) ? [idOf(other)] : []));
  return {
    id: idOf(node),
    kind: isInternet ? 'internet' : 'addresses',
    label: words,
    members: [],
    groups: [],
    within: within.length === 0 ? undefined : within,
    place: list && placeOfName(folder, list),
  };
}

const partsOf = memoOf(({ parts }: AddressesNode) => new Set(parts));

function isWithin(node: AddressesNode, other: AddressesNode): boolean {
  const { parts } = node;
  return parts.length < other.parts.length && parts.every((part) => partsOf(other).has(part));
}

function machinesNode(folder: Folder, { cvms, subnet }: Extract<ReachNode, { readonly kind: 'machines' }>): MapNode {
  const [first] = cvms;
  const members = cvms.map(title);
  const groups = (first === undefined ? [] : groupsOf(first)).map((key) => titleOf(folder.model, key));
  const common = {
    id: `machines:${first?.key ?? ''}`,
    members,
    groups,
    subnet: subnet && subnetTitle(subnet),
    interfaces: interfacesOf(folder, cvms),
    place: first && placeOfName(folder, first),
  };
  if (cvms.length === 1) return { ...common, kind: 'cvm', label: members.join() };
  return {
    ...common,
    kind: 'class',
    label: `${groupsText(groups)} (${cvmCount(cvms.length)})`,
  };
}

/** The most interfaces that are listed of one node. */
const MOST_INTERFACES = 50;

function interfacesOf({ model }: Folder, cvms: readonly Cvm[]): MapNode['interfaces'] {
  const interfaces = cvms
    .filter((cvm) => cvm.interfaces.length > 1)
    .flatMap((cvm) => cvm.interfaces.map((one) => ({ name: interfaceName(title(cvm), one), one })));
  if (interfaces.length === 0) return undefined;
  return interfaces.slice(0, MOST_INTERFACES).map(({ name, one }) => {
    const addresses = addressesOf(one).map(printAddress);
    const subnet = one.subnet === undefined ? [] : [titleOf(model, one.subnet)];
    const groups = one.groups.map((key) => titleOf(model, key)).join(', ') || t('no group');
    return { name, about: [addresses.join(', '), ...subnet, groups].filter(Boolean).join(' · ') };
  });
}

function subnetTitle(subnet: Subnet): string {
  return subnet.cidr === undefined ? title(subnet) : `${title(subnet)} ${printAddress(subnet.cidr)}`;
}
