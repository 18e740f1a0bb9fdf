// Region › project › group › inbound, outbound › policies as the cloud counts them; members; what refers to the group. Beside the projects:
// lists and acls.

import type { Group } from '#model/model.ts';
import { cvmCount, groupCount } from '#model/words.ts';
import { t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import { addressText, quotaText } from './describe.ts';
import { type KeepList, listKindsOfRegion, listsIn } from './listsTree.ts';
import { directionNode, entityNode, referencesNode } from './ownerNodes.ts';
import { problemsOf } from './problems.ts';
import { nodeId, type TreeNode } from './treeNode.ts';

export interface GroupsOptions {
  /** Whether projects stand between region and group. */
  readonly byProject: boolean;
  readonly keep: (group: Group) => boolean;
  readonly keepList: KeepList;
}

export function groupRegions(folder: Folder, options: GroupsOptions): readonly TreeNode[] {
  const regions = new Map<string, Group[]>();
  for (const group of folder.model.groups) {
    if (!regions.has(group.region)) regions.set(group.region, []);
    if (!group.builtin && options.keep(group)) regions.get(group.region)?.push(group);
  }
  return [...regions].flatMap(([region, groups]): TreeNode[] => {
    const all = [...groups, ...listsIn(folder, region, options.keepList)];
    // The region that nobody wrote is shown only where something stands in it.
    if (all.length === 0) return [];
    return [
      {
        id: nodeId(folder.root, 'region', region),
        kind: 'region',
        label: region,
        description: groupCount(groups.length),
        hasChildren: true,
        problems: problemsOf(folder, all),
      },
    ];
  });
}

export function groupsOfRegion(folder: Folder, region: string, options: GroupsOptions): readonly TreeNode[] {
  const groups = groupsIn(folder, region, options);
  const projects = [...new Set(groups.map(({ project }) => project))];
  const own = options.byProject
    ? projects.map((project) => projectNode(folder, region, project, groups))
    : groups.map((group) => groupNode(folder, group));
  const builtin: TreeNode = {
    id: nodeId(folder.root, 'builtin', region),
    kind: 'builtin-groups',
    label: t('Built-in groups'),
    description: `${builtinGroups(folder, region).length}`,
    hasChildren: true,
    builtin: true,
  };
  return [...own, ...listKindsOfRegion(folder, region, options.keepList), builtin];
}

function projectNode(folder: Folder, region: string, project: string, all: readonly Group[]): TreeNode {
  const groups = all.filter((group) => group.project === project);
  const quota = folder.settings.quotas.groups;
  return {
    id: nodeId(folder.root, 'project', region, project),
    kind: 'project',
    label: t('project {0}', project),
    description: quota === null ? groupCount(groups.length) : t('{0}/{1} groups', groups.length, quota),
    hasChildren: true,
    problems: problemsOf(folder, groups),
  };
}

export function groupsOfProject(
  folder: Folder,
  region: string,
  project: string,
  options: GroupsOptions,
): readonly TreeNode[] {
  const groups = groupsIn(folder, region, options).filter((group) => group.project === project);
  return groups.map((group) => groupNode(folder, group));
}

export function builtinGroups(folder: Folder, region: string): readonly TreeNode[] {
  const groups = folder.model.groups.filter((group) => group.builtin && group.region === region);
  return groups.map((group) => groupNode(folder, group));
}

function groupNode(folder: Folder, group: Group): TreeNode {
  const members = folder.model.members.get(group.key)?.length ?? 0;
  return entityNode(folder, group, {
    id: nodeId(folder.root, 'group', group.key),
    kind: 'group',
    description: quotaText(folder, group),
    hasChildren: true,
    attached: members > 0,
  });
}

export function partsOfGroup(folder: Folder, group: Group): readonly TreeNode[] {
  const members = folder.model.members.get(group.key)?.length ?? 0;
  return [
    directionNode(folder, group, 'inbound'),
    directionNode(folder, group, 'outbound'),
    {
      id: nodeId(folder.root, 'members', group.key),
      kind: 'members',
      label: t('Members'),
      description: cvmCount(members),
      hasChildren: members > 0,
      entity: group.key,
      builtin: group.builtin,
    },
    referencesNode(folder, group),
  ];
}

export function membersOf(folder: Folder, group: Group): readonly TreeNode[] {
  return (folder.model.members.get(group.key) ?? []).map((cvm) =>
    entityNode(folder, cvm, {
      id: nodeId(folder.root, 'member', group.key, cvm.key),
      kind: 'cvm',
      description: addressText(cvm),
      hasChildren: false,
    }),
  );
}

function groupsIn({ model }: Folder, region: string, { keep }: GroupsOptions): readonly Group[] {
  return model.groups.filter((group) => !group.builtin && group.region === region && keep(group));
}
