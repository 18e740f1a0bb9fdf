// Names and ids that may stand in a place.

import type { Entity, ReferenceRole } from '#model/model.ts';
import { cloudCount } from '#model/policy.ts';
import { ALLOWED } from '#model/resolve.ts';
import { usesOf } from '#model/uses.ts';
import { cvmCount } from '#model/words.ts';
import * as addressSet from '#net/addressSet.ts';
import { printServices } from '#net/services.ts';
import { cloudIdKind, isName } from '#syntax/names.ts';
import { quote } from '#syntax/strings.ts';
import { t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import type { CompletionContext, CompletionItem, CompletionKind } from './completionItem.ts';
import { familyAt, OTHER_FAMILY } from './completionValues.ts';
import { type LabelKind, labelsOf, wordFor } from './cursor.ts';
import { addressText, entryCount } from './describe.ts';
import { regions } from './regions.ts';

/** What may stand there by its name, and by its id where one is being written or the name is not known in this region. */
export function nameItems(context: CompletionContext, role: ReferenceRole): readonly CompletionItem[] {
  const { folder, region, node, attached } = context;
  const own = node === undefined || node.kind === 'expect' ? undefined : node.name?.text;
  const taken = new Set(role === 'cvm-group' && attached !== undefined ? elsewhere(context, attached.groups) : []);
  const items: CompletionItem[] = [];
  for (const entity of folder.model.regions.get(region)?.names.values() ?? []) {
    if (
      !ALLOWED[role].includes(entity.kind) ||
      taken.has(entity.name) ||
      (entity.id !== undefined && taken.has(entity.id))
    )
      continue;
    // A list does not contain itself, and a group is called 'self' in its own rules.
    if (entity.name === own && role !== 'cvm-group') continue;
    items.push({ ...itemOf(folder, entity), rank: rankOf(context, role, entity) });
    if (entity.id !== undefined && isIdBegun(context.word)) items.push(idItem(folder, entity, entity.id));
  }
  if (role === 'peer' || role === 'service' || role === 'addresses-item' || role === 'services-item') {
    items.push(...listsOfOtherRegions(context, role));
  }
  return items;
}

/** What fits the place comes first: what can match there, of the same project, and what people declared before what is built in. */
function rankOf(context: CompletionContext, role: ReferenceRole, entity: Entity): number {
  const { at, folder } = context;
  const family = role === 'peer' || role === 'endpoint' ? familyAt(context) : undefined;
  if (entity.kind === 'addresses') {
    const { v4, v6 } = entity.set;
    const other = family === 6 ? v4 : v6;
    const same = family === 6 ? v6 : v4;
    return family !== undefined && same.length === 0 && other.length > 0 ? OTHER_FAMILY : 6;
  }
  if (entity.kind === 'group') {
    if (role === 'peer' && (family === 6 || at.declaration === 'acl')) return OTHER_FAMILY;
    if (entity.builtin) return role === 'cvm-group' ? 8 : 20;
    const owner = context.node?.kind === 'group' ? context.project : undefined;
    return owner !== undefined && owner !== entity.project ? 18 : 5;
  }
  if (role === 'endpoint') return entity.kind === 'cvm' ? 5.5 : 7;
  if (entity.kind !== 'services' || !entity.builtin) return 5;
  // What other rules speak of already is likely to be meant again.
  return usesOf(folder.model, entity.key).length > 0 ? 7 : 8;
}

/** Lists are known everywhere by their ids. */
function listsOfOtherRegions(
  { folder, region, word }: CompletionContext,
  role: ReferenceRole,
): readonly CompletionItem[] {
  const lists: readonly Entity[] = [...folder.model.addresses, ...folder.model.services];
  return lists.flatMap((list) => {
    if (list.builtin || list.region === region || list.id === undefined || !ALLOWED[role].includes(list.kind))
      return [];
    return isIdBegun(word) || word === '' ? [idItem(folder, list, list.id)] : [];
  });
}

/** Whether what is written can become an id: the names are offered then too, but ids are not thrown in between them otherwise. */
function isIdBegun(word: string): boolean {
  return cloudIdKind(word) !== undefined || /^(?:sg|acl|ins|eni|subnet|ipm|ipmg|ppm|ppmg)-?$/.test(word);
}

/** The names of a list apart from the one that the cursor is in. */
function elsewhere(
  { offset }: CompletionContext,
  names: readonly { readonly text: string; readonly start: number; readonly end: number }[],
): readonly string[] {
  return names.filter(({ start, end }) => offset < start || end < offset).map(({ text }) => text);
}

function itemOf(folder: Folder, entity: Entity): CompletionItem {
  const word = wordFor(entity.kind);
  const detail = entity.builtin ? t('built-in {0}', word) : [word, entity.description].filter(Boolean).join(' · ');
  return {
    kind: entity.kind satisfies CompletionKind,
    label: entity.name,
    detail,
    note: noteOf(folder, entity),
    rank: 5,
    about: { kind: 'entity', key: entity.key },
  };
}

function idItem(folder: Folder, entity: Entity, id: string): CompletionItem {
  const { rank: _, ...item } = itemOf(folder, entity);
  return { ...item, kind: 'id', label: id, detail: `${entity.name} · ${item.detail} · ${entity.region}`, rank: 25 };
}

/** How much there is of it. */
function noteOf({ model }: Folder, entity: Entity): string {
  switch (entity.kind) {
    case 'group':
      return cvmCount(model.members.get(entity.key)?.length ?? 0);
    case 'addresses':
      return addressSet.isEmpty(entity.set) ? t('empty') : entryCount(entity.size);
    case 'services':
      return printServices(entity.set).join('; ');
    case 'cvm':
      return addressText(entity);
    case 'subnet':
      return entity.node.cidr?.text ?? '';
    case 'acl':
      return t('{0} in · {1} out', cloudCount(entity.inbound), cloudCount(entity.outbound));
  }
}

/** Regions, projects and VPCs that are named somewhere; of regions those of the cloud, too. */
export function labelItems({ model }: Folder, label: LabelKind): readonly CompletionItem[] {
  const used = new Set<string>();
  // Only a project may be what is no name.
  const written = (text: string) => (isName(text) || /^\d+$/.test(text) ? text : quote(text));
  for (const { block } of model.bindings.values()) {
    for (const found of block.declaration === undefined ? [] : labelsOf(block.declaration)) {
      if (found.label === label) used.add(found.name.text);
    }
  }
  const items = [...used].map(
    (text): CompletionItem => ({ kind: 'value', label: written(text), detail: wordFor(label), rank: 5 }),
  );
  if (label !== 'region') return items;
  const known = [...regions].filter(([code]) => !used.has(code));
  return [
    ...items,
    ...known.map(([code, { name }]): CompletionItem => ({ kind: 'value', label: code, detail: t(name), rank: 10 })),
  ];
}
