// The values of Terraform's resources, the same for states, plans and configurations.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { nameAt, type Piece, placeOf } from '../piece.ts';
import { type FindingLevel, quote, report, type Source } from '../source.ts';

export type TfValue = TfString | TfList | TfBody | TfReference | TfUnknown;

/** A string, or a number or bool as one. */
export interface TfString extends Piece {
  readonly kind: 'string';
}

export interface TfList extends Range {
  readonly kind: 'list';
  readonly items: readonly TfValue[];
}

/** A resource, a block or an object. */
export interface TfBody extends Range {
  readonly kind: 'body';
  readonly values: ReadonlyMap<string, TfValue>;
}

/** The id of a resource, by the address of the resource. */
export interface TfReference extends Range {
  readonly kind: 'reference';
  readonly resource: string;
}

/** A value that is not known. In a list it may stand for any number of elements. */
export interface TfUnknown extends Range {
  readonly kind: 'unknown';
  readonly why: string;
  /** Whether Terraform refuses the expression, and with it the whole plan. */
  readonly fault?: boolean;
  /** The parts of a string of which some are known: `ACCEPT#${tencentcloud_security_group.web.id}#22#TCP`. */
  readonly parts?: readonly (TfString | TfReference | TfUnknown)[];
}

export interface TfResource extends Range {
  readonly type: string;
  /** With its module and index, where it has them, as references name it. */
  readonly address: string;
  /** What a resource is called that has no name of its own. */
  readonly label: string;
  /** The region of its provider; undefined where that is not said. */
  readonly region?: string;
  readonly body: TfBody;
}

/** An empty string says nothing. */
export function saying(value: TfValue | undefined): TfValue | undefined {
  return value?.kind === 'string' && value.text === '' ? undefined : value;
}

export function isNothing(value: TfValue): boolean {
  if (value.kind === 'list') return value.items.length === 0;
  return (value.kind === 'string' && value.text === '') || (value.kind === 'body' && value.values.size === 0);
}

/** The strings, references and unknown values in it. Of a string that is not known as a whole, its parts. */
export function leavesOf(value: TfValue): readonly (TfString | TfReference | TfUnknown)[] {
  switch (value.kind) {
    case 'list':
      return value.items.flatMap(leavesOf);
    case 'body':
      return [...value.values.values()].flatMap(leavesOf);
    case 'unknown':
      return value.parts?.flatMap(leavesOf) ?? [value];
    default:
      return [value];
  }
}

/** A value that is not known costs nothing but itself, unless Terraform refuses it. */
export function levelOf(value: TfValue | undefined): FindingLevel {
  return value?.kind === 'unknown' && value.fault === true ? 'refused' : 'lost';
}

/** A string that decides nothing about packets: one that is not known is left out, which is noted. */
export function textOf(source: Source, body: TfBody, key: string): TfString | undefined {
  return textIn(source, body, key, levelOf(body.values.get(key)));
}

/** A string that decides about packets: one that is not known is refused. */
export function decidingText(source: Source, body: TfBody, key: string): TfString | undefined {
  return textIn(source, body, key, 'refused');
}

function textIn(source: Source, { values }: TfBody, key: string, level: FindingLevel): TfString | undefined {
  const value = saying(values.get(key));
  if (value === undefined || value.kind === 'string') return value;
  const message =
    level === 'lost'
      ? t('{0} is not known and is left out: {1}.', quote(key), whyNot(value))
      : t('{0} is not known: {1}.', quote(key), whyNot(value));
  report(source, level, value, message);
  return undefined;
}

/** The elements of a list, or a block that stands alone; empty where it is absent. An element that is not known is one, too. */
export function listOf(body: TfBody, key: string): readonly TfValue[] {
  const value = saying(body.values.get(key));
  if (value === undefined) return [];
  return value.kind === 'list' ? value.items : [value];
}

/** The name that an argument, or one of its elements, refers to: an id, or the address of a resource. */
export function reference(
  source: Source,
  body: TfBody,
  key: string,
  value: TfValue | undefined = body.values.get(key),
): ast.Name | undefined {
  const given = saying(value);
  if (given === undefined) return undefined;
  if (given.kind === 'string') return nameAt(given);
  if (given.kind === 'reference') return { text: given.resource, ...placeOf(given) };
  report(source, 'refused', given, t('{0} is not known: {1}.', quote(key), whyNot(given)));
  return undefined;
}

/** Why a value is not a string. */
export function whyNot(value: TfValue): string {
  switch (value.kind) {
    case 'unknown':
      return value.why;
    case 'reference':
      return t('the id of {0} is given by the cloud', quote(value.resource));
    case 'list':
      return t('a list is used where a string is needed');
    default:
      return t('an object is used where a string is needed');
  }
}
