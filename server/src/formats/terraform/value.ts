// The values of Terraform's resources, the same for states, plans and configurations.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import type { Piece } from '../piece.ts';
import { quote, report, type Source } from '../source.ts';

export type TfValue = TfText | TfList | TfBody | TfReference | TfUnknown;

/** A string, number or truth value, as text. */
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

/** The id of a resource, by the resource's address. */
export interface TfReference extends Range {
  readonly kind: 'reference';
  readonly resource: string;
}

/** What is not known, and why. In a list it may stand for several elements. */
export interface TfUnknown extends Range {
  readonly kind: 'unknown';
  readonly why: string;
  /** What a text consists of that is known in part, `ACCEPT#${tencentcloud_security_group.web.id}#22#TCP`. */
  readonly parts?: readonly (TfText | TfReference | TfUnknown)[];
}

export interface TfResource extends Range {
  readonly type: string;
  /** With its module and index, where it has them: what references point at. */
  readonly address: string;
  /** What it is called that has no name of its own. */
  readonly label: string;
  /** That of its provider; undefined where it is not said. */
  readonly region?: string;
  readonly body: TfBody;
}

/** Empty texts say nothing. */
export function saying(value: TfValue | undefined): TfValue | undefined {
  return value?.kind === 'text' && value.text === '' ? undefined : value;
}

/** A text that decides no packet: where it is not known, it is left out and told. */
export function textOf(source: Source, body: TfBody, key: string): TfText | undefined {
  const value = saying(body.values.get(key));
  if (value === undefined || value.kind === 'text') return value;
  report(source, 'lost', value, t('{0} is not known and is left out: {1}.', quote(key), whyNot(value)));
  return undefined;
}

/** A text that decides packets. */
export function decidingText(source: Source, body: TfBody, key: string): TfText | undefined {
  const value = saying(body.values.get(key));
  if (value === undefined || value.kind === 'text') return value;
  report(source, 'refused', value, t('{0} is not known: {1}.', quote(key), whyNot(value)));
  return undefined;
}

/** The values of a list, or of one block that stands alone; empty where it is absent. What is not known of it is a value, too. */
export function listOf(body: TfBody, key: string): readonly TfValue[] {
  const value = saying(body.values.get(key));
  if (value === undefined) return [];
  return value.kind === 'list' ? value.items : [value];
}

/** The name of what a value refers to: an id, or a resource of the configuration. */
export function reference(source: Source, key: string, value: TfValue | undefined): ast.Name | undefined {
  const given = saying(value);
  if (given === undefined) return undefined;
  const { start, end } = given;
  if (given.kind === 'text') return { text: given.text, start, end };
  if (given.kind === 'reference') return { text: given.resource, start, end };
  report(source, 'refused', given, t('{0} is not known: {1}.', quote(key), whyNot(given)));
  return undefined;
}

/** Why a value is no text. */
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
