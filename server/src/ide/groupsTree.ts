// Region › project › group › inbound, outbound › policies as the cloud counts them; members; what refers to the group.

import type { Binding, Entity, Group, Model, Reference } from '#model/model.ts';
import type { Policy } from '#model/policy.ts';
import { usesOf } from '#model/uses.ts';
import { directionWord } from '#model/words.ts';
import type * as ast from '#syntax/ast.ts';
import { plural, t } from '#util/l10n.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { addressText, cvmCount, groupCount, policyText, quotaText, title, titleOf } from './describe.ts';
import { placeIn, placeOfName } from './place.ts';
import { join, problemsIn } from './problems.ts';
import { nodeId, type TreeNode } from './treeNode.ts';

export interface GroupsOptions {
  /** Whether projects stand between region and group. */
  readonly byProject: boolean;
  readonly keep: (group: Group) => boolean;
}

export function groupRegions(snapshot: Snapshot, options: GroupsOptions): readonly TreeNode[] {
  const regions = new Map<string, Group[]>();
  for (const group of snapshot.model.groups) {
    if (!regions.has(group.region)) regions.set(group.region, []);
    if (!group.builtin && options.keep(group)) regions.get(group.region)?.push(group);
  }
  // The region that nobody wrote is shown only where something stands in it.
  const shown = [...regions].filter(([, groups]) => groups.length > 0);
  return shown.map(([region, groups]) => ({
    id: nodeId(snapshot.root, 'region', region),
    kind: 'region',
    label: region,
    description: groupCount(groups.length),
    hasChildren: true,
    ...problems(join(groups.map((group) => problemsIn(snapshot, group.source)))),
  }));
}

export function groupsOfRegion(snapshot: Snapshot, region: string, options: GroupsOptions): readonly TreeNode[] {
  const groups = groupsIn(snapshot, region, options);
  const projects = [...new Set(groups.map(({ project }) => project))];
  const own = options.byProject
    ? projects.map((project) => projectNode(snapshot, region, project, groups))
    : groups.map((group) => groupNode(snapshot, group));
  const builtin: TreeNode = {
    id: nodeId(snapshot.root, 'builtin', region),
    kind: 'builtin-groups',
    label: t('Built-in groups'),
    hasChildren: true,
    builtin: true,
  };
  return [...own, builtin];
}

function projectNode(snapshot: Snapshot, region: string, project: string, all: readonly Group[]): TreeNode {
  const groups = all.filter((group) => group.project === project);
  const quota = snapshot.settings.quotas.groups;
  return {
    id: nodeId(snapshot.root, 'project', region, project),
    kind: 'project',
    label: project,
    description: quota === null ? groupCount(groups.length) : t('{0}/{1} groups', groups.length, quota),
    hasChildren: true,
    ...problems(join(groups.map((group) => problemsIn(snapshot, group.source)))),
  };
}

export function groupsOfProject(
  snapshot: Snapshot,
  region: string,
  project: string,
  options: GroupsOptions,
): readonly TreeNode[] {
  const groups = groupsIn(snapshot, region, options).filter((group) => group.project === project);
  return groups.map((group) => groupNode(snapshot, group));
}

export function builtinGroups(snapshot: Snapshot, region: string): readonly TreeNode[] {
  const groups = snapshot.model.groups.filter((group) => group.builtin && group.region === region);
  return groups.map((group) => groupNode(snapshot, group));
}

function groupNode(snapshot: Snapshot, group: Group): TreeNode {
  const members = snapshot.model.members.get(group.key)?.length ?? 0;
  const about = [group.description, group.id, membersIn(members)].filter((each) => each !== undefined);
  return {
    id: nodeId(snapshot.root, 'group', group.key),
    kind: 'group',
    label: title(group),
    description: quotaText(snapshot, group),
    tooltip: [title(group), ...about].join('\n\n'),
    hasChildren: true,
    entity: group.key,
    builtin: group.builtin,
    attached: members > 0,
    ...at(placeOfName(snapshot, group)),
    ...problems(problemsIn(snapshot, group.source)),
  };
}

export function partsOfGroup(snapshot: Snapshot, group: Group): readonly TreeNode[] {
  const { model, settings } = snapshot;
  const direction = (which: ast.Direction): TreeNode => {
    const lists = group.node.lists.filter((list) => list.direction === which);
    const { length } = group[which].policies;
    const quota = settings.quotas[which];
    const [first] = lists;
    return {
      id: nodeId(snapshot.root, 'list', group.key, which),
      kind: 'direction',
      label: directionWord(which),
      description: quota === null ? `${length}` : `${length}/${quota}`,
      hasChildren: length > 0,
      entity: group.key,
      builtin: group.builtin,
      ...(first === undefined ? at(placeOfName(snapshot, group)) : at(placeIn(snapshot, group.source, first.keyword))),
      ...problems(join(lists.map((list) => problemsIn(snapshot, group.source, list)))),
    };
  };
  const members = model.members.get(group.key)?.length ?? 0;
  const references = referencesTo(model, group).length;
  return [
    direction('inbound'),
    direction('outbound'),
    {
      id: nodeId(snapshot.root, 'members', group.key),
      kind: 'members',
      label: t('Members'),
      description: cvmCount(members),
      hasChildren: members > 0,
      entity: group.key,
      builtin: group.builtin,
    },
    {
      id: nodeId(snapshot.root, 'references', group.key),
      kind: 'references',
      label: t('Referenced by'),
      description: `${references}`,
      hasChildren: references > 0,
      entity: group.key,
      builtin: group.builtin,
    },
  ];
}

