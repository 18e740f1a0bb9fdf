// What is asked of the cloud: the actions that only read, as its API describes them (VPC and CVM, version 2017-03-12).

import * as shapes from './shapes.ts';

export interface Action {
  readonly service: 'vpc' | 'cvm';
  readonly name: string;
  /** The list in its answer, and what tells two things of the list apart. */
  readonly set: string;
  readonly id: string;
  readonly shape: shapes.Shape;
  /** The way `Offset` and `Limit` are written; an action without pages answers everything at once. */
  readonly pages?: 'text' | 'number';
  /** What keeps the order the same from page to page, where the API has a word for it. */
  readonly order?: Readonly<Record<string, string>>;
  /** So many requests a second are allowed. */
  readonly perSecond: number;
}

export const VERSION = '2017-03-12';
/** The most that any of them hands over, or takes ids, at once. */
export const MOST = 100;

const byTime = { OrderField: 'CreatedTime', OrderDirection: 'ASC' };

export const regions: Action = {
  service: 'cvm',
  name: 'DescribeRegions',
  set: 'RegionSet',
  id: 'Region',
  shape: shapes.region,
  perSecond: 20,
};

export const groups: Action = {
  service: 'vpc',
  name: 'DescribeSecurityGroups',
  set: 'SecurityGroupSet',
  id: 'SecurityGroupId',
  shape: shapes.group,
  pages: 'text',
  order: byTime,
  perSecond: 100,
};

/** Its answer is one object; it is asked for group by group. */
export const policies = {
  service: 'vpc',
  name: 'DescribeSecurityGroupPolicies',
  field: 'SecurityGroupPolicySet',
  shape: shapes.policySet,
  perSecond: 100,
} as const;

export const associations: Action = {
  service: 'vpc',
  name: 'DescribeSecurityGroupAssociationStatistics',
  set: 'SecurityGroupAssociationStatisticsSet',
  id: 'SecurityGroupId',
  shape: shapes.association,
  perSecond: 100,
};

export const acls: Action = {
  service: 'vpc',
  name: 'DescribeNetworkAcls',
  set: 'NetworkAclSet',
  id: 'NetworkAclId',
  shape: shapes.acl,
  pages: 'number',
  order: { OrderField: 'NetworkAclId', OrderDirection: 'ASC' },
  perSecond: 20,
};

/** The rules of an acl of five parts. Both directions come in one object, page by page. */
export const quintuples = {
  service: 'vpc',
  name: 'DescribeNetworkAclQuintupleEntries',
  field: 'NetworkAclQuintupleSet',
  shape: shapes.quintupleSet,
  perSecond: 20,
} as const;

/** Each stands in the region by itself: neither needs the answer of another. */
export const lists: readonly Action[] = [
  {
    service: 'cvm',
    name: 'DescribeInstances',
    set: 'InstanceSet',
    id: 'InstanceId',
    shape: shapes.instance,
    pages: 'number',
    perSecond: 40,
  },
  {
    service: 'vpc',
    name: 'DescribeNetworkInterfaces',
    set: 'NetworkInterfaceSet',
    id: 'NetworkInterfaceId',
    shape: shapes.networkInterface,
    pages: 'number',
    perSecond: 100,
  },
  {
    service: 'vpc',
    name: 'DescribeSubnets',
    set: 'SubnetSet',
    id: 'SubnetId',
    shape: shapes.subnet,
    pages: 'text',
    perSecond: 100,
  },
  template('Address', shapes.addressTemplate),
  templateGroup('Address', shapes.addressTemplateGroup),
  template('Service', shapes.serviceTemplate),
  templateGroup('Service', shapes.serviceTemplateGroup),
];

function template(kind: 'Address' | 'Service', shape: shapes.Shape): Action {
  return {
    service: 'vpc',
    name: `Describe${kind}Templates`,
    set: `${kind}TemplateSet`,
    id: `${kind}TemplateId`,
    shape,
    pages: 'text',
    perSecond: 100,
  };
}

function templateGroup(kind: 'Address' | 'Service', shape: shapes.Shape): Action {
  return {
    service: 'vpc',
    name: `Describe${kind}TemplateGroups`,
    set: `${kind}TemplateGroupSet`,
    id: `${kind}TemplateGroupId`,
    shape,
    pages: 'text',
    perSecond: 100,
  };
}
