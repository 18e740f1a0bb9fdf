// Terraform's resources other than groups and their rules: machines, subnets, acls and lists.

import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';
import { readItemAddress } from '../addressText.ts';
import { readServiceText } from '../serviceText.ts';
import { quote, report, type Source } from '../source.ts';
import { asName, asText, groupsIn, nameOf, reportRest } from './parts.ts';
import { readAclString } from './rules.ts';
import {
  decidingText,
  listOf,
  reference,
  saying,
  type TfBody,
  type TfResource,
  type TfText,
  type TfValue,
  textOf,
  whyNot,
} from './value.ts';

function named(source: Source, resource: TfResource, nameKey = 'name') {
  const id = textOf(source, resource.body, 'id');
  const name = nameOf(textOf(source, resource.body, nameKey), resource);
  const range = { start: resource.start, end: resource.end };
  return { keyword: { start: name.start, end: name.end }, name, ids: id === undefined ? [] : [asName(id)], ...range };
}

export function readInstance(source: Source, resource: TfResource): ast.Cvm {
  const { body } = resource;
  const address = (key: string): ast.AddressText[] => {
    const text = textOf(source, body, key);
    return text === undefined ? [] : [{ kind: 'address', text: text.text, start: text.start, end: text.end }];
  };
  const subnet = reference(source, 'subnet_id', body.values.get('subnet_id'));
  const vpc = vpcOf(source, body);
  const known = [
    'id',
    'instance_name',
    'private_ip',
    'public_ip',
    'subnet_id',
    'vpc_id',
    'orderly_security_groups',
    'security_groups',
  ];
  reportRest(source, body, new Set(known), t('an instance'));
  return {
    kind: 'cvm',
    ...named(source, resource, 'instance_name'),
    privateAddresses: address('private_ip'),
    publicAddresses: address('public_ip'),
    subnet,
    vpc,
    groups: groupsIn(source, body, resource, 'orderly_security_groups', 'security_groups'),
    dedicated: false,
    interfaces: [],
  };
}

export function readSubnet(source: Source, resource: TfResource): ast.Subnet {
  const vpc = vpcOf(source, resource.body);
  const cidr = decidingText(source, resource.body, 'cidr_block');
  reportRest(source, resource.body, new Set(['id', 'name', 'vpc_id', 'cidr_block']), t('a subnet'));
  return {
    kind: 'subnet',
    ...named(source, resource),
    vpc,
    ...(cidr === undefined ? {} : { cidr: { kind: 'address', text: cidr.text, start: cidr.start, end: cidr.end } }),
  };
}

/** A vpc is only a name here: that of the resource, or its id. */
function vpcOf(source: Source, body: TfBody): ast.Name | undefined {
  const value = saying(body.values.get('vpc_id'));
  if (value === undefined) return undefined;
  const { start, end } = value;
  if (value.kind === 'text') return { text: value.text, start, end };
  if (value.kind === 'reference')
    return { text: value.resource.replace(/^(?:.*\.)?tencentcloud_vpc\./, ''), start, end };
  report(source, 'lost', value, t('{0} is not known and is left out: {1}.', quote('vpc_id'), whyNot(value)));
  return undefined;
}

export function readAcl(source: Source, resource: TfResource): ast.Acl {
  const lists: ast.RuleList[] = [];
  for (const [key, direction] of [
    ['ingress', 'inbound'],
    ['egress', 'outbound'],
  ] as const) {
    const rules = listOf(resource.body, key).flatMap((value) => readAclString(source, value) ?? []);
    const place = resource.body.values.get(key) ?? resource;
    lists.push({ direction, keyword: place, rules, start: place.start, end: place.end });
  }
  reportRest(source, resource.body, new Set(['id', 'name', 'ingress', 'egress']), t('an acl'));
  return { kind: 'acl', ...named(source, resource), lists };
}

export function readAddresses(source: Source, resource: TfResource): ast.Addresses {
  const items: ast.AddressItem[] = [];
  for (const { text, description } of members(source, resource.body, ['addresses'], 'addresses_extra', 'address')) {
    items.push({ value: readItemAddress(text), ...description, start: text.start, end: text.end });
  }
  for (const value of listOf(resource.body, 'template_ids')) {
    const name = reference(source, 'template_ids', value);
    if (name !== undefined)
      items.push({ value: { kind: 'name', name, start: name.start, end: name.end }, start: name.start, end: name.end });
  }
  reportRest(
    source,
    resource.body,
    new Set(['id', 'name', 'addresses', 'addresses_extra', 'template_ids']),
    t('a list'),
  );
  return { kind: 'addresses', ...named(source, resource), items };
}

export function readServices(source: Source, resource: TfResource): ast.Services {
  const items: ast.ServiceItem[] = [];
  for (const { text, description } of members(source, resource.body, ['protocols'], 'protocols_extra', 'protocol')) {
    const value = readServiceText(source, text);
    if (value !== undefined) items.push({ value, ...description, start: text.start, end: text.end });
  }
  for (const value of listOf(resource.body, 'template_ids')) {
    const name = reference(source, 'template_ids', value);
    if (name !== undefined)
      items.push({ value: { kind: 'name', name, start: name.start, end: name.end }, start: name.start, end: name.end });
  }
  reportRest(
    source,
    resource.body,
    new Set(['id', 'name', 'protocols', 'protocols_extra', 'template_ids']),
    t('a list'),
  );
  return { kind: 'services', ...named(source, resource), items };
}

interface Member {
  readonly text: TfText;
  readonly description: { readonly description?: ast.Text };
}

/** Members as texts, and as blocks with a description. */
function members(
  source: Source,
  body: TfBody,
  textKeys: readonly string[],
  blocksKey: string,
  member: string,
): Member[] {
  const found: Member[] = [];
  const seen = new Set<string>();
  for (const value of listOf(body, blocksKey)) {
    const text = value.kind === 'body' ? decidingText(source, value, member) : refuse(source, blocksKey, value);
    const description = value.kind === 'body' ? textOf(source, value, 'description') : undefined;
    if (text === undefined) continue;
    seen.add(text.text);
    found.push({ text, description: description === undefined ? {} : { description: asText(description) } });
  }
  for (const key of textKeys) {
    for (const value of listOf(body, key)) {
      if (value.kind === 'text') {
        if (!seen.has(value.text)) found.push({ text: value, description: {} });
      } else refuse(source, key, value);
    }
  }
  return found;
}

function refuse(source: Source, key: string, value: TfValue): undefined {
  report(source, 'refused', value, t('A member of {0} is not known: {1}.', quote(key), whyNot(value)));
}
