// All that pick lists offer.

import { referTo } from '#edits/references.ts';
import { groupsOf } from '#model/interfaces.ts';
import type { Entity } from '#model/model.ts';
import { cloudCount } from '#model/policy.ts';
import { printServices } from '#net/services.ts';
import type * as protocol from '#protocol/tree.ts';
import { plural } from '#util/l10n.ts';
import { keep } from '#util/memo.ts';
import type { Folder } from '#workspace/folder.ts';
import { addressText, quotaText, title, titleOf } from './describe.ts';
import { type Place, placeOfName } from './place.ts';

export interface EntitySummary extends Omit<protocol.EntitySummary, 'location'> {
  readonly place: Place;
}

export function entities(folder: Folder): readonly EntitySummary[] {
  return [...folder.model.entities.values()].flatMap((entity) => {
    const place = placeOfName(folder, entity);
    if (place === undefined) return [];
    const { key, kind, id, region, project, description, builtin } = entity;
    const reference = referTo(folder.model, entity, region);
    return {
      key,
      kind,
      name: title(entity),
      id,
      region,
      project,
      description,
      builtin,
      reference,
      detail: detailOf(folder, entity),
      ...(entity.kind === 'cvm' ? { groups: entity.interfaces[0].groups } : {}),
      ...(entity.kind === 'group' ? { members: folder.model.members.get(key)?.map((cvm) => cvm.key) ?? [] } : {}),
      place,
    };
  });
}

/** The regions in which something is declared, each with its projects. */
export function regions({ model }: Folder): readonly { readonly name: string; readonly projects: readonly string[] }[] {
  const found = new Map<string, Set<string>>();
  for (const { entity, region, project } of model.bindings.values()) {
    if (entity?.builtin === true) continue;
    keep(found, region, () => new Set()).add(project);
  }
  return [...found].map(([name, projects]) => ({ name, projects: [...projects] }));
}

function detailOf(folder: Folder, entity: Entity): string {
  switch (entity.kind) {
    case 'group':
      return quotaText(folder, entity);
    case 'cvm':
      return [
        addressText(entity),
        groupsOf(entity)
          .map((key) => titleOf(folder.model, key))
          .join(', '),
      ]
        .filter(Boolean)
        .join(' · ');
    case 'addresses':
      return plural(entity.size, '{0} item', '{0} items');
    case 'services':
      return printServices(entity.set).join(', ');
    case 'subnet':
      return entity.node.cidr?.text ?? '';
    case 'acl':
      return plural(cloudCount(entity.inbound) + cloudCount(entity.outbound), '{0} rule', '{0} rules');
  }
}
