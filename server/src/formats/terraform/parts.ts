// What readers of Terraform's resources have in common.

import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import { quote, report, type Source } from '../source.ts';
import { listOf, reference, type TfBody, type TfResource, type TfText, type TfValue } from './value.ts';

/** What a resource is called whose name is not known: its label, with the key that it is made by. */
export function nameOf(name: TfText | undefined, resource: TfResource): ast.Name {
  if (name !== undefined) return asName(name);
  return { text: resource.label, start: resource.start, end: resource.start };
}

/** What a resource says that has no place here, each by its name. A state's computed members are no loss. */
export function reportRest(source: Source, body: TfBody, read: ReadonlySet<string>, what: string): void {
  for (const [key, value] of body.values) {
    if (read.has(key) || isNothing(value)) continue;
    report(source, 'lost', value, t('The rule language cannot express {0} of {1}.', quote(key), what));
  }
}

/** Groups in their order, or those of a set, which has none. */
export function groupsIn(
  source: Source,
  body: TfBody,
  resource: TfResource,
  ordered: string,
  unordered: string,
): readonly ast.Name[] {
  const list = listOf(body, ordered);
  const key = list.length > 0 ? ordered : unordered;
  const chosen = list.length > 0 ? list : listOf(body, unordered);
  if (key === unordered && chosen.length > 1) {
    const place = body.values.get(unordered) ?? resource;
    const message = t(
      '{0} has no order: the groups are taken in the order in which they stand here.',
      quote(unordered),
    );
    report(source, 'lost', place, message);
  }
  return chosen.flatMap((value) => reference(source, key, value) ?? []);
}

export function isNothing(value: TfValue): boolean {
  if (value.kind === 'list') return value.items.length === 0;
  return (value.kind === 'text' && value.text === '') || (value.kind === 'body' && value.values.size === 0);
}

export function asName(text: TfText): ast.Name {
  return { text: text.text, start: text.start, end: text.end };
}

export function asText(text: TfText): ast.Text {
  return { value: text.text, start: text.start, end: text.end };
}
