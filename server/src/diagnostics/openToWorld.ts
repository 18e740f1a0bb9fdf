import { openToWorld } from '#engine/list/openToWorld.ts';
import type { Group } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import { isName, isWordFor } from '#syntax/names.ts';
import { plural, t } from '#util/l10n.ts';
import { keep } from '#util/memo.ts';
import type { Diagnostic } from './diagnostic.ts';
import { type Finding, finding } from './finding.ts';
import { type Fix, type FixContext, fix, listsOf, placedAt } from './fix.ts';
import type { Settings } from './settings.ts';
import { listWords } from './words.ts';

/** `open-to-world`, at the rule. It is reported even if rules above deny a part of the addresses. */
export function openToWorldFindings({ inbound }: Group, { sensitivePorts }: Settings): Finding[] {
  const byRule = new Map<ast.Rule, { readonly ports: Set<number>; readonly families: Set<4 | 6> }>();
  for (const { place, ports, families } of openToWorld(inbound.policies, sensitivePorts)) {
    const rule = inbound.policies[place]?.rule;
    if (rule === undefined) continue;
    const known = keep(byRule, rule, () => ({ ports: new Set(), families: new Set() }));
    for (const port of ports) known.ports.add(port);
    for (const family of families) known.families.add(family);
  }
  return [...byRule].map(([rule, { ports, families }]) => {
    const sorted = [...ports].sort((a, b) => a - b).map(String);
    const where = families.size === 2 ? t('every address') : t('every IPv{0} address', [...families][0] ?? 4);
    const message = plural(
      sorted.length,
      'tcp {1} is open to {2}. Allow only those who need it.',
      'tcp {1} are open to {2}. Allow only those who need it.',
      listWords(sorted, 6),
      where,
    );
    return finding('open-to-world', rule, message);
  });
}

/** At most so many lists are offered in the place of `any`. */
const MOST_LISTS = 4;

/** Offers lists of addresses in the place of `any`, first those that the group uses already: people keep in lists who may connect. */
export function letInOnly(context: FixContext, diagnostic: Diagnostic): readonly Fix[] {
  const { model, language } = context;
  for (const { owner, list } of listsOf(context)) {
    const rule = list.policies.find(({ rule }) => rule.start === diagnostic.start)?.rule;
    const [first, last] = [rule?.peers[0], rule?.peers.at(-1)];
    if (language === 'json' || owner.kind !== 'group' || first === undefined || last === undefined) continue;
    const known = new Set(
      [owner.inbound, owner.outbound].flatMap(({ policies }) =>
        policies.flatMap(({ peerNode }) => (peerNode.kind === 'name' ? peerNode.name.text : [])),
      ),
    );
    const lists = model.addresses.filter(
      ({ name, key, region, complete }) =>
        complete &&
        isName(name) &&
        !isWordFor('addresses', name) &&
        model.regions.get(owner.region)?.names.get(name)?.key === key &&
        region === owner.region,
    );
    const place = placedAt(context, { start: first.start, end: last.end });
    return lists
      .toSorted((a, b) => Number(known.has(b.name)) - Number(known.has(a.name)))
      .slice(0, MOST_LISTS)
      .map(({ name }) =>
        fix(t("Let in only '{0}'", name), [{ ...place, newText: name }], { preferred: false, changesPackets: true }),
      );
  }
  return [];
}
