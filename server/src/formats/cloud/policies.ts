// The API's policy set: bare, in an answer of DescribeSecurityGroupPolicies, or in a request that sets it.

import type * as ast from '#syntax/ast.ts';
import { type JsonObject, member } from '#syntax/json.ts';
import { t } from '#util/l10n.ts';
import type { Item } from '../reading.ts';
import { type Piece, report, type Source } from '../source.ts';
import { readPolicyLists } from './entityJson.ts';
import { at, fieldsOf, leftOver, takeObject, takePiece, takeText } from './jsonFields.ts';

const STAMPS: ReadonlySet<string> = new Set(['RequestId', 'PolicyStatistics', 'Version']);

/** Whether the object is a policy set or holds one. */
export function holdsPolicies(object: JsonObject): boolean {
  return ['SecurityGroupPolicySet', 'Ingress', 'Egress'].some((key) => member(object, key) !== undefined);
}

/** One group, which has no name where the file has none. */
export function readPolicies(source: Source, object: JsonObject): Item[] {
  const fields = fieldsOf(source, object);
  const wrapped = takeObject(source, fields, 'SecurityGroupPolicySet');
  const set = wrapped === undefined ? fields : fieldsOf(source, wrapped);
  const id = takePiece(source, fields, 'SecurityGroupId');
  const name = takePiece(source, fields, 'SecurityGroupName') ?? takePiece(source, fields, 'GroupName');
  const description = takeText(source, fields, 'SecurityGroupDesc') ?? takeText(source, fields, 'GroupDescription');
  const project = takePiece(source, fields, 'ProjectId');
  const version = member(wrapped ?? object, 'Version')?.value;
  const lists = readPolicyLists(source, set);
  const asks = wrapped !== undefined && member(object, 'SecurityGroupId') !== undefined;
  if (asks && version?.kind === 'string' && version.value === '0' && lists.some(({ rules }) => rules.length > 0)) {
    report(
      source,
      'lost',
      at(source, version),
      t("A request with Version '0' removes every rule; its rules are read all the same."),
    );
  }
  const left = [...(wrapped === undefined ? [] : leftOver(source, fields, STAMPS)), ...leftOver(source, set, STAMPS)];
  const range = at(source, object);
  const named = name ?? id;
  const group: ast.Group = {
    kind: 'group',
    keyword: named === undefined ? range : place(named),
    ...(name === undefined ? {} : { name: { text: name.text, ...place(name) } }),
    ids: id === undefined ? [] : [{ text: id.text, ...place(id) }],
    ...(description === undefined ? {} : { description }),
    lists,
    ...(left.length === 0 ? {} : { fields: left }),
    ...range,
  };
  return [{ declaration: group, ...(project === undefined ? {} : { project: project.text }) }];
}

function place(piece: Piece): { start: number; end: number } {
  return { start: piece.start, end: piece.end };
}
