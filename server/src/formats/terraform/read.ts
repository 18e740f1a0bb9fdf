// Makes declarations of Terraform's resources, from a state, a plan or a configuration. A value that is not known is never guessed: it is
// reported at its place, and what it decides is left out.

import { A_NOUN } from '#model/kindWords.ts';
import type * as ast from '#syntax/ast.ts';
import { groupBy } from '#util/groupBy.ts';
import { commas, plural, t } from '#util/l10n.ts';
import type { Item } from '../reading.ts';
import { isSound, quote, report, type Source } from '../source.ts';
import { readAcl, readAddresses, readInstance, readServices, readSubnet } from './entities.ts';
import { declarationOf, readGroup, readRuleSet, readSingleRule } from './groups.ts';
import {
  noInterfaces,
  readInterface,
  readInterfaceAttachment,
  readInterfaceGroups,
  readMachineGroup,
  reportHomeless,
  withInterfaces,
} from './interfaces.ts';
import { isMissed, isRead, OUTSIDE, type ResourceType } from './resources.ts';
import type { Entity, State } from './state.ts';
import {
  isNothing,
  leavesOf,
  listOf,
  reference,
  type TfReference,
  type TfResource,
  type TfValue,
  textOf,
} from './value.ts';

/**
 * What the resources declare. `references` is filled with the declarations that the addresses of resources stand for. There may be
 * nothing where the other side of a plan has something.
 */
export function readTerraform(
  source: Source,
  resources: readonly TfResource[],
  references: Map<string, ast.Declaration>,
  mayBeNothing = false,
): Item[] {
  const state: State = {
    source,
    groups: new Map(),
    order: [],
    acls: new Map(),
    interfaces: noInterfaces(),
    attachments: [],
  };
  const addresses = new Set(resources.map(({ address }) => address));
  const known = resources.map((resource) => withKnownReferences(resource, addresses));
  // Groups come before the rules that refer to them, whatever their order in the files.
  const isGroup = ({ type }: TfResource) => type === 'tencentcloud_security_group';
  for (const resource of known.toSorted((a, b) => Number(isGroup(b)) - Number(isGroup(a)))) {
    if (isRead(resource.type)) TYPES[resource.type].read(state, resource);
  }
  reportRest(source, known);
  reportOthers(
    source,
    known.filter(({ type }) => !isRead(type) && type !== OUTSIDE),
  );
  reportHomeless(state, keysOf(state, 'cvm'));
  reportAttachments(state);
  reportUngrouped(state, known);
  const used = usedBy(known.filter(({ type }) => !isRead(type) || type in ATTACHED));
  // Where something could not be read, that is already the reason.
  if (state.order.length === 0 && !mayBeNothing && isSound(source)) {
    const message = t('There is no security group, rule or list among the resources.');
    report(source, 'broken', resources[0] ?? { start: 0, end: 0 }, message);
  }
  return state.order.map((one): Item => {
    if ('draft' in one) {
      const isUsed = [...one.draft.keys, ...one.draft.ids.map(({ text }) => text)].some((key) => used.has(key));
      const declaration: ast.Group = {
        ...declarationOf(source, one.draft),
        ...(isUsed && { isUsedElsewhere: true }),
      };
      for (const key of one.draft.keys) references.set(key, declaration);
      return { declaration, region: one.draft.region, project: one.draft.project };
    }
    const declaration = completed(state, one);
    references.set(one.address, declaration);
    return { declaration, region: one.region, project: one.project };
  });
}

type Reader = (state: State, resource: TfResource) => void;

