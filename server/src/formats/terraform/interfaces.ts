// Interfaces of machines besides the primary one: what they are, which machine has them, and the groups that are bound to either from outside.

import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import { quote, report, type Source } from '../source.ts';
import { asName, groupsIn, nameOf, reportRest } from './parts.ts';
import { decidingText, listOf, reference, type TfBody, type TfResource, textOf } from './value.ts';

/** Everything is known by the address of its resource, or by its id. */
export interface Interfaces {
  readonly all: { readonly keys: readonly string[]; readonly node: ast.Interface; readonly address: string }[];
  /** The machines of interfaces. */
  readonly machines: Map<string, ast.Name>;
  /** Groups that are bound to an interface: they stand for those that it names itself, or before them. */
  readonly bound: Map<string, { readonly groups: readonly ast.Name[]; readonly first: boolean }>;
  /** Groups that are bound to a machine behind its own. */
  readonly added: Map<string, ast.Name[]>;
}

export const noInterfaces = (): Interfaces => ({ all: [], machines: new Map(), bound: new Map(), added: new Map() });

export function readInterface({ all }: Interfaces, source: Source, resource: TfResource): void {
  const { body, address } = resource;
  const id = textOf(source, body, 'id');
  const name = nameOf(textOf(source, body, 'name'), resource);
  const written = addressesIn(source, body, 'ipv4s');
  const { start, end } = resource;
  const node: ast.Interface = {
    kind: 'interface',
    keyword: { start: name.start, end: name.end },
    name,
    ids: id === undefined ? [] : [asName(id)],
    privateAddresses: written.length > 0 ? written : addressesIn(source, body, 'ipv4_info'),
    publicAddresses: [],
    subnet: reference(source, 'subnet_id', body.values.get('subnet_id')),
    groups: groupsIn(source, body, resource, 'orderly_security_groups', 'security_groups'),
    start,
    end,
  };
  all.push({ keys: id === undefined ? [address] : [address, id.text], node, address });
  reportRest(source, body, READ, t('an interface'));
}

/** The vpc is that of the subnet, and how many addresses there are is not which ones. */
const READ: ReadonlySet<string> = new Set([
  'id',
  'name',
  'vpc_id',
  'subnet_id',
  'ipv4s',
  'ipv4_info',
  'ipv4_count',
  'orderly_security_groups',
  'security_groups',
]);

function addressesIn(source: Source, body: TfBody, key: string): ast.AddressText[] {
  const found = listOf(body, key).flatMap((value) => {
    const text = value.kind === 'body' ? decidingText(source, value, 'ip') : undefined;
    const primary = value.kind === 'body' ? value.values.get('primary') : undefined;
    if (text === undefined) return [];
    const { start, end } = text;
    const address: ast.AddressText = { kind: 'address', text: text.text, start, end };
    return [{ address, isPrimary: primary?.kind === 'text' && primary.text === 'true' }];
  });
  return found.toSorted((a, b) => Number(b.isPrimary) - Number(a.isPrimary)).map(({ address }) => address);
}

export function readInterfaceAttachment({ machines }: Interfaces, source: Source, { body }: TfResource): void {
  const one = reference(source, 'eni_id', body.values.get('eni_id'));
  const machine = reference(source, 'instance_id', body.values.get('instance_id'));
  if (one !== undefined && machine !== undefined) machines.set(one.text, machine);
}

export function readInterfaceGroups({ bound }: Interfaces, source: Source, resource: TfResource): void {
  const { body } = resource;
  const before = listOf(body, 'prepend_orderly_security_groups');
  const groups =
    before.length > 0
      ? before.flatMap((value) => reference(source, 'prepend_orderly_security_groups', value) ?? [])
      : groupsIn(source, body, resource, 'orderly_security_groups', 'security_group_ids');
  for (const value of listOf(body, 'network_interface_ids')) {
    const one = reference(source, 'network_interface_ids', value);
    if (one !== undefined) bound.set(one.text, { groups, first: before.length > 0 });
  }
}

export function readMachineGroup({ added }: Interfaces, source: Source, { body }: TfResource): void {
  const machine = reference(source, 'instance_id', body.values.get('instance_id'));
  const group = reference(source, 'security_group_id', body.values.get('security_group_id'));
  if (machine !== undefined && group !== undefined)
    added.set(machine.text, [...(added.get(machine.text) ?? []), group]);
}

/** The machine with its interfaces and all of its groups. */
export function withInterfaces({ all, machines, bound, added }: Interfaces, cvm: ast.Cvm, key: string): ast.Cvm {
  const keys = [key, ...cvm.ids.map(({ text }) => text)];
  const of = <T>(map: ReadonlyMap<string, T>, names: readonly string[]) =>
    names.flatMap((name) => map.get(name) ?? [])[0];
  const interfaces = all
    .filter((one) => keys.includes(of(machines, one.keys)?.text ?? ''))
    .map(({ node, keys: own }) => {
      const from = of(bound, own);
      return from === undefined
        ? node
        : { ...node, groups: from.first ? joined(from.groups, node.groups) : from.groups };
    });
  const groups = joined(
    cvm.groups,
    keys.flatMap((name) => added.get(name) ?? []),
  );
  return { ...cvm, groups, interfaces };
}

function joined(first: readonly ast.Name[], then: readonly ast.Name[]): readonly ast.Name[] {
  const there = new Set(first.map(({ text }) => text));
  return [...first, ...then.filter(({ text }) => !there.has(text))];
}

/** Told of those that are of no machine of the files. */
export function reportHomeless({ all, machines }: Interfaces, source: Source, known: ReadonlySet<string>): void {
  for (const { keys, node, address } of all) {
    const machine = keys.flatMap((key) => machines.get(key) ?? [])[0];
    if (machine !== undefined && known.has(machine.text)) continue;
    const message =
      machine === undefined
        ? t('The interface {0} is attached to no machine here: it is left out.', quote(address))
        : t(
            'The interface {0} is attached to {1}, which is not here: it is left out.',
            quote(address),
            quote(machine.text),
          );
    report(source, 'lost', node.keyword, message);
  }
}
