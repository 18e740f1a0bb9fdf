// Resources that are neither groups nor rules: machines, subnets, acls and lists.

import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import { namedAt, readItemAddress } from '../addressText.ts';
import { DEDICATED_CHARGE } from '../cloud/entityJson.ts';
import { addressAt, nameAt, placeOf, textAt } from '../piece.ts';
import { readServiceText } from '../serviceText.ts';
import { quote, report, type Source } from '../source.ts';
import { groupsIn, nameOf } from './parts.ts';
import { readAclString } from './ruleStrings.ts';
import {
  decidingText,
  levelOf,
  listOf,
  reference,
  saying,
  type TfBody,
  type TfResource,
  type TfString,
  type TfValue,
  textOf,
  whyNot,
} from './value.ts';

function named(source: Source, resource: TfResource, nameKey = 'name') {
  const id = textOf(source, resource.body, 'id');
  const name = nameOf(textOf(source, resource.body, nameKey), resource);
  return { keyword: placeOf(name), name, ids: id === undefined ? [] : [nameAt(id)], ...placeOf(resource) };
}

export function readInstance(source: Source, resource: TfResource): ast.Cvm {
  const { body } = resource;
  const addresses = (key: string): ast.AddressText[] =>
    listOf(body, key).flatMap((value) => {
      const text = textOf(source, { ...body, values: new Map([[key, value]]) }, key);
      return text === undefined ? [] : [addressAt(text)];
    });
  const charge = textOf(source, body, 'instance_charge_type');
  return {
    kind: 'cvm',
    ...named(source, resource, 'instance_name'),
    privateAddresses: [...addresses('private_ip'), ...addresses('ipv6_addresses')],
    publicAddresses: [...addresses('public_ip'), ...addresses('public_ipv6_addresses')],
    subnet: reference(source, body, 'subnet_id'),
    vpc: vpcOf(source, body),
    groups: groupsIn(source, resource, 'security_groups'),
    dedicated: charge?.text === DEDICATED_CHARGE ? [placeOf(charge)] : [],
    interfaces: [],
  };
}

export function readSubnet(source: Source, resource: TfResource): ast.Subnet {
  const cidr = decidingText(source, resource.body, 'cidr_block');
  return {
    kind: 'subnet',
    ...named(source, resource),
    vpc: vpcOf(source, resource.body),
    cidr: cidr && addressAt(cidr),
  };
}

/** The name or the id of the resource. A vpc needs no declaration of its own. */
function vpcOf(source: Source, body: TfBody): ast.Name | undefined {
  const value = saying(body.values.get('vpc_id'));
  if (value === undefined) return undefined;
  if (value.kind === 'string') return nameAt(value);
  if (value.kind === 'reference')
    return { text: value.resource.replace(/^(?:.*\.)?tencentcloud_vpc\./, ''), ...placeOf(value) };
  report(source, levelOf(value), value, t('{0} is not known and is left out: {1}.', quote('vpc_id'), whyNot(value)));
  return undefined;
}

export function readAcl(source: Source, resource: TfResource): ast.Acl {
  const list = (key: string, direction: ast.Direction): ast.RuleList => {
    const rules = listOf(resource.body, key).flatMap((value) => readAclString(source, value) ?? []);
    const place = placeOf(resource.body.values.get(key) ?? resource);
    return { direction, keyword: place, rules, ...place };
  };
  return {
    kind: 'acl',
    ...named(source, resource),
    lists: [list('ingress', 'inbound'), list('egress', 'outbound')],
  };
}

export function readAddresses(source: Source, resource: TfResource): ast.Addresses {
  const items = members(source, resource.body, 'addresses', 'address').map(
    ({ text, description }): ast.AddressItem => ({ value: readItemAddress(text), description, ...placeOf(text) }),
  );
  return { kind: 'addresses', ...named(source, resource), items: [...items, ...lists(source, resource.body)] };
}

export function readServices(source: Source, resource: TfResource): ast.Services {
  const items = members(source, resource.body, 'protocols', 'protocol').flatMap(
    ({ text, description }): ast.ServiceItem[] => {
      const value = readServiceText(source, text);
      return value === undefined ? [] : [{ value, description, ...placeOf(text) }];
    },
  );
  return { kind: 'services', ...named(source, resource), items: [...items, ...lists(source, resource.body)] };
}

/** The lists that a list consists of. */
function lists(source: Source, body: TfBody) {
  return listOf(body, 'template_ids').flatMap((value) => {
    const name = reference(source, body, 'template_ids', value);
    return name === undefined ? [] : [{ value: namedAt(name), ...placeOf(name) }];
  });
}

interface Member {
  readonly text: TfString;
  readonly description?: ast.Text;
}

/** The members of a list: in blocks, where they may have a description, and as strings. */
function members(source: Source, body: TfBody, key: string, inBlock: string): Member[] {
  const blocks = listOf(body, `${key}_extra`).flatMap((value): Member[] => {
    if (value.kind !== 'body') return refuse(source, `${key}_extra`, value);
    const text = decidingText(source, value, inBlock);
    if (text === undefined) return [];
    const description = textOf(source, value, 'description');
    return [{ text, description: description && textAt(description) }];
  });
  const known = new Set(blocks.map(({ text }) => text.text));
  const texts = listOf(body, key).flatMap((value): Member[] => {
    if (value.kind !== 'string') return refuse(source, key, value);
    return known.has(value.text) ? [] : [{ text: value }];
  });
  return [...blocks, ...texts];
}

function refuse(source: Source, key: string, value: TfValue): [] {
  report(source, 'refused', value, t('A member of {0} is not known: {1}.', quote(key), whyNot(value)));
  return [];
}
