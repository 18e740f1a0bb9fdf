// Groups that are used by something that the model does not have, such as a database or a load balancer. The cloud counts the resources that
// a group is bound to, and snapshots contain these counts.

import type { Group, Model } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import { memoOf } from '#util/memo.ts';
import { parsedJson } from '#util/strings.ts';

export function isBoundElsewhere(model: Model, { node }: Group): boolean {
  return node.isUsedElsewhere === true || node.ids.some(({ text }) => boundIn(model).has(text));
}

/** The ids of the groups that are bound to anything, as the snapshots of a model count it. */
const boundIn = memoOf(
  ({ files }: Model): ReadonlySet<string> =>
    new Set(
      files.flatMap(({ tree }) =>
        tree.language === 'json' ? tree.blocks.flatMap(({ block }) => [...boundInBlock(block)]) : [],
      ),
    ),
);

const boundInBlock = memoOf(({ declaration }: ast.Block): readonly string[] => {
  const fields = declaration?.kind === 'region' ? (declaration.fields ?? []) : [];
  return fields.flatMap(({ path, text }) => (path[0] === COUNTS ? idsIn(text) : []));
});

const COUNTS = 'SecurityGroupAssociationStatisticsSet';

/** What is bound to a group, and not a rule that names it, which is `SG`. */
const BOUND = ['CVM', 'CDB', 'ENI', 'CLB', 'TotalCount'];

function idsIn(text: string): readonly string[] {
  // The text of a damaged snapshot may be cut.
  const counts = parsedJson(text);
  return Array.isArray(counts) ? counts.flatMap(idOfBound) : [];
}

function idOfBound(one: unknown): readonly string[] {
  if (typeof one !== 'object' || one === null) return [];
  const members = new Map<string, unknown>(Object.entries(one));
  const id = members.get('SecurityGroupId');
  const isBound = BOUND.some((key) => Number(members.get(key)) > 0);
  return typeof id === 'string' && isBound ? [id] : [];
}
