// Dispatch: what stands at a place, and who describes it.

import { addressesIn, servicesIn, textsIn } from '#model/parts.ts';
import type * as ast from '#syntax/ast.ts';
import { type Range, shift, touches } from '#text/range.ts';
import { commas, t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import { type Cursor, cursorsAt, nameAt, ruleIn, within } from './cursor.ts';
import { describeAddress } from './hoverAddress.ts';
import { describeEntity, describeLabel, linkedIn } from './hoverEntity.ts';
import { describeRule } from './hoverRule.ts';
import { helpFor } from './keywordHelp.ts';
import { code, plain } from './markdown.ts';
import { wellKnownIn } from './wellKnownPorts.ts';

export interface Hover {
  /** What the text is about, in offsets of the file. */
  readonly range: Range;
  /** Markdown; text that comes from files is escaped. */
  readonly markdown: string;
}

export function hover(folder: Folder, uri: string, offset: number): Hover | undefined {
  for (const cursor of cursorsAt(folder, uri, offset)) {
    const own = ownPart(cursor) ?? keywordPart(cursor);
    const rule = rulePart(cursor);
    if (own === undefined && rule === undefined) continue;
    const range = own?.range ?? rule?.range ?? { start: 0, end: 0 };
    const parts = [own?.markdown, rule?.markdown].filter((part) => part !== undefined);
    return { range: shift(range, cursor.start), markdown: parts.join('\n\n---\n\n') };
  }
  return undefined;
}

/** The word itself: a name, an address, a port. */
function ownPart(cursor: Cursor): Hover | undefined {
  const { folder, file, start, offset, block } = cursor;
  const at = nameAt(folder, file.uri, start + offset);
  if (at !== undefined && at.cursor.block === block) {
    const range = { start: at.name.start, end: at.name.end };
    if (at.kind === 'label') return { range, markdown: describeLabel(folder, at.label, at.name.text) };
    if (at.entity !== undefined) return { range, markdown: describeEntity(folder, at.entity, linkedIn(folder)) };
    return { range, markdown: t('{0} is declared nowhere.', code(at.name.text)) };
  }
  const region = cursor.binding?.region ?? '';
  const node = block.declaration;
  const address = node === undefined ? undefined : addressesIn(node).find((each) => touches(each, offset));
  if (address !== undefined) return { range: address, markdown: describeAddress(folder, region, address) };
  const service = node === undefined ? undefined : servicesIn(node).find((each) => touches(each, offset));
  const port =
    service !== undefined && 'ports' in service ? service.ports.find((each) => touches(each, offset)) : undefined;
  if (service !== undefined && port !== undefined)
    return { range: port, markdown: describePort(service.kind as 'tcp' | 'udp', port) };
  return undefined;
}

function rulePart({ folder, block, binding, offset }: Cursor): Hover | undefined {
  const at = ruleIn(block.declaration, offset);
  const owner = binding?.entity;
  if (at === undefined || (owner?.kind !== 'group' && owner?.kind !== 'acl')) return undefined;
  return { range: at.rule.actionRange, markdown: describeRule(folder, owner, at.list.direction, at.rule) };
}

const word = /[\p{L}\p{N}_.-]/u;

/** A word of the language; in strings, comments and JSON there are none. */
function keywordPart({ file, start, offset, block }: Cursor): Hover | undefined {
  if (file.language !== 'sg' || block.comments.some((comment) => touches(comment, offset))) return undefined;
  if (block.declaration !== undefined && textsIn(block.declaration).some((each) => within(each, offset)))
    return undefined;
  let from = start + offset;
  let to = from;
  while (from > start && word.test(file.text.charAt(from - 1))) from--;
  while (to < file.text.length && word.test(file.text.charAt(to))) to++;
  const written = file.text.slice(from, to);
  const help = helpFor(written);
  if (help === undefined) return undefined;
  return { range: { start: from - start, end: to - start }, markdown: `**${written}**\n\n${help}` };
}

function describePort(protocol: 'tcp' | 'udp', { first, last }: ast.Port): string {
  const written = first === last ? `${protocol} ${first}` : `${protocol} ${first}-${last}`;
  const known = wellKnownIn(protocol, first, last).map(({ port, name }) =>
    first === last ? plain(t(name)) : `${port} ${plain(t(name))}`,
  );
  const shown = known.length > 12 ? [...known.slice(0, 12), t('{0} more', known.length - 12)] : known;
  const count = first === last || !(last > first) ? '' : ` — ${t('{0} ports', last - Math.max(first, 1) + 1)}`;
  return `**${code(written)}**${count}${shown.length === 0 ? '' : `\n\n${commas(shown)}`}`;
}
