// Short words about entities and packets that trees, pick lists, lenses and answers share.

import type { Cvm, Entity, Group, Model } from '#model/model.ts';
import { cloudCount, type Policy } from '#model/policy.ts';
import { printAddress } from '#net/address.ts';
import { plural, t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';

/** `12/100 in · 3/100 out`: the policies of a group against its quotas. */
export function quotaText(folder: Folder, group: Group): string {
  const { inbound, outbound } = folder.settings.quotas;
  const of = (count: number, quota: number | null) => (quota === null ? `${count}` : `${count}/${quota}`);
  return t('{0} in · {1} out', of(cloudCount(group.inbound), inbound), of(cloudCount(group.outbound), outbound));
}

export function addressText(cvm: Cvm): string {
  return cvm.privateAddresses.map(printAddress).join(', ');
}

/** What people call it: its name, or its id where it has none. */
export function title(entity: Entity): string {
  return entity.name !== '' ? entity.name : (entity.id ?? t('({0} without a name)', entity.kind));
}

export function titleOf(model: Model, key: string): string {
  const entity = model.entities.get(key);
  return entity === undefined ? key : title(entity);
}

/** Its place as the cloud counts it, or the places where it is several there. */
export function indexText({ index, count }: Policy): string {
  return count > 1 ? `${index}–${index + count - 1}` : `${index}`;
}

export function entryCount(count: number): string {
  return plural(count, '{0} entry', '{0} entries');
}

export function referenceCount(count: number): string {
  return plural(count, '{0} reference', '{0} references');
}
