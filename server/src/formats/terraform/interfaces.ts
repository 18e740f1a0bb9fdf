// The interfaces of machines besides the primary one. Three kinds of resources from outside say which machine has an interface, and which
// groups are bound to an interface or to a machine.

import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import { addressAt, nameAt, placeOf } from '../piece.ts';
import { quote, report, type Source } from '../source.ts';
import { groupsIn, nameOf } from './parts.ts';
import type { Interfaces, State } from './state.ts';
import { decidingText, listOf, reference, type TfBody, type TfResource, textOf } from './value.ts';

export const noInterfaces = (): Interfaces => ({ all: [], machines: new Map(), bound: new Map(), added: new Map() });

export function readInterface({ source, interfaces }: State, resource: TfResource): void {
  const { body, address } = resource;
  const id = textOf(source, body, 'id');
  const name = nameOf(textOf(source, body, 'name'), resource);
  const written = addressesIn(source, body, 'ipv4s');
  const node: ast.Interface = {
    kind: 'interface',
    keyword: placeOf(name),
    name,
    ids: id === undefined ? [] : [nameAt(id)],
    privateAddresses: written.length > 0 ? written : addressesIn(source, body, 'ipv4_info'),
    publicAddresses: [],
    subnet: reference(source, body, 'subnet_id'),
    groups: groupsIn(source, resource, 'security_groups'),
    ...placeOf(resource),
  };
  interfaces.all.push({ keys: id === undefined ? [address] : [address, id.text], node, address });
}

/** The addresses in blocks, the primary one first. */
function addressesIn(source: Source, body: TfBody, key: string): ast.AddressText[] {
  const found = listOf(body, key).flatMap((value) => {
    const text = value.kind === 'body' ? decidingText(source, value, 'ip') : undefined;
    const primary = value.kind === 'body' ? value.values.get('primary') : undefined;
    if (text === undefined) return [];
    return [{ address: addressAt(text), isPrimary: primary?.kind === 'string' && primary.text === 'true' }];
  });
  return found.toSorted((a, b) => Number(b.isPrimary) - Number(a.isPrimary)).map(({ address }) => address);
}

export function readInterfaceAttachment(state: State, { type, body, address }: TfResource): void {
  const one = reference(state.source, body, 'eni_id');
  const machine = reference(state.source, body, 'instance_id');
  if (one === undefined || machine === undefined) return;
  state.interfaces.machines.set(one.text, machine);
  state.attachments.push({ type, address, to: one });
}

export function readInterfaceGroups({ source, interfaces, attachments }: State, resource: TfResource): void {
  const { type, body, address } = resource;
  const before = listOf(body, 'prepend_orderly_security_groups');
  const areBefore = before.length > 0;
  const groups = areBefore
    ? before.flatMap((value) => reference(source, body, 'prepend_orderly_security_groups', value) ?? [])
    : groupsIn(source, resource, 'security_group_ids');
  for (const value of listOf(body, 'network_interface_ids')) {
    const one = reference(source, body, 'network_interface_ids', value);
    if (one === undefined) continue;
    interfaces.bound.set(one.text, { groups, areBefore });
    attachments.push({ type, address, to: one });
  }
}

export function readMachineGroup(
  { source, interfaces, attachments }: State,
  { type, body, address }: TfResource,
): void {
  const { added } = interfaces;
  const machine = reference(source, body, 'instance_id');
  const group = reference(source, body, 'security_group_id');
  if (machine === undefined || group === undefined) return;
  added.set(machine.text, [...(added.get(machine.text) ?? []), group]);
  attachments.push({ type, address, to: machine });
}

/** A machine with its interfaces and all of its groups. */
export function withInterfaces({ all, machines, bound, added }: Interfaces, cvm: ast.Cvm, key: string): ast.Cvm {
  const keys = [key, ...cvm.ids.map(({ text }) => text)];
  const interfaces = all
    .filter((one) => keys.includes(firstOf(machines, one.keys)?.text ?? ''))
    .map(({ node, keys: own }) => {
      const from = firstOf(bound, own);
      if (from === undefined) return node;
      return { ...node, groups: from.areBefore ? joined(from.groups, node.groups) : from.groups };
    });
  const others = keys.flatMap((name) => added.get(name) ?? []);
  return { ...cvm, groups: joined(cvm.groups, others), interfaces };
}

function firstOf<T>(map: ReadonlyMap<string, T>, keys: readonly string[]): T | undefined {
  return keys.flatMap((key) => map.get(key) ?? [])[0];
}

function joined(first: readonly ast.Name[], then: readonly ast.Name[]): readonly ast.Name[] {
  const there = new Set(first.map(({ text }) => text));
  return [...first, ...then.filter(({ text }) => !there.has(text))];
}

/** Notes the interfaces that belong to no machine of the files. */
export function reportHomeless({ source, interfaces }: State, known: ReadonlySet<string>): void {
  const { all, machines } = interfaces;
  for (const { keys, node, address } of all) {
    const machine = firstOf(machines, keys)?.text;
    if (machine !== undefined && known.has(machine)) continue;
    const one = quote(address);
    const message =
      machine === undefined
        ? t('The interface {0} is attached to no machine here: it is left out.', one)
        : t('The interface {0} is attached to {1}, which is not here: it is left out.', one, quote(machine));
    report(source, 'lost', node.keyword, message);
  }
}
