// The values of Terraform's resources, the same for JSON and HCL.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { type Piece, quote, report, type Source } from './source.ts';

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
}

export interface TfResource extends Range {
  readonly type: string;
  /** With its module and index, where it has them. */
  readonly address: string;
  /** Where a reference in the file points, `type.name`. */
  readonly reference: string;
  readonly body: TfBody;
}

/** `type.name.id` or, as some attributes allow, `type.name`. Only resources of this provider are meant. */
export function referenceIn(expression: string): string | undefined {
  return /^(tencentcloud_[a-z0-9_]+\.[\p{L}_][\p{L}\p{Nd}_-]*)(?:\.id)?$/u.exec(expression.trim())?.[1];
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
