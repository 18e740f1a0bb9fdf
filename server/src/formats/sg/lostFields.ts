// Members of JSON objects that were kept because nothing here has a word for them, as notes on the way into the rule language.

import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { message, plural, t } from '#util/l10n.ts';
import type { Placed } from '../reading.ts';
import { type Finding, quote } from '../source.ts';

/** What an answer says beyond this, without anyone missing it. */
const UNIMPORTANT: ReadonlySet<string> = new Set([
  'CreatedTime',
  'CreateTime',
  'UpdateTime',
  'UpdatedTime',
  'ModifyTime',
  'SecurityGroupPolicySet.Version',
]);

/** One line for each member that is lost, however many objects have it. */
export function lostFields(placed: readonly Placed[]): { readonly file: number; readonly finding: Finding }[] {
  const seen = new Map<string, { one: Placed; range: Range; count: number; path: string; kind: string }>();
  const add = (one: Placed, kind: string, fields: readonly ast.Field[] | undefined) => {
    for (const field of fields ?? []) {
      const path = field.path.join('.');
      if (UNIMPORTANT.has(path) || isTrivial(path, field.text)) continue;
      const key = `${one.file} ${kind} ${path}`;
      const known = seen.get(key);
      if (known === undefined) seen.set(key, { one, range: field, count: 1, path, kind });
      else known.count++;
    }
  };
  for (const one of placed) {
    const node = one.item.declaration;
    if (node.kind === 'region' || node.kind === 'project' || node.kind === 'expect') continue;
    add(one, NOUNS[node.kind], node.fields);
    if (node.kind !== 'group' && node.kind !== 'acl') continue;
    for (const list of node.lists) for (const rule of list.rules) add(one, message('a policy'), rule.fields);
  }
  return [...seen.values()].map(({ one, range, count, path, kind }) => {
    const words = plural(
      count,
      'The rule language has no word for {1} of {2}.',
      'The rule language has no word for {1} of {2} ({0} of them).',
      quote(path),
      t(kind),
    );
    return { file: one.file, finding: { level: 'lost', start: range.start, end: range.end, message: words } };
  });
}

/** Each with its article, for messages. */
export const NOUNS = {
  group: message('a group'),
  acl: message('an acl'),
  cvm: message('a cvm'),
  subnet: message('a subnet'),
  addresses: message('an address list'),
  services: message('a service list'),
} as const;

function isTrivial(path: string, text: string): boolean {
  return (
    (path === 'IsDefault' && text === 'false') ||
    (path === 'NetworkAclType' && text === '"TRIPLE"') ||
    // Whose project is said by a line of its own.
    (path === 'Placement' && /^\{\s*"ProjectId"\s*:\s*"?[0-9]*"?\s*\}$/.test(text)) ||
    ['""', 'null', '[]', '{}'].includes(text)
  );
}
