import { isInSubnet, labelOf } from '#model/interfaces.ts';
import type { Cvm, Entity, Group, Model, NetworkInterface } from '#model/model.ts';
import { cloudCount } from '#model/policy.ts';
import { referencesTo } from '#model/uses.ts';
import { cvmCount, groupCount, policyCount } from '#model/words.ts';
import { printAddress } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';
import { printServices } from '#net/services.ts';
import { commas, plural, t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import { type LabelKind, wordFor } from './cursor.ts';
import { entryCount, quotaText, referenceCount, title } from './describe.ts';
import { code, link, list, plain, row } from './markdown.ts';
import { placeOfName } from './place.ts';

/** How something that is named is written: in the font of code, or as a link to where it is declared. */
export type Refer = (entity: Entity) => string;

const inCode: Refer = (entity) => code(title(entity));

export function linkedIn(folder: Folder): Refer {
  return (entity) => link(inCode(entity), placeOfName(folder, entity));
}

/** What a name stands for. */
export function describeEntity(folder: Folder, entity: Entity, refer: Refer = inCode): string {
  return [headline(entity, refer), ...bodyOf(folder, entity, refer)].filter((part) => part !== '').join('\n\n');
}

export function describeLabel({ model }: Folder, label: LabelKind, name: string): string {
  const entities = [...model.entities.values()].filter((entity) => !entity.builtin);
  const own = entities.filter((entity) => {
    if (label === 'vpc') return vpcsOf(entity).includes(name);
    return entity[label] === name;
  });
  const counts = (['group', 'cvm', 'subnet', 'acl', 'addresses', 'services'] as const).flatMap((kind) => {
    const count = own.filter((entity) => entity.kind === kind).length;
    return count === 0 ? [] : [countOf(kind, count)];
  });
  const kind = `${wordFor(label).charAt(0).toUpperCase()}${wordFor(label).slice(1)}`;
  return `**${kind}** ${code(name)}${counts.length === 0 ? '' : `\n\n${commas(counts)}`}`;
}

function vpcsOf(entity: Entity): readonly (string | undefined)[] {
  if (entity.kind === 'subnet') return [entity.vpc];
  return entity.kind === 'cvm' ? entity.interfaces.map(({ vpc }) => vpc) : [];
}

function countOf(kind: Entity['kind'], count: number): string {
  switch (kind) {
    case 'group':
      return groupCount(count);
    case 'cvm':
      return cvmCount(count);
    case 'subnet':
      return plural(count, '{0} subnet', '{0} subnets');
    case 'acl':
      return plural(count, '{0} ACL', '{0} ACLs');
    case 'addresses':
      return plural(count, '{0} address list', '{0} address lists');
    case 'services':
      return plural(count, '{0} service list', '{0} service lists');
  }
}

function headline(entity: Entity, refer: Refer): string {
  const word = wordFor(entity.kind);
  const kind = `**${word.charAt(0).toUpperCase()}${word.slice(1)}** ${refer(entity)}`;
  const id = entity.id === undefined || entity.id === entity.name ? '' : ` ${code(entity.id)}`;
  const place = entity.builtin ? t('built in') : t('{0}, project {1}', plain(entity.region), plain(entity.project));
  const description = entity.description ? `\n\n${plain(entity.description)}` : '';
  return `${kind}${id} — ${place}${description}`;
}

function bodyOf(folder: Folder, entity: Entity, refer: Refer): string[] {
  switch (entity.kind) {
    case 'group':
      return groupBody(folder, entity, refer);
    case 'cvm':
      return cvmBody(folder, entity, refer);
    case 'acl': {
      const subnets = folder.model.subnets.filter((subnet) => subnet.acl === entity.key).map(refer);
      const inbound = policyCount(cloudCount(entity.inbound));
      const policies = t('{0} in · {1} out', inbound, cloudCount(entity.outbound));
      return [policies, subnets.length === 0 ? t('Guards no subnet.') : t('Guards {0}', row(subnets))];
    }
    case 'addresses': {
      const blocks = addressSet.toRanges(entity.set);
      return [entryCount(entity.size), list(blocks.map(code)), usesLine(folder, entity, refer)];
    }
    case 'services':
      return [list(printServices(entity.set).map(code)), usesLine(folder, entity, refer)];
    case 'subnet': {
      const members = folder.model.cvms.filter((cvm) => isInSubnet(cvm, entity.key)).map(refer);
      const lines = [
        entity.cidr === undefined ? '' : t('Block {0}', code(printAddress(entity.cidr))),
        entity.vpc === undefined ? '' : t('VPC {0}', code(entity.vpc)),
        entity.acl === undefined
          ? t('No ACL: everything passes its border.')
          : t('ACL {0}', referTo(folder.model, entity.acl, refer)),
        members.length === 0 ? '' : t('{0}: {1}', cvmCount(members.length), row(members)),
      ];
      return [lines.filter((line) => line !== '').join('\n\n')];
    }
  }
}

function groupBody(folder: Folder, group: Group, refer: Refer): string[] {
  const members = folder.model.members.get(group.key) ?? [];
  const shown = members.map((cvm) => `${refer(cvm)}${addressesIn(cvm)}`);
  return [
    quotaText(folder, group),
    members.length === 0 ? t('No CVM is in it.') : t('{0}: {1}', cvmCount(members.length), row(shown)),
    usesLine(folder, group, refer),
  ];
}

function addressesIn(cvm: Cvm): string {
  return cvm.privateAddresses.length === 0 ? '' : ` (${cvm.privateAddresses.map(printAddress).join(', ')})`;
}

function cvmBody({ model }: Folder, cvm: Cvm, refer: Refer): string[] {
  const parts = cvm.interfaces.flatMap((one) => {
    const label = labelOf(one);
    return [label === undefined ? '' : t('Interface {0}', code(label)), ...interfaceBody(model, one, refer)];
  });
  return [...parts, cvm.dedicated ? t('On a dedicated host.') : ''];
}

function interfaceBody(model: Model, one: NetworkInterface, refer: Refer): string[] {
  const addresses = [
    ...one.privateAddresses.map((address) => code(printAddress(address))),
    ...one.publicAddresses.map((address) => t('{0} (public)', code(printAddress(address)))),
  ];
  const subnet = one.subnet === undefined ? undefined : model.entities.get(one.subnet);
  const acl = subnet?.kind === 'subnet' ? subnet.acl : undefined;
  const groups = one.groups.map((key, i) => `${i + 1}. ${referTo(model, key, refer)}`);
  return [
    addresses.length === 0 ? t('No address is known.') : commas(addresses),
    one.filtered
      ? `${t('Groups in the order in which they are tried:')}\n\n${groups.join('\n')}`
      : t('It is in no group: nothing filters it.'),
    subnet === undefined
      ? ''
      : acl === undefined
        ? t('Subnet {0}, without an ACL', refer(subnet))
        : t('Subnet {0}, ACL {1}', refer(subnet), referTo(model, acl, refer)),
  ];
}

export function referTo(model: Model, key: string, refer: Refer): string {
  const entity = model.entities.get(key);
  return entity === undefined ? code(key) : refer(entity);
}

/** Who refers to it: the declarations in which it is named, each once. */
function usesLine({ model }: Folder, entity: Entity, refer: Refer): string {
  const uses = referencesTo(model, entity.key);
  if (uses.length === 0) return entity.kind === 'group' ? t('No rule names it.') : t('Nothing names it.');
  const users = new Set(
    uses.map(({ binding }) => (binding.entity === undefined ? t('an expectation') : refer(binding.entity))),
  );
  return t('{0}, in {1}', referenceCount(uses.length), row([...users]));
}
