// The values of Terraform's resources, the same for JSON and HCL.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { type Piece, part, quote, report, type Source } from '../source.ts';

export type TfValue = TfText | TfList | TfBody | TfReference | TfUnknown;

/** A literal string, number or truth value, as text. */
export interface TfText extends Piece {
  readonly kind: 'text';
}

export interface TfList extends Range {
  readonly kind: 'list';
  readonly items: readonly TfValue[];
}

export interface TfBody extends Range {
  readonly kind: 'body';
  readonly values: ReadonlyMap<string, TfValue>;
}

/** `tencentcloud_security_group.web.id`: the type and name of the resource whose id is meant. */
export interface TfReference extends Range {
  readonly kind: 'reference';
  readonly resource: string;
}

/** An expression that is not literal. */
export interface TfUnknown extends Range {
  readonly kind: 'unknown';
  readonly text: string;
  /** What a string consists of whose only expressions are ids of resources, `ACCEPT#${tencentcloud_security_group.web.id}#22#TCP`. */
  readonly parts?: readonly (TfText | TfReference)[];
}

export interface TfResource extends Range {
  readonly type: string;
  /** With its module and index, where it has them. */
  readonly address: string;
  /** Where a reference in the file points, `type.name`. */
  readonly reference: string;
  readonly body: TfBody;
}

/**
 * `type.name.id` or, as some attributes allow, `type.name`. Only resources of this provider are meant. A resource that is made several
 * times is read once: that is the one that belongs to this one (`[each.key]`), or the first.
 */
export function referenceIn(expression: string): string | undefined {
  return REFERENCE.exec(expression.trim())?.[1];
}

const REFERENCE =
  /^(tencentcloud_[a-z0-9_]+\.[\p{L}_][\p{L}\p{Nd}_-]*)(?:\[\s*(?:0|count\.index|each\.(?:key|value))\s*\]|\.0)?(?:\.id)?$/u;

/**
 * A string as it is written, between its quotes, in pieces: texts, and references where `${…}` stands for the id of a resource. Undefined
 * where there is no such reference, or anything else that is computed or escaped.
 */
export function templateParts(written: Piece): (TfText | TfReference)[] | undefined {
  if (!written.text.includes('${') || /\\|%\{|\$\$\{/.test(written.text)) return undefined;
  const parts: (TfText | TfReference)[] = [];
  let from = 0;
  const text = (to: number) => {
    if (to > from) parts.push({ kind: 'text', ...part(written, from, to) });
  };
  for (const match of written.text.matchAll(/\$\{([^{}"]*)\}/g)) {
    const resource = referenceIn(match[1] ?? '');
    if (resource === undefined) return undefined;
    text(match.index);
    from = match.index + match[0].length;
    const { start, end } = part(written, match.index, from);
    parts.push({ kind: 'reference', resource, start, end });
  }
  text(written.text.length);
  return parts.some((one) => one.kind === 'text' && one.text.includes('${')) ? undefined : parts;
}

/** Empty texts say nothing. */
export function saying(value: TfValue | undefined): TfValue | undefined {
  return value?.kind === 'text' && value.text === '' ? undefined : value;
}

/** A literal text. One that is computed is reported. */
export function textOf(source: Source, body: TfBody, key: string): TfText | undefined {
  const value = saying(body.values.get(key));
  if (value === undefined || value.kind === 'text') return value;
  report(source, 'lost', value, t('{0} is not literal: {1} is left out.', quote(key), shown(source, value)));
  return undefined;
}

/** The values of a list, or of one block that stands alone. Undefined where it is computed; empty where it is absent. */
export function listOf(source: Source, body: TfBody, key: string): readonly TfValue[] | undefined {
  const value = saying(body.values.get(key));
  if (value === undefined) return [];
  if (value.kind === 'list') return value.items;
  if (value.kind === 'body') return [value];
  report(source, 'lost', value, t('{0} is not literal: {1} is left out.', quote(key), shown(source, value)));
  return undefined;
}

/** The name of what a value refers to: an id, or a resource of the file. */
export function reference(source: Source, value: TfValue | undefined): ast.Name | undefined {
  const given = saying(value);
  if (given === undefined) return undefined;
  const { start, end } = given;
  if (given.kind === 'text') return { text: given.text, start, end };
  if (given.kind === 'reference') return { text: given.resource, start, end };
  report(source, 'lost', given, t('{0} is not literal: it is left out.', shown(source, given)));
  return undefined;
}

export function shown(source: Source, range: Range): string {
  return quote(source.text.slice(range.start, range.end).replace(/\s+/g, ' '));
}
