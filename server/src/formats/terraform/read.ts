// Terraform's resources, whether they are from a state, a plan or a configuration, as declarations. A value that is not known is never
// guessed: it is reported where it is, and costs what it decides.

import type * as ast from '#syntax/ast.ts';
import { groupBy } from '#util/groupBy.ts';
import { plural, t } from '#util/l10n.ts';
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
import { reportRest } from './parts.ts';
import { isRead, OUTSIDE, type ResourceType } from './resources.ts';
import type { Entity, State } from './state.ts';
import { reference, type TfReference, type TfResource, type TfValue } from './value.ts';

/** What the resources declare. `references` is filled with the declarations that the addresses of resources stand for. */
export function readTerraform(
  source: Source,
  resources: readonly TfResource[],
  references: Map<string, ast.Declaration>,
): Item[] {
  const state: State = {
    source,
    groups: new Map(),
    order: [],
    acls: new Map(),
    interfaces: noInterfaces(),
  };
  const addresses = new Set(resources.map(({ address }) => address));
  const known = resources.map((resource) => withKnownReferences(resource, addresses));
  // Groups come before the rules that refer to them, whatever their order in the files.
  const isGroup = ({ type }: TfResource) => type === 'tencentcloud_security_group';
  for (const resource of known.toSorted((a, b) => Number(isGroup(b)) - Number(isGroup(a)))) {
    if (isRead(resource.type)) READERS[resource.type](state, resource);
  }
  reportOthers(
    source,
    known.filter(({ type }) => !isRead(type) && type !== OUTSIDE),
  );
  reportHomeless(state, machinesIn(state));
  const used = usedBy(known.filter(({ type }) => !isRead(type)));
  // Where something could not be read, that is already the reason.
  if (state.order.length === 0 && isSound(source)) {
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
    return { declaration, region: one.region };
  });
}

type Reader = (state: State, resource: TfResource) => void;

const READERS: Readonly<Record<ResourceType, Reader>> = {
  tencentcloud_security_group: readGroup,
  tencentcloud_security_group_rule_set: readRuleSet,
  tencentcloud_security_group_lite_rule: readRuleSet,
  tencentcloud_security_group_rule: readSingleRule,
  tencentcloud_instance: entity(readInstance),
  tencentcloud_eni: readInterface,
  tencentcloud_eni_attachment: readInterfaceAttachment,
  tencentcloud_eni_sg_attachment: readInterfaceGroups,
  tencentcloud_cvm_security_group_attachment: readMachineGroup,
  tencentcloud_subnet: entity(readSubnet),
  tencentcloud_vpc_acl: entity(readAcl),
  tencentcloud_vpc_acl_attachment: readAclAttachment,
  tencentcloud_address_template: entity(readAddresses),
  tencentcloud_address_template_group: entity(readAddresses),
  tencentcloud_protocol_template: entity(readServices),
  tencentcloud_protocol_template_group: entity(readServices),
};

function entity(read: (source: Source, resource: TfResource) => ast.Declaration): Reader {
  return ({ source, order }, resource) => {
    const { address, region } = resource;
    order.push({ declaration: read(source, resource), address, region });
  };
}

function readAclAttachment({ source, acls }: State, resource: TfResource): void {
  const acl = reference(source, resource.body, 'acl_id');
  const subnet = reference(source, resource.body, 'subnet_id');
  if (acl !== undefined && subnet !== undefined) acls.set(subnet.text, acl);
  reportRest(source, resource, t('an attachment'));
}

/** A declaration with what other resources say of the same thing. */
function completed({ acls, interfaces }: State, { declaration, address }: Entity): ast.Declaration {
  if (declaration.kind === 'cvm') return withInterfaces(interfaces, declaration, address);
  if (declaration.kind !== 'subnet') return declaration;
  return { ...declaration, acl: acls.get(address) ?? acls.get(declaration.ids[0]?.text ?? '') };
}

function machinesIn({ order }: State): ReadonlySet<string> {
  return new Set(
    order.flatMap((one) =>
      'declaration' in one && one.declaration.kind === 'cvm'
        ? [one.address, ...one.declaration.ids.map(({ text }) => text)]
        : [],
    ),
  );
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
  const look = (value: TfValue): void => {
    if (value.kind === 'reference') used.add(value.resource);
    else if (value.kind === 'string') used.add(value.text);
    else if (value.kind === 'unknown') value.parts?.forEach(look);
    else if (value.kind === 'list') value.items.forEach(look);
    else if (value.kind === 'body') [...value.values.values()].forEach(look);
  };
  for (const { body } of others) look(body);
  return used;
}

/** One note for each type of which nothing is read. */
function reportOthers(source: Source, others: readonly TfResource[]): void {
  for (const [type, resources] of groupBy(others, (resource) => resource.type)) {
    const [first] = resources as [TfResource];
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
