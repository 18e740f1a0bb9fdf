import { openToWorld } from '#engine/openToWorld.ts';
import type { Group } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
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
    const where = families.size === 2 ? 'every address' : `every IPv${[...families][0]} address`;
    const message = `tcp ${listWords(sorted, 6)} ${sorted.length === 1 ? 'is' : 'are'} open to ${where}. Let in only those who need it.`;
    return finding('open-to-world', rule, message);
  });
}
