// Notes on the members of JSON objects that the rule language cannot express.

import { A_NOUN } from '#model/kindWords.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { commas, message, plural, t } from '#util/l10n.ts';
import { keep } from '#util/memo.ts';
import type { AnyShape } from '../cloud/shape.ts';
import * as shapes from '../cloud/shapes.ts';
import { asPlaced, type FileFinding, type Placed } from '../reading.ts';
import { quote } from '../source.ts';

/** One note in each file for all things of a kind, at the first member that is lost. */
export function lostFields(placed: readonly Placed[]): FileFinding[] {
  const seen = new Map<string, { file: number; range: Range; kind: string; names: Set<string> }>();
  const add = (file: number, kind: string, fields: readonly ast.Field[] | undefined, shape?: AnyShape) => {
    for (const { path, text, ...range } of fields ?? []) {
      const name = path.join('.');
      if (shape?.aside.has(path[0] ?? '') === true || ASIDE_BELOW.has(name) || isTrivial(name, text)) continue;
      const known = keep(seen, `${file} ${kind}`, () => ({ file, range, kind, names: new Set() }));
      known.names.add(quote(name));
    }
  };
  for (const one of placed) {
    const { file } = one;
    const node = one.item.declaration;
    if (node.kind === 'region' || node.kind === 'project' || node.kind === 'expect') continue;
    add(file, A_NOUN[node.kind], node.fields, SHAPES[node.kind]);
    if (node.kind !== 'group' && node.kind !== 'acl') continue;
    for (const list of node.lists)
      for (const rule of list.rules) add(asPlaced(one, list).file, message('a policy'), rule.fields);
  }
  return [...seen.values()].map(({ file, range, kind, names }) => {
    const words =
      names.size > MOST
        ? plural(
            names.size - MOST,
            'The rule language cannot express {1} and {0} more member of {2}.',
            'The rule language cannot express {1} and {0} more members of {2}.',
            commas([...names].slice(0, MOST)),
            t(kind),
          )
        : t('The rule language cannot express {0} of {1}.', commas([...names]), t(kind));
    return { file, finding: { level: 'lost', start: range.start, end: range.end, message: words } };
  });
}

/** So many members are named in a note. The others are counted. */
const MOST = 8;

const SHAPES: Readonly<Record<keyof typeof A_NOUN, AnyShape>> = {
  group: shapes.GROUP,
  acl: shapes.ACL,
  cvm: shapes.INSTANCE,
  interface: shapes.NETWORK_INTERFACE,
  subnet: shapes.SUBNET,
  addresses: shapes.TEMPLATE,
  services: shapes.TEMPLATE,
};

const ASIDE_BELOW: ReadonlySet<string> = new Set([
  ...[...shapes.POLICY_SET.aside].map((name) => `SecurityGroupPolicySet.${name}`),
  ...[...shapes.VIRTUAL_PRIVATE_CLOUD.aside].map((name) => `VirtualPrivateCloud.${name}`),
]);

function isTrivial(name: string, text: string): boolean {
  return (name === 'IsDefault' && text === 'false') || ENTRY_ID.test(name) || /^(?:""|null|\[\]|\{\})$/.test(text);
}

/** The cloud gives entries a new id with every change. */
const ENTRY_ID = /^NetworkAcl(?:Ipv4|Ipv6|Quintuple)EntryId$/;
