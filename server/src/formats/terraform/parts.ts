// What the readers of Terraform's resources have in common.

import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import { nameAt } from '../piece.ts';
import { quote, report, type Source } from '../source.ts';
import { listOf, reference, type TfResource, type TfString } from './value.ts';

/** The name of a resource. One whose name is not known is called after its label, with the key that `for_each` or `count` gives it. */
export function nameOf(name: TfString | undefined, resource: TfResource): ast.Name {
  return name === undefined ? { text: resource.label, start: resource.start, end: resource.start } : nameAt(name);
}

const ORDERED = 'orderly_security_groups';

/** The groups in the argument that has an order, or else in the one that has none. */
export function groupsIn(source: Source, resource: TfResource, unordered: string): readonly ast.Name[] {
  const { body } = resource;
  const key = listOf(body, ORDERED).length > 0 ? ORDERED : unordered;
  const groups = listOf(body, key);
  if (key === unordered && groups.length > 1) {
    const words = t('{0} has no order: the groups are taken in the order in which they stand here.', quote(unordered));
    report(source, 'lost', body.values.get(unordered) ?? resource, words);
  }
  return groups.flatMap((value) => reference(source, body, key, value) ?? []);
}
