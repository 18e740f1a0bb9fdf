import { openToWorld } from '#engine/list/openToWorld.ts';
import type { Group } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import { plural, t } from '#util/l10n.ts';
import { type Finding, finding } from './finding.ts';
import type { Settings } from './settings.ts';
import { listWords } from './words.ts';

/** `open-to-world`, at the rule. What stands above and takes only a part of everywhere does not help. */
export function openToWorldFindings({ inbound }: Group, { sensitivePorts }: Settings): Finding[] {
  const byRule = new Map<ast.Rule, { readonly ports: Set<number>; readonly families: Set<4 | 6> }>();
  for (const { place, ports, families } of openToWorld(inbound.policies, sensitivePorts)) {
    const rule = inbound.policies[place]?.rule;
    if (rule === undefined) continue;
    const known = byRule.get(rule) ?? { ports: new Set(), families: new Set() };
    byRule.set(rule, known);
    for (const port of ports) known.ports.add(port);
    for (const family of families) known.families.add(family);
  }
  return [...byRule].map(([rule, { ports, families }]) => {
    const sorted = [...ports].sort((a, b) => a - b).map(String);
    const where = families.size === 2 ? t('every address') : t('every IPv{0} address', [...families][0] ?? 4);
    const message = plural(
      sorted.length,
      'tcp {1} is open to {2}. Let in only those who need it.',
      'tcp {1} are open to {2}. Let in only those who need it.',
      listWords(sorted, 6),
      where,
    );
    return finding('open-to-world', rule, message);
  });
}
