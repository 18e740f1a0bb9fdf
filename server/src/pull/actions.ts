// The actions of the cloud's API that `pull` calls, all of which only read (VPC and CVM, version 2017-03-12), and the members of their answers
// that a snapshot keeps. `formats/cloud/shapes` describes these members, for reading snapshots too.

import { count, flag, type Kinds, objects, type Shape, shape, word } from '#formats/cloud/shape.ts';
import * as shapes from '#formats/cloud/shapes.ts';
import type { Service } from './ask.ts';

export interface Action {
  readonly service: Service;
  readonly name: string;
  /** The most requests a second that the API allows. */
  readonly perSecond: number;
}

/** An action that answers a list of objects. */
export interface ListAction extends Action {
  /** The member of the answer that is the list. */
  readonly set: string;
  /** The member that tells two objects of the list apart. */
  readonly id: string;
  readonly keeps: Kinds;
  /** How `Offset` and `Limit` are written; an action without pages answers everything at once. */
  readonly pages?: 'string' | 'number';
  /** The parameters that keep the order the same from page to page, where the API has some. */
  readonly order?: Readonly<Record<string, string>>;
  /** Rules keep the order of the answer, and members that nobody knows, one of which could decide about a packet. */
  readonly areRules?: true;
}

/** An action that answers the one object that belongs to the id in the question. */
export interface ObjectAction extends Action {
  /** The member of the answer that is the object. */
  readonly field: string;
  /** The member that the object must have, if any. */
  readonly needs?: string;
  readonly keeps: Kinds;
}

export const VERSION = '2017-03-12';

/** The most objects in a page, and the most ids in a question. */
export const MOST = 100;

export const regions: ListAction = {
  service: 'cvm',
  name: 'DescribeRegions',
  perSecond: 20,
  set: 'RegionSet',
  id: 'Region',
  keeps: { Region: word, RegionState: word },
};

export const groups: ListAction = {
  service: 'vpc',
  name: 'DescribeSecurityGroups',
  perSecond: 100,
  set: 'SecurityGroupSet',
  id: 'SecurityGroupId',
  keeps: {
    ...only(shapes.GROUP, 'SecurityGroupId', 'SecurityGroupName', 'SecurityGroupDesc', 'ProjectId'),
    IsDefault: flag,
  },
  pages: 'string',
  order: { OrderField: 'CreatedTime', OrderDirection: 'ASC' },
};

export const policies: ObjectAction = {
  service: 'vpc',
  name: 'DescribeSecurityGroupPolicies',
  perSecond: 100,
  field: 'SecurityGroupPolicySet',
  needs: 'Version',
  keeps: { Version: word, ...shapes.POLICY_SET.kinds },
};

const statistics = shape({ InstanceType: word, InstanceCount: count });

export const associations: ListAction = {
  service: 'vpc',
  name: 'DescribeSecurityGroupAssociationStatistics',
  perSecond: 100,
  set: 'SecurityGroupAssociationStatisticsSet',
  id: 'SecurityGroupId',
  keeps: {
    SecurityGroupId: word,
    ...{ CVM: count, CDB: count, ENI: count, CLB: count, SG: count, TotalCount: count },
    InstanceStatistics: objects(() => '', statistics),
  },
};

export const acls: ListAction = {
  service: 'vpc',
  name: 'DescribeNetworkAcls',
  perSecond: 20,
  set: 'NetworkAclSet',
  id: 'NetworkAclId',
  keeps: {
    ...only(shapes.ACL, 'NetworkAclId', 'NetworkAclName'),
    NetworkAclType: word,
    VpcId: word,
    // Its subnets are listed by an action of their own.
    SubnetSet: objects(() => '', shape(only(shapes.SUBNET, 'SubnetId'))),
    ...only(shapes.ACL, 'IngressEntries', 'EgressEntries'),
  },
  pages: 'number',
  order: { OrderField: 'NetworkAclId', OrderDirection: 'ASC' },
};

/** The entries of a QUINTUPLE acl: one list, in which each says its direction. */
export const quintuples: ListAction = {
  service: 'vpc',
  name: 'DescribeNetworkAclQuintupleEntries',
  perSecond: 20,
  set: 'NetworkAclQuintupleSet',
  id: 'NetworkAclQuintupleEntryId',
  keeps: { ...shapes.QUINTUPLE_ENTRY.kinds, NetworkAclQuintupleEntryId: word, NetworkAclDirection: word },
  pages: 'number',
  areRules: true,
};

/** The lists that are kept as they are answered. None of these actions needs the answer of another. */
export const lists: readonly ListAction[] = [
  {
    service: 'cvm',
    name: 'DescribeInstances',
    perSecond: 40,
    set: 'InstanceSet',
    id: 'InstanceId',
    keeps: {
      ...only(
        shapes.INSTANCE,
        'InstanceId',
        'InstanceName',
        'PrivateIpAddresses',
        'PublicIpAddresses',
        'IPv6Addresses',
        'PublicIPv6Addresses',
      ),
      ...only(shapes.INSTANCE, 'VirtualPrivateCloud', 'SecurityGroupIds', 'InstanceChargeType'),
      InstanceState: word,
    },
    pages: 'number',
  },
  {
    service: 'vpc',
    name: 'DescribeNetworkInterfaces',
    perSecond: 100,
    set: 'NetworkInterfaceSet',
    id: 'NetworkInterfaceId',
    keeps: { ...shapes.NETWORK_INTERFACE.kinds, Business: word },
    pages: 'number',
  },
  {
    service: 'vpc',
    name: 'DescribeSubnets',
    perSecond: 100,
    set: 'SubnetSet',
    id: 'SubnetId',
    keeps: { ...shapes.SUBNET.kinds, Ipv6CidrBlock: word },
    pages: 'string',
  },
  templates('AddressTemplate', shapes.ADDRESS_TEMPLATE.kinds),
  templates('ServiceTemplate', shapes.SERVICE_TEMPLATE.kinds),
  // Answers hold the templates of a group beside their ids: another action lists these.
  templates(
    'AddressTemplateGroup',
    only(shapes.ADDRESS_TEMPLATE_GROUP, 'AddressTemplateGroupId', 'AddressTemplateGroupName', 'AddressTemplateIdSet'),
  ),
  templates(
    'ServiceTemplateGroup',
    only(shapes.SERVICE_TEMPLATE_GROUP, 'ServiceTemplateGroupId', 'ServiceTemplateGroupName', 'ServiceTemplateIdSet'),
  ),
];

function templates(what: string, keeps: Kinds): ListAction {
  const names = { name: `Describe${what}s`, set: `${what}Set`, id: `${what}Id` };
  return { service: 'vpc', ...names, perSecond: 100, keeps, pages: 'string' };
}

/** Some of the members of a descriptor. */
function only<K extends Kinds>({ kinds }: Shape<K>, ...names: readonly (keyof K & string)[]): Kinds {
  return Object.fromEntries(names.map((name) => [name, kinds[name] as Kinds[string]]));
}
