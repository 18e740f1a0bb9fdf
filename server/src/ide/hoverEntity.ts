import type { Cvm, Entity, Group } from '#model/model.ts';
import { usesOf } from '#model/uses.ts';
import { printAddress } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';
import { printServices } from '#net/services.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { type LabelKind, wordFor } from './cursor.ts';
import { quotaText, title, titleOf } from './describe.ts';
import { code, counted, list, plain, row } from './markdown.ts';

/** What a name stands for. */
export function describeEntity(snapshot: Snapshot, entity: Entity): string {
  return [headline(entity), ...bodyOf(snapshot, entity)].filter((part) => part !== '').join('\n\n');
}

export function describeLabel({ model }: Snapshot, label: LabelKind, name: string): string {
  const entities = [...model.entities.values()].filter((entity) => !entity.builtin);
  const own = entities.filter((entity) => {
    if (label === 'vpc') return (entity.kind === 'subnet' || entity.kind === 'cvm') && entity.vpc === name;
    return entity[label] === name;
  });
  const counts = (['group', 'cvm', 'subnet', 'acl', 'addresses', 'services'] as const).flatMap((kind) => {
    const count = own.filter((entity) => entity.kind === kind).length;
    const word = wordFor(kind);
    return count === 0 ? [] : [counted(count, word)];
  });
  const kind = `${wordFor(label).charAt(0).toUpperCase()}${wordFor(label).slice(1)}`;
  return `**${kind}** ${code(name)}${counts.length === 0 ? '' : `\n\n${counts.join(', ')}`}`;
}

function headline(entity: Entity): string {
  const word = wordFor(entity.kind);
  const kind = `**${word.charAt(0).toUpperCase()}${word.slice(1)}** ${code(title(entity))}`;
  const id = entity.id === undefined || entity.id === entity.name ? '' : ` ${code(entity.id)}`;
  const place = entity.builtin ? 'built in' : `${plain(entity.region)}, project ${plain(entity.project)}`;
  const description = entity.description ? `\n\n${plain(entity.description)}` : '';
  return `${kind}${id} — ${place}${description}`;
}

function bodyOf(snapshot: Snapshot, entity: Entity): string[] {
  switch (entity.kind) {
    case 'group':
      return groupBody(snapshot, entity);
    case 'cvm':
      return cvmBody(snapshot, entity);
    case 'acl': {
      const subnets = snapshot.model.subnets.filter((subnet) => subnet.acl === entity.key).map(title);
      const policies = `${counted(entity.inbound.policies.length, 'policy', 'policies')} in · ${entity.outbound.policies.length} out`;
      return [policies, subnets.length === 0 ? 'Guards no subnet.' : `Guards ${row(subnets.map(code))}`];
    }
    case 'addresses': {
      const blocks = addressSet.toRanges(entity.set);
      return [counted(entity.size, 'entry', 'entries'), list(blocks.map(code)), usesLine(snapshot, entity)];
    }
    case 'services':
      return [list(printServices(entity.set).map(code)), usesLine(snapshot, entity)];
    case 'subnet': {
      const members = snapshot.model.cvms.filter((cvm) => cvm.subnet === entity.key).map(title);
      const lines = [
        entity.cidr === undefined ? '' : `Block ${code(printAddress(entity.cidr))}`,
        entity.vpc === undefined ? '' : `VPC ${code(entity.vpc)}`,
        entity.acl === undefined
          ? 'No ACL: everything passes its border.'
          : `ACL ${code(titleOf(snapshot.model, entity.acl))}`,
        members.length === 0 ? '' : `${counted(members.length, 'CVM')}: ${row(members.map(code))}`,
      ];
      return [lines.filter((line) => line !== '').join('\n\n')];
    }
  }
}

function groupBody(snapshot: Snapshot, group: Group): string[] {
  const members = snapshot.model.members.get(group.key) ?? [];
  const shown = members.map((cvm) => `${code(title(cvm))}${addressesIn(cvm)}`);
  return [
    quotaText(snapshot, group),
    members.length === 0 ? 'No CVM is in it.' : `${counted(members.length, 'CVM')}: ${row(shown)}`,
    usesLine(snapshot, group),
  ];
}

function addressesIn(cvm: Cvm): string {
  return cvm.privateAddresses.length === 0 ? '' : ` (${cvm.privateAddresses.map(printAddress).join(', ')})`;
}

function cvmBody({ model }: Snapshot, cvm: Cvm): string[] {
  const addresses = [
    ...cvm.privateAddresses.map((address) => code(printAddress(address))),
    ...cvm.publicAddresses.map((address) => `${code(printAddress(address))} (public)`),
  ];
  const subnet = cvm.subnet === undefined ? undefined : model.entities.get(cvm.subnet);
  const acl = subnet?.kind === 'subnet' ? subnet.acl : undefined;
  const groups = cvm.groups.map((key, i) => `${i + 1}. ${code(titleOf(model, key))}`);
  return [
    addresses.length === 0 ? 'No address is known.' : addresses.join(', '),
    cvm.filtered
      ? `Groups in the order in which they are tried:\n\n${groups.join('\n')}`
      : 'It is in no group: nothing filters it.',
    subnet === undefined
      ? ''
      : `Subnet ${code(title(subnet))}${acl === undefined ? ', without an ACL' : `, ACL ${code(titleOf(model, acl))}`}`,
    cvm.dedicated ? 'On a host of its own.' : '',
  ];
}

/** Who refers to it: the declarations in which it is named, each once. */
function usesLine({ model }: Snapshot, entity: Entity): string {
  const uses = usesOf(model, entity.key).filter(({ reference }) => reference.role !== 'cvm-group');
  if (uses.length === 0) return entity.kind === 'group' ? 'No rule names it.' : 'Nothing names it.';
  const users = new Set(
    uses.map(({ binding }) => (binding.entity === undefined ? 'an expectation' : code(title(binding.entity)))),
  );
  return `${counted(uses.length, 'reference')}, in ${row([...users])}`;
}
