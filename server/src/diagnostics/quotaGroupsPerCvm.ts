import type { Cvm, Model, NetworkInterface } from '#model/model.ts';
import { groupCount } from '#model/words.ts';
import { t } from '#util/l10n.ts';
import { finding } from './finding.ts';
import type { Findings, Region } from './region.ts';
import { quoted } from './words.ts';

export function quotaGroupsPerCvm({ model, settings: { quotas } }: Region, into: Findings): void {
  const quota = quotas.groupsPerCvm;
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
  const words = [quoted(cvm.name), groupCount(groups), quota] as const;
  const message =
    node.kind === 'cvm'
      ? t("The CVM {0} is in {1}; 'groupsPerCvm' allows {2}.", ...words)
      : t("An interface of the CVM {0} is in {1}; 'groupsPerCvm' allows {2}.", ...words);
  into.add(source.block, finding('quota-groups-per-cvm', node.name ?? node.keyword, message));
}