export function policiesOf(snapshot: Snapshot, group: Group, direction: ast.Direction): readonly TreeNode[] {
  const seen = new Map<string, number>();
  return group[direction].policies.map((policy) => {
    const text = policyText(policy, direction);
    const nth = (seen.get(text) ?? 0) + 1;
    seen.set(text, nth);
    return policyNode(snapshot, group, direction, policy, nth);
  });
}

/** Known by what it says, `nth` of those that say the same: so that a selection goes with a rule that is moved. */
function policyNode(snapshot: Snapshot, group: Group, direction: ast.Direction, policy: Policy, nth: number): TreeNode {
  const { rule, peerNode } = policy;
  const alone = rule.peers.length === 1;
  const label = policyText(policy, direction);
  const about = [
    rule.description?.value,
    rule.until === undefined ? undefined : t('until {0}', rule.until.text),
  ].filter((each) => each !== undefined);
  return {
    id: nodeId(snapshot.root, 'policy', group.key, direction, label, `${nth}`),
    kind: 'rule',
    label,
    description: [`#${policy.index}`, ...about].join(' · '),
    hasChildren: false,
    entity: group.key,
    builtin: group.builtin,
    rule: { owner: group.key, direction, index: policy.index },
    action: policy.action,
    ...at(placeIn(snapshot, group.source, alone ? rule : peerNode)),
    // What is said of the whole rule is said of each of its policies; what is said of one peer only of that one.
    ...problems(problemsOfPolicy(snapshot, group, policy)),
  };
}

function problemsOfPolicy(snapshot: Snapshot, group: Group, { rule, peerNode }: Policy) {
  const head = { start: rule.start, end: rule.peers[0]?.start ?? rule.end };
  return join([problemsIn(snapshot, group.source, head), problemsIn(snapshot, group.source, peerNode)]);
}

export function membersOf(snapshot: Snapshot, group: Group): readonly TreeNode[] {
  return (snapshot.model.members.get(group.key) ?? []).map((cvm) => ({
    id: nodeId(snapshot.root, 'member', group.key, cvm.key),
    kind: 'cvm',
    label: title(cvm),
    description: addressText(cvm),
    hasChildren: false,
    entity: cvm.key,
    ...at(placeOfName(snapshot, cvm)),
    ...problems(problemsIn(snapshot, cvm.source)),
  }));
}

export function referenceNodes(snapshot: Snapshot, group: Group): readonly TreeNode[] {
  return referencesTo(snapshot.model, group).map(({ binding, reference }, i) => ({
    id: nodeId(snapshot.root, 'reference', group.key, `${i}`),
    kind: 'reference',
    label: labelOfUse(snapshot.model, binding, reference),
    description:
      reference.role === 'endpoint'
        ? t('expectation')
        : binding.entity === undefined
          ? ''
          : kindText(binding.entity.kind),
    hasChildren: false,
    ...at(placeIn(snapshot, binding, reference.name)),
  }));
}

/** Rules and expectations that name the group; its members are listed apart, and what it says of itself is no reference. */
function referencesTo(model: Model, group: Group) {
  return usesOf(model, group.key).filter(
    ({ binding, reference }) => reference.role !== 'cvm-group' && binding.entity?.key !== group.key,
  );
}

function labelOfUse(model: Model, { entity, expectation }: Binding, { name }: Reference): string {
  if (entity?.kind === 'group' || entity?.kind === 'acl') {
    for (const direction of ['inbound', 'outbound'] as const) {
      const at = entity[direction].policies.find(({ peerNode }) => peerNode.kind === 'name' && peerNode.name === name);
      if (at !== undefined) return `${title(entity)}: ${policyText(at, direction)}`;
    }
  }
  if (expectation !== undefined) return expectation.node.name?.value ?? `expect ${expectation.action}`;
  return entity === undefined ? name.text : titleOf(model, entity.key);
}

function groupsIn({ model }: Snapshot, region: string, { keep }: GroupsOptions): readonly Group[] {
  return model.groups.filter((group) => !group.builtin && group.region === region && keep(group));
}

function kindText(kind: Entity['kind']): string {
  if (kind === 'group') return t('group');
  return kind === 'acl' ? t('acl') : kind;
}

function membersIn(members: number): string {
  return plural(members, '{0} cvm in it', '{0} cvms in it');
}

export function at(place: TreeNode['place'] | undefined): { place?: NonNullable<TreeNode['place']> } {
  return place === undefined ? {} : { place };
}

export function problems(found: TreeNode['problems'] | undefined): { problems?: NonNullable<TreeNode['problems']> } {
  return found === undefined ? {} : { problems: found };
}
