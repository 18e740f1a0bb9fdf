import type * as ast from '#syntax/ast.ts';
import { type CloudIdKind, cloudIdKind } from '#syntax/names.ts';
import type { Range } from '#text/range.ts';
import { shift } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { inParts, type Steps } from '#util/steps.ts';
import { withoutEnd } from '#util/strings.ts';
import type { Folder } from '#workspace/folder.ts';
import { regions } from './regions.ts';

export interface DocumentLink extends Range {
  readonly url: string;
  readonly tooltip: string;
}

/** Links from cloud ids to their pages in the console, whose address `base` is. */
export function* documentLinks(folder: Folder, uri: string, base: string): Steps<readonly DocumentLink[]> {
  const file = folder.files.get(uri);
  // Whatever stands in the setting, only a web page is opened.
  if (file === undefined || !/^https?:\/\/[^\s]+$/.test(base)) return [];
  return yield* inParts(file.tree.blocks, (part) => part.flatMap((placed) => linksIn(folder, placed, base)));
}

function linksIn({ model }: Folder, { start, block }: ast.PlacedBlock, base: string): readonly DocumentLink[] {
  const binding = model.bindings.get(block);
  const names: { readonly name: ast.Name; readonly region: string }[] = [];
  for (const id of idsIn(binding?.entity?.node)) names.push({ name: id, region: binding?.region ?? '' });
  for (const { name, target } of binding?.references ?? []) {
    const region = (target === undefined ? undefined : model.entities.get(target)?.region) ?? binding?.region ?? '';
    names.push({ name, region });
  }
  return names.flatMap(({ name, region }) => {
    const kind = cloudIdKind(name.text);
    if (kind === undefined) return [];
    const url = `${withoutEnd(base, (each) => each === '/')}${pageOf(kind, name.text, region)}`;
    const range = shift({ start: name.start, end: name.end }, start);
    return [{ ...range, url, tooltip: t('Open {0} in the console', name.text) }];
  });
}

function idsIn(node: ast.Declaration | undefined): readonly ast.Name[] {
  if (node === undefined || !('ids' in node)) return [];
  return node.kind === 'cvm' ? [...node.ids, ...node.interfaces.flatMap(({ ids }) => ids)] : node.ids;
}

/** The page of an entity; of parameter templates the list in which they are all. */
function pageOf(kind: CloudIdKind, id: string, region: string): string {
  // The code stands beside the number, for a gateway that knows no numbers.
  const place = region === 'default' ? '' : `region=${encodeURIComponent(region)}`;
  const number = regions.get(region)?.number;
  const query = [`id=${id}`, number === undefined ? '' : `rid=${number}`, place]
    .filter((part) => part !== '')
    .join('&');
  return `${pages[kind]}?${query}`;
}

const pages: Readonly<Record<CloudIdKind, string>> = {
  group: '/vpc/security-group/detail',
  cvm: '/cvm/instance/detail',
  interface: '/vpc/eni/detail',
  subnet: '/vpc/subnet/detail',
  acl: '/vpc/acl/detail',
  addresses: '/vpc/template/ip',
  services: '/vpc/template/protoport',
};
