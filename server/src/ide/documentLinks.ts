import type * as ast from '#syntax/ast.ts';
import { type CloudIdKind, cloudIdKind } from '#syntax/names.ts';
import type { Range } from '#text/range.ts';
import { shift } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import type { Snapshot } from '#workspace/snapshot.ts';

export interface DocumentLink extends Range {
  readonly url: string;
  readonly tooltip: string;
}

/** Links from cloud ids to their pages in the console, whose address `base` is. */
export function documentLinks(snapshot: Snapshot, uri: string, base: string): readonly DocumentLink[] {
  const file = snapshot.files.get(uri);
  // Whatever stands in the setting, only a web page is opened.
  if (file === undefined || !/^https?:\/\/[^\s]+$/.test(base)) return [];
  return file.tree.blocks.flatMap(({ start, block }) => {
    const binding = snapshot.model.bindings.get(block);
    const names: { readonly name: ast.Name; readonly region: string }[] = [];
    for (const id of binding?.entity?.node.ids ?? []) names.push({ name: id, region: binding?.region ?? '' });
    for (const { name, target } of binding?.references ?? []) {
      const region =
        (target === undefined ? undefined : snapshot.model.entities.get(target)?.region) ?? binding?.region ?? '';
      names.push({ name, region });
    }
    return names.flatMap(({ name, region }) => {
      const kind = cloudIdKind(name.text);
      if (kind === undefined) return [];
      const url = `${base.replace(/\/+$/, '')}${pageOf(kind, name.text, region)}`;
      return [
        {
          ...shift({ start: name.start, end: name.end }, start),
          url,
          tooltip: t('Open {0} in the console', name.text),
        },
      ];
    });
  });
}

function pageOf(kind: CloudIdKind, id: string, region: string): string {
  const query = region === 'default' ? '' : `?region=${encodeURIComponent(region)}`;
  switch (kind) {
    case 'group':
      return `/vpc/security-group/detail/${id}${query}`;
    case 'cvm':
      return `/cvm/instance/detail/${id}${query}`;
    case 'subnet':
      return `/vpc/subnet/detail/${id}${query}`;
    case 'acl':
      return `/vpc/acl/detail/${id}${query}`;
    case 'addresses':
      return `/vpc/template/ip${query}`;
    case 'services':
      return `/vpc/template/protoport${query}`;
  }
}
