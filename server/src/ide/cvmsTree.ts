// Region › vpc › subnet › cvm › its groups in priority order, what may reach it, what it may reach.

import { cvmsBySubnet } from '#engine/reach/machines.ts';
import { reach } from '#engine/reach/reach.ts';
import type { ReachPath } from '#engine/reach/reachPaths.ts';
import { groupsOf, labelOf } from '#model/interfaces.ts';
import type { Cvm, Subnet } from '#model/model.ts';
import { cvmCount } from '#model/words.ts';
import { reachRows } from '#questions/reachWords.ts';
import { groupBy } from '#util/groupBy.ts';
import { t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import { addressText, quotaText, titleOf } from './describe.ts';
import { entityNode } from './ownerNodes.ts';
import { problemsOf } from './problems.ts';
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

export function cvmRegions(folder: Folder, options: CvmsOptions): readonly TreeNode[] {
  const cvms = groupBy(folder.model.cvms.filter(options.keep), ({ region }) => region);
  const subnets = options.byNetwork ? subnetsIn(folder, options) : [];
  const regions = new Set([...cvms.keys(), ...subnets.map(({ region }) => region)]);
  return [...regions].map((region) => ({
    id: nodeId(folder.root, 'region', region),
    kind: 'region',
    label: region,
    description: cvmCount(cvms.get(region)?.length ?? 0),
    hasChildren: true,
    problems: problemsOf(folder, [
      ...(cvms.get(region) ?? []),
      ...subnets.filter((subnet) => subnet.region === region),
    ]),
  }));
}

export function networksOfRegion(folder: Folder, region: string, options: CvmsOptions): readonly TreeNode[] {
  const cvms = folder.model.cvms.filter((cvm) => cvm.region === region && options.keep(cvm));
  if (!options.byNetwork) return cvms.map((cvm) => cvmNode(folder, cvm));
  const vpcs = new Set<string>();
  const subnets = subnetsIn(folder, options).filter((subnet) => subnet.region === region);
  for (const { vpc } of subnets) if (vpc !== undefined) vpcs.add(vpc);
  const loose = subnets.filter(({ vpc }) => vpc === undefined);
  return [
    ...[...vpcs].map(
      (vpc): TreeNode => ({
        id: nodeId(folder.root, 'vpc', region, vpc),
        kind: 'vpc',
        label: vpc,
        hasChildren: true,
        problems: problemsOfVpc(folder, region, vpc, options),
      }),
    ),
    ...loose.map((subnet) => subnetNode(folder, subnet, options)),
    ...cvms
      .filter(({ interfaces }) => interfaces.every(({ subnet }) => subnet === undefined))
      .map((cvm) => cvmNode(folder, cvm)),
  ];
}

/** A machine with interfaces in several subnets counts once. */
function problemsOfVpc(folder: Folder, region: string, vpc: string, options: CvmsOptions) {
  const subnets = subnetsIn(folder, options).filter((subnet) => subnet.region === region && subnet.vpc === vpc);
  const cvms = new Set(subnets.flatMap((subnet) => cvmsIn(folder, subnet, options)));
  return problemsOf(folder, [...subnets, ...cvms]);
}

export function subnetsOfVpc(folder: Folder, region: string, vpc: string, options: CvmsOptions): readonly TreeNode[] {
  const subnets = subnetsIn(folder, options).filter((subnet) => subnet.region === region && subnet.vpc === vpc);
  return subnets.map((subnet) => subnetNode(folder, subnet, options));
}

function subnetNode(folder: Folder, subnet: Subnet, options: CvmsOptions): TreeNode {
  const cvms = cvmsIn(folder, subnet, options);
  const acl = subnet.acl && t('ACL {0}', titleOf(folder.model, subnet.acl));
  const node = entityNode(folder, subnet, {
    id: nodeId(folder.root, 'subnet', subnet.key),
    kind: 'subnet',
    description: [subnet.node.cidr?.text, acl].filter(Boolean).join(' · '),
    hasChildren: cvms.length > 0,
  });
  return { ...node, problems: problemsOf(folder, [subnet, ...cvms]) };
}

export function cvmsOfSubnet(folder: Folder, subnet: Subnet, options: CvmsOptions): readonly TreeNode[] {
  return cvmsIn(folder, subnet, options).map((cvm) => cvmNode(folder, cvm));
}

function cvmNode(folder: Folder, cvm: Cvm): TreeNode {
  return entityNode(folder, cvm, {
    id: nodeId(folder.root, 'cvm', cvm.key),
    kind: 'cvm',
    description: addressText(cvm),
    hasChildren: true,
    attached: groupsOf(cvm).length > 0,
  });
}

export function partsOfCvm(folder: Folder, cvm: Cvm): readonly TreeNode[] {
  const { length } = groupsOf(cvm);
  return [
    {
      id: nodeId(folder.root, 'cvm-groups', cvm.key),
      kind: 'cvm-groups',
      label: t('Groups'),
      description: length === 0 ? t('none: not filtered') : t('{0}, in order', length),
      hasChildren: length > 0,
      entity: cvm.key,
    },
    {
      id: nodeId(folder.root, 'reached-by', cvm.key),
      kind: 'reached-by',
      label: t('May be reached by'),
      hasChildren: true,
      entity: cvm.key,
    },
    {
      id: nodeId(folder.root, 'reaches', cvm.key),
      kind: 'reaches',
      label: t('May reach'),
      hasChildren: true,
      entity: cvm.key,
    },
  ];
}

/** The groups of the primary interface, and then of each other one, which is named there. */
export function groupsOfCvm(folder: Folder, cvm: Cvm): readonly TreeNode[] {
  return cvm.interfaces.flatMap((one) => {
    const label = labelOf(one);
    const path = label === undefined ? [] : [label];
    return one.groups.flatMap((key, i) => {
      const group = folder.model.entities.get(key);
      if (group?.kind !== 'group') return [];
      const node = entityNode(folder, group, {
        id: nodeId(folder.root, 'cvm-group', cvm.key, key, ...path),
        kind: 'cvm-group',
        description: [`${i + 1}`, ...path, quotaText(folder, group)].join(' · '),
        hasChildren: false,
      });
      // Problems of the group are shown at the group itself.
      return { ...node, problems: undefined };
    });
  });
}

export function pathsOfCvm(folder: Folder, cvm: Cvm, towards: 'from' | 'to'): readonly TreeNode[] {
  const { paths } = reach(folder.model, { [towards]: { kind: 'cvm', key: cvm.key }, region: cvm.region });
  const machines = paths.filter((path) => isOfMachine(path, towards));
  const addresses = paths.filter((path) => !isOfMachine(path, towards));
  const rows = [...machines, ...reachRows(folder.model, addresses, towards)];
  const nodes = rows.slice(0, MAX_PATHS).map((row): TreeNode => {
    const other = towards === 'from' ? row.to : row.from;
    return {
      id: nodeId(folder.root, towards === 'from' ? 'reach-to' : 'reach-from', cvm.key, other),
      kind: 'path',
      label: other,
      description: row.services.join(' · '),
      hasChildren: false,
    };
  });
  const more = rows.length - nodes.length;
  // A branch that was opened says something, even where there is nothing to say.
  const said = nodes.length === 0 ? t('nobody') : more > 0 ? t('… and {0} more', more) : undefined;
  if (said === undefined) return nodes;
  return [
    ...nodes,
    { id: nodeId(folder.root, 'more', cvm.key, towards), kind: 'path', label: said, hasChildren: false },
  ];
}

/** Whether the other end is a machine, which has a row of its own; addresses are described in the fewest words. */
function isOfMachine(path: ReachPath, towards: 'from' | 'to'): boolean {
  return (towards === 'from' ? path.destination : path.source) !== undefined;
}

function subnetsIn(folder: Folder, options: CvmsOptions): readonly Subnet[] {
  return folder.model.subnets.filter(
    (subnet) => options.keepEmpty(subnet) || cvmsIn(folder, subnet, options).length > 0,
  );
}

function cvmsIn({ model }: Folder, subnet: Subnet, { keep }: CvmsOptions): readonly Cvm[] {
  return (cvmsBySubnet(model.cvms).get(subnet.key) ?? []).filter(keep);
}
