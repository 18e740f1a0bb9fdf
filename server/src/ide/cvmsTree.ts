// Region › vpc › subnet › cvm › its groups in priority order, what may reach it, what it may reach.

import { cvmsBySubnet } from '#engine/reach/machines.ts';
import { reach } from '#engine/reach/reach.ts';
import { groupsOf, labelOf } from '#model/interfaces.ts';
import type { Cvm, Subnet } from '#model/model.ts';
import { groupBy } from '#util/groupBy.ts';
import { t } from '#util/l10n.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { addressText, cvmCount, quotaText, title, titleOf } from './describe.ts';
import { copiesOf } from './groupsTree.ts';
import { describeEntity } from './hoverEntity.ts';
import { at, problems } from './ownerNodes.ts';
import { placeOfName } from './place.ts';
import { join, problemsIn } from './problems.ts';
import { nodeId, type TreeNode } from './treeNode.ts';

export interface CvmsOptions {
  /** Whether vpc and subnet stand between region and cvm. */
  readonly byNetwork: boolean;
  readonly keep: (cvm: Cvm) => boolean;
  /** Of a subnet of which no machine is kept. */
  readonly keepEmpty: (subnet: Subnet) => boolean;
}

/** The most rows under "may reach": past it a row says that there are more. */
const MAX_PATHS = 200;

export function cvmRegions(snapshot: Snapshot, options: CvmsOptions): readonly TreeNode[] {
  const cvms = groupBy(snapshot.model.cvms.filter(options.keep), ({ region }) => region);
  const subnets = options.byNetwork ? subnetsIn(snapshot, options) : [];
  const regions = new Set([...cvms.keys(), ...subnets.map(({ region }) => region)]);
  return [...regions].map((region) => ({
    id: nodeId(snapshot.root, 'region', region),
    kind: 'region',
    label: region,
    description: cvmCount(cvms.get(region)?.length ?? 0),
    hasChildren: true,
    ...problems(
      join(
        [...(cvms.get(region) ?? []), ...subnets.filter((subnet) => subnet.region === region)].map(({ source }) =>
          problemsIn(snapshot, source),
        ),
      ),
    ),
  }));
}

export function networksOfRegion(snapshot: Snapshot, region: string, options: CvmsOptions): readonly TreeNode[] {
  const cvms = snapshot.model.cvms.filter((cvm) => cvm.region === region && options.keep(cvm));
  if (!options.byNetwork) return cvms.map((cvm) => cvmNode(snapshot, cvm));
  const vpcs = new Set<string>();
  const subnets = subnetsIn(snapshot, options).filter((subnet) => subnet.region === region);
  for (const { vpc } of subnets) if (vpc !== undefined) vpcs.add(vpc);
  const loose = subnets.filter(({ vpc }) => vpc === undefined);
  return [
    ...[...vpcs].map(
      (vpc): TreeNode => ({
        id: nodeId(snapshot.root, 'vpc', region, vpc),
        kind: 'vpc',
        label: vpc,
        hasChildren: true,
        ...problems(problemsOfVpc(snapshot, region, vpc, options)),
      }),
    ),
    ...loose.map((subnet) => subnetNode(snapshot, subnet, options)),
    ...cvms
      .filter(({ interfaces }) => interfaces.every(({ subnet }) => subnet === undefined))
      .map((cvm) => cvmNode(snapshot, cvm)),
  ];
}

/** A machine with interfaces in several subnets counts once. */
function problemsOfVpc(snapshot: Snapshot, region: string, vpc: string, options: CvmsOptions) {
  const subnets = subnetsIn(snapshot, options).filter((subnet) => subnet.region === region && subnet.vpc === vpc);
  const cvms = new Set(subnets.flatMap((subnet) => cvmsIn(snapshot, subnet, options)));
  return join([...subnets, ...cvms].map(({ source }) => problemsIn(snapshot, source)));
}

export function subnetsOfVpc(
  snapshot: Snapshot,
  region: string,
  vpc: string,
  options: CvmsOptions,
): readonly TreeNode[] {
  const subnets = subnetsIn(snapshot, options).filter((subnet) => subnet.region === region && subnet.vpc === vpc);
  return subnets.map((subnet) => subnetNode(snapshot, subnet, options));
}

