// Quotas across blocks: `quota-groups` with its `quota-near`, `quota-groups-per-cvm`, `quota-cvms-per-group`, `crowded-group`.

import type { Group, Model, Source } from '#model/model.ts';
import type { Range } from '#text/range.ts';
import { finding } from './finding.ts';
import type { Findings } from './findings.ts';
import { NEAR } from './quotas.ts';
import type { Settings } from './settings.ts';
import { count, quoted } from './words.ts';

export function regionQuotas(model: Model, settings: Settings, into: Findings): void {
  groupsOfRegions(model, settings.quotas.groups, into);
  groupsPerCvm(model, settings.quotas.groupsPerCvm, into);
  for (const group of model.groups) if (!group.builtin) membersOfGroup(model, group, settings, into);
}

/** The quota is one for each region and project. */
function groupsOfRegions(model: Model, quota: number | null, into: Findings): void {
  if (quota === null) return;
  const byProject = new Map<string, Group[]>();
  for (const group of model.groups) {
    if (group.builtin) continue;
    const key = `${group.region.length} ${group.region}${group.project}`;
    const known = byProject.get(key);
    if (known === undefined) byProject.set(key, [group]);
    else known.push(group);
  }
  for (const groups of byProject.values()) {
    const [first] = groups;
    if (first === undefined || groups.length < quota * NEAR) continue;
    const where = `region ${quoted(first.region)}, project ${quoted(first.project)}`;
    if (groups.length <= quota) {
      const { source, at } = wordOf(model, first);
      into.add(
        source.block,
        finding('quota-near', at, `${count(groups.length, 'group')} of ${quota} that the quota allows in ${where}.`),
      );
      continue;
    }
    const message = `${where.replace('region', 'Region')}, has ${count(groups.length, 'group')}; the quota is ${quota}. This one is past it.`;
    for (const { node, source } of groups.slice(quota)) {
      into.add(source.block, finding('quota-groups', node.name ?? node.keyword, message));
    }
  }
}

/** Where the region is first named; a file that names none has only its groups. */
function wordOf(model: Model, first: Group): { readonly source: Source; readonly at: Range } {
  for (const [block, { uri }] of model.bindings) {
    const node = block.declaration;
    if (node?.kind === 'region' && node.name?.text === first.region)
      return { source: { uri, block }, at: node.keyword };
  }
  return { source: first.source, at: first.node.keyword };
}

function groupsPerCvm(model: Model, quota: number | null, into: Findings): void {
  if (quota === null) return;
  for (const cvm of model.cvms) {
    const { node } = cvm;
    if (node.groups.length <= quota) continue;
    const broken = model.bindings.get(cvm.source.block)?.references ?? [];
    const unknown = new Set(
      broken.flatMap(({ name, role, fault }) => (role === 'cvm-group' && fault !== undefined ? [name.text] : [])),
    );
    const groups = cvm.groups.length + unknown.size;
    if (groups <= quota) continue;
    const message = `The cvm ${quoted(cvm.name)} is in ${count(groups, 'group')}; 'groupsPerCvm' allows ${quota}.`;
    into.add(cvm.source.block, finding('quota-groups-per-cvm', node.name ?? node.keyword, message));
  }
}

function membersOfGroup(model: Model, group: Group, settings: Settings, into: Findings): void {
  const members = model.members.get(group.key)?.length ?? 0;
  const at = group.node.name ?? group.node.keyword;
  const quota = settings.quotas.cvmsPerGroup;
  if (quota !== null && members > quota) {
    const message = `${count(members, 'cvm')} are in the group ${quoted(group.name)}; 'cvmsPerGroup' allows ${quota}.`;
    into.add(group.source.block, finding('quota-cvms-per-group', at, message));
  }
  if (members > settings.crowdedGroup) {
    const message = `${count(members, 'cvm')} are in the group ${quoted(group.name)}, more than ${settings.crowdedGroup}. Several groups that admit each other are easier to change and to keep within the quotas.`;
    into.add(group.source.block, finding('crowded-group', at, message));
  }
}