/** How each type of resource is read, and what it declares. */
const TYPES: Readonly<Record<ResourceType, { readonly read: Reader; readonly kind?: keyof typeof A_NOUN }>> = {
  tencentcloud_security_group: { read: readGroup, kind: 'group' },
  tencentcloud_security_group_rule_set: { read: readRuleSet },
  tencentcloud_security_group_lite_rule: { read: readRuleSet },
  tencentcloud_security_group_rule: { read: readSingleRule },
  tencentcloud_instance: { read: entity(readInstance), kind: 'cvm' },
  tencentcloud_eni: { read: readInterface, kind: 'interface' },
  tencentcloud_eni_attachment: { read: readInterfaceAttachment },
  tencentcloud_eni_sg_attachment: { read: readInterfaceGroups },
  tencentcloud_cvm_security_group_attachment: { read: readMachineGroup },
  tencentcloud_subnet: { read: entity(readSubnet), kind: 'subnet' },
  tencentcloud_vpc_acl: { read: entity(readAcl), kind: 'acl' },
  tencentcloud_vpc_acl_attachment: { read: readAclAttachment },
  tencentcloud_address_template: { read: entity(readAddresses), kind: 'addresses' },
  tencentcloud_address_extra_template: { read: entity(readAddresses), kind: 'addresses' },
  tencentcloud_address_template_group: { read: entity(readAddresses), kind: 'addresses' },
  tencentcloud_protocol_template: { read: entity(readServices), kind: 'services' },
  tencentcloud_protocol_template_group: { read: entity(readServices), kind: 'services' },
};

function entity(read: (source: Source, resource: TfResource) => ast.Declaration): Reader {
  return ({ source, order }, resource) => {
    const { address, region, body } = resource;
    const project = textOf(source, body, 'project_id')?.text;
    order.push({ declaration: read(source, resource), address, region, project });
  };
}

function readAclAttachment({ source, acls, attachments }: State, { type, body, address }: TfResource): void {
  const acl = reference(source, body, 'acl_id');
  const subnet = reference(source, body, 'subnet_id');
  if (acl === undefined || subnet === undefined) return;
  acls.set(subnet.text, acl);
  attachments.push({ type, address, to: subnet });
}

/** A declaration with what other resources say of the same thing. */
function completed({ acls, interfaces }: State, { declaration, address }: Entity): ast.Declaration {
  if (declaration.kind === 'cvm') return withInterfaces(interfaces, declaration, address);
  if (declaration.kind !== 'subnet') return declaration;
  return { ...declaration, acl: acls.get(address) ?? acls.get(declaration.ids[0]?.text ?? '') };
}

/** The addresses and ids of the machines or subnets that are here. */
function keysOf({ order }: State, kind: 'cvm' | 'subnet'): ReadonlySet<string> {
  return new Set(
    order.flatMap((one) =>
      'declaration' in one && one.declaration.kind === kind
        ? [one.address, ...one.declaration.ids.map(({ text }) => text)]
        : [],
    ),
  );
}

/** Notes what is attached to something that is not here, or in the place of what another resource attaches. */
function reportAttachments(state: State): void {
  const { source, interfaces, attachments } = state;
  const here = new Set([
    ...keysOf(state, 'cvm'),
    ...keysOf(state, 'subnet'),
    ...interfaces.all.flatMap(({ keys }) => keys),
  ]);
  const before = new Map<string, string>();
  for (const { type, address, to } of attachments) {
    const [one, target] = [quote(address), quote(to.text)];
    if (!here.has(to.text)) {
      report(source, 'lost', to, t('{0} attaches to {1}, which is not here: it is left out.', one, target));
      continue;
    }
    const place = `${type} ${to.text}`;
    const other = before.get(place) ?? address;
    before.set(place, address);
    if (other === address || type === 'tencentcloud_cvm_security_group_attachment') continue;
    const message = t(
      '{0} attaches to {1}, where only one of its kind can be: it takes the place of {2}.',
      one,
      target,
      quote(other),
    );
    report(source, 'lost', to, message);
  }
}

