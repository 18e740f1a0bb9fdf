// Quotas across blocks: `quota-groups` with its `quota-near`, `quota-groups-per-cvm`, `quota-cvms-per-group`, `crowded-group`.

import type { Cvm, Group, Model, NetworkInterface, Source } from '#model/model.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { finding } from './finding.ts';
import type { Findings } from './findings.ts';
import { NEAR } from './quotas.ts';
import type { Settings } from './settings.ts';
import { cvmsWords, groupsWords, quoted } from './words.ts';

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
    const words = groupsWords(groups.length);
    const where = [quoted(first.region), quoted(first.project)] as const;
    if (groups.length <= quota) {
      const { source, at } = wordOf(model, first);
      into.add(
        source.block,
        finding(
          'quota-near',
          at,
          t('{0} of {1} that the quota allows in region {2}, project {3}.', words, quota, ...where),
        ),
      );
      continue;
    }
    const message = t(
      'Region {0}, project {1}, has {2}; the quota is {3}. This one is past it.',
      ...where,
      words,
      quota,
    );
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
  for (const cvm of model.cvms) for (const one of cvm.interfaces) groupsPerInterface(model, cvm, one, quota, into);
}

function groupsPerInterface(
  model: Model,
  cvm: Cvm,
  { node, source, groups: known }: NetworkInterface,
  quota: number,
  into: Findings,
): void {
  if (node.groups.length <= quota) return;
  const broken = model.bindings.get(source.block)?.references ?? [];
  const unknown = new Set(
    broken.flatMap(({ name, fault }) => (fault !== undefined && node.groups.includes(name) ? [name.text] : [])),
  );
  const groups = known.length + unknown.size;
  if (groups <= quota) return;
  const words = [quoted(cvm.name), groupsWords(groups), quota] as const;
  const message =
    node.kind === 'cvm'
      ? t("The cvm {0} is in {1}; 'groupsPerCvm' allows {2}.", ...words)
      : t("An interface of the cvm {0} is in {1}; 'groupsPerCvm' allows {2}.", ...words);
  into.add(source.block, finding('quota-groups-per-cvm', node.name ?? node.keyword, message));
}

function membersOfGroup(model: Model, group: Group, settings: Settings, into: Findings): void {
  const members = model.members.get(group.key)?.length ?? 0;
  const at = group.node.name ?? group.node.keyword;
  const quota = settings.quotas.cvmsPerGroup;
  if (quota !== null && members > quota) {
    const message = t(
      "{0} are in the group {1}; 'cvmsPerGroup' allows {2}.",
      cvmsWords(members),
      quoted(group.name),
      quota,
    );
    into.add(group.source.block, finding('quota-cvms-per-group', at, message));
  }
  if (members > settings.crowdedGroup) {
    const message = t(
      '{0} are in the group {1}, more than {2}. Several groups that admit each other are easier to change and to keep within the quotas.',
      cvmsWords(members),
      quoted(group.name),
      settings.crowdedGroup,
    );
    into.add(group.source.block, finding('crowded-group', at, message));
  }
}