function subnetNode(snapshot: Snapshot, subnet: Subnet, options: CvmsOptions): TreeNode {
  const cvms = cvmsIn(snapshot, subnet, options);
  const acl = subnet.acl === undefined ? t('no acl') : t('acl {0}', titleOf(snapshot.model, subnet.acl));
  return {
    id: nodeId(snapshot.root, 'subnet', subnet.key),
    kind: 'subnet',
    label: title(subnet),
    description: [subnet.node.cidr?.text, acl].filter((each) => each !== undefined).join(' · '),
    tooltip: describeEntity(snapshot, subnet),
    hasChildren: cvms.length > 0,
    entity: subnet.key,
    cloudId: subnet.id,
    ...at(placeOfName(snapshot, subnet)),
    ...problems(join([problemsIn(snapshot, subnet.source), ...cvms.map((cvm) => problemsIn(snapshot, cvm.source))])),
  };
}

export function cvmsOfSubnet(snapshot: Snapshot, subnet: Subnet, options: CvmsOptions): readonly TreeNode[] {
  return cvmsIn(snapshot, subnet, options).map((cvm) => cvmNode(snapshot, cvm));
}

function cvmNode(snapshot: Snapshot, cvm: Cvm): TreeNode {
  return {
    id: nodeId(snapshot.root, 'cvm', cvm.key),
    kind: 'cvm',
    label: title(cvm),
    description: addressText(cvm),
    tooltip: describeEntity(snapshot, cvm),
    hasChildren: true,
    entity: cvm.key,
    attached: groupsOf(cvm).length > 0,
    ...copiesOf(cvm),
    ...at(placeOfName(snapshot, cvm)),
    ...problems(problemsIn(snapshot, cvm.source)),
  };
}

export function partsOfCvm(snapshot: Snapshot, cvm: Cvm): readonly TreeNode[] {
  const { length } = groupsOf(cvm);
  return [
    {
      id: nodeId(snapshot.root, 'cvm-groups', cvm.key),
      kind: 'cvm-groups',
      label: t('Groups'),
      description: length === 0 ? t('none: not filtered') : t('{0}, in priority order', length),
      hasChildren: length > 0,
      entity: cvm.key,
    },
    {
      id: nodeId(snapshot.root, 'reached-by', cvm.key),
      kind: 'reached-by',
      label: t('May be reached by'),
      hasChildren: true,
      entity: cvm.key,
    },
    {
      id: nodeId(snapshot.root, 'reaches', cvm.key),
      kind: 'reaches',
      label: t('May reach'),
      hasChildren: true,
      entity: cvm.key,
    },
  ];
}

/** The groups of the primary interface, and then of each other one, which is named there. */
export function groupsOfCvm(snapshot: Snapshot, cvm: Cvm): readonly TreeNode[] {
  return cvm.interfaces.flatMap((one) => {
    const label = labelOf(one);
    const path = label === undefined ? [] : [label];
    return one.groups.flatMap((key, i) => {
      const group = snapshot.model.entities.get(key);
      if (group?.kind !== 'group') return [];
      return {
        id: nodeId(snapshot.root, 'cvm-group', cvm.key, key, ...path),
        kind: 'cvm-group' as const,
        label: title(group),
        description: [`${i + 1}`, ...path, quotaText(snapshot, group)].join(' · '),
        tooltip: describeEntity(snapshot, group),
        hasChildren: false,
        entity: key,
        cloudId: group.id,
        builtin: group.builtin,
        ...at(placeOfName(snapshot, group)),
      };
    });
  });
}

export function pathsOfCvm(snapshot: Snapshot, cvm: Cvm, towards: 'from' | 'to'): readonly TreeNode[] {
  const found = reach(snapshot.model, { [towards]: { kind: 'cvm', key: cvm.key }, region: cvm.region });
  const nodes = found.paths.slice(0, MAX_PATHS).map((path): TreeNode => {
    const other = towards === 'from' ? path.to : path.from;
    return {
      id: nodeId(snapshot.root, towards === 'from' ? 'reach-to' : 'reach-from', cvm.key, other),
      kind: 'path',
      label: other,
      description: path.services.join(' · '),
      hasChildren: false,
    };
  });
  const more = found.paths.length - nodes.length;
  // A branch that was opened says something, even where there is nothing to say.
  const said = nodes.length === 0 ? t('nobody') : more > 0 ? t('… and {0} more', more) : undefined;
  if (said === undefined) return nodes;
  return [
    ...nodes,
    { id: nodeId(snapshot.root, 'more', cvm.key, towards), kind: 'path', label: said, hasChildren: false },
  ];
}

function subnetsIn(snapshot: Snapshot, options: CvmsOptions): readonly Subnet[] {
  return snapshot.model.subnets.filter(
    (subnet) => options.keepEmpty(subnet) || cvmsIn(snapshot, subnet, options).length > 0,
  );
}

function cvmsIn({ model }: Snapshot, subnet: Subnet, { keep }: CvmsOptions): readonly Cvm[] {
  return (cvmsBySubnet(model.cvms).get(subnet.key) ?? []).filter(keep);
}