/** Notes the machines that name no group and are given none: in the cloud they are not without. */
function reportUngrouped({ source, interfaces: { added } }: State, resources: readonly TfResource[]): void {
  const bare = resources.filter(({ type, address, body }) => {
    const id = textOf(source, body, 'id')?.text ?? '';
    const has = (key: string) => listOf(body, key).length > 0;
    return (
      type === 'tencentcloud_instance' &&
      !(has('orderly_security_groups') || has('security_groups') || added.has(address) || added.has(id))
    );
  });
  const [first] = bare;
  if (first === undefined) return;
  const message = plural(
    bare.length,
    '{1} names no group: the cloud puts it into the default group of its project, whose rules are not here.',
    '{0} instances, {1} among them, name no group: the cloud puts them into the default group of their project, whose rules are not here.',
    quote(first.address),
  );
  report(source, 'lost', first, message);
}

/** Resources whose groups are in use, whether or not what they are attached to is here. */
const ATTACHED: Partial<Record<string, true>> = {
  tencentcloud_eni: true,
  tencentcloud_eni_sg_attachment: true,
  tencentcloud_cvm_security_group_attachment: true,
};

/** One note for all things of a kind on the arguments that the rule language cannot express, at the first of them. */
function reportRest(source: Source, resources: readonly TfResource[]): void {
  const missed = resources.flatMap(({ type, body }) => {
    const kind = isRead(type) ? TYPES[type].kind : undefined;
    if (kind === undefined || !isRead(type)) return [];
    return [...body.values]
      .filter(([key, value]) => isMissed(type, key) && !isNothing(value))
      .map(([key, at]) => ({ kind, key, at }));
  });
  for (const [kind, all] of groupBy(missed, (one) => one.kind)) {
    const names = [...new Set(all.map(({ key }) => quote(key)))];
    const [first] = all as [(typeof all)[0]];
    report(source, 'lost', first.at, t('The rule language cannot express {0} of {1}.', commas(names), t(A_NOUN[kind])));
  }
}

/** The resource with its references to resources that are there. Where another reference leads is not known. */
function withKnownReferences(resource: TfResource, addresses: ReadonlySet<string>): TfResource {
  const isKnown = ({ resource: address }: TfReference) =>
    addresses.has(address) || /(?:^|\.)tencentcloud_vpc\./.test(address);
  const missing = ({ resource: address, start, end }: TfReference): TfValue => {
    return { kind: 'unknown', why: t('there is no resource {0}', quote(address)), start, end };
  };
  const follow = (value: TfValue): TfValue => {
    switch (value.kind) {
      case 'reference':
        return isKnown(value) ? value : missing(value);
      case 'unknown': {
        const lost = value.parts?.find((one) => one.kind === 'reference' && !isKnown(one));
        return lost?.kind === 'reference' ? missing(lost) : value;
      }
      case 'list':
        return { ...value, items: value.items.map(follow) };
      case 'body':
        return { ...value, values: new Map([...value.values].map(([key, inner]) => [key, follow(inner)])) };
      default:
        return value;
    }
  };
  const body = follow(resource.body);
  return body.kind === 'body' ? { ...resource, body } : resource;
}

/** The addresses and ids of the groups that other resources name, databases and load balancers for instance. */
function usedBy(others: readonly TfResource[]): ReadonlySet<string> {
  const used = new Set<string>();
  for (const leaf of others.flatMap(({ body }) => leavesOf(body))) {
    if (leaf.kind === 'reference') used.add(leaf.resource);
    else if (leaf.kind === 'string') used.add(leaf.text);
  }
  return used;
}

/** The only type with rules that is not read. Without them, its ACL would be one that denies everything. */
const ENTRIES = 'tencentcloud_vpc_network_acl_quintuple';

/** One note for each type of which nothing is read. */
function reportOthers(source: Source, others: readonly TfResource[]): void {
  for (const [type, resources] of groupBy(others, (resource) => resource.type)) {
    const [first] = resources as [TfResource];
    if (type === ENTRIES) {
      const words = t('The entries of an ACL in {0} are not read: import what the API answers.', quote(first.address));
      report(source, 'refused', first, words);
      continue;
    }
    const message = plural(
      resources.length,
      'The resource {1} of type {2} is left out.',
      '{0} resources of type {2} are left out.',
      quote(first.address),
      quote(type),
    );
    report(source, 'lost', first, message);
  }
}
