// `unused-group`, `unused-addresses` and `unused-services`: what nothing uses, at its name.

import { cutBlock } from '#edits/cutBlock.ts';
import type { Addresses, Entity, Group, Model, Services } from '#model/model.ts';
import { message, t } from '#util/l10n.ts';
import { isBoundElsewhere } from './boundElsewhere.ts';
import { finding } from './finding.ts';
import { type Fix, type FixContext, fix } from './fix.ts';
import type { Findings, Region } from './region.ts';
import { quoted } from './words.ts';

const MESSAGES = {
  group: message('Nothing uses the group {0}: no CVM is in it, and no other rule or expectation names it.'),
  addresses: message('Nothing uses the addresses {0}: no rule, list or expectation names them.'),
  services: message('Nothing uses the services {0}: no rule, list or expectation names them.'),
};

export function unused(
  { model, shared: { isUsed }, snapshots }: Region,
  entities: readonly (Group | Addresses | Services)[],
  into: Findings,
): void {
  for (const entity of entities) {
    const { kind, key, builtin, source, node } = entity;
    if (builtin || node.name === undefined || isUsed(key)) continue;
    if (entity.kind === 'group' && isBoundElsewhere(model, entity)) continue;
    if (!snapshots.has(source.uri) && isUsed(firstOfName(model, entity))) continue;
    into.add(source.block, finding(`unused-${kind}`, node.name, t(MESSAGES[kind], quoted(node.name.text))));
  }
}

/** The key of the first declaration of the name. Of a name declared twice references mean the first, but either may be meant to be used. */
function firstOfName(model: Model, entity: Entity): string {
  return model.regions.get(entity.region)?.names.get(entity.name)?.key ?? entity.key;
}

/** Takes the declaration out: no packet is decided otherwise without it. */
export function removeUnused({ text, language, placed }: FixContext): readonly Fix[] {
  const node = placed.block.declaration;
  if (node === undefined) return [];
  const title = node.kind === 'group' ? t('Remove this group') : t('Remove this list');
  return [fix(title, [cutBlock({ text, language, blockStart: placed.start, node })], { preferred: false })];
}
