// The shapes of answers: what a snapshot keeps of them, and of which kind it has to be before it is believed.

export type Kind = 'text' | 'number' | 'flag' | 'texts' | { readonly one: Shape } | { readonly many: Shape };

export interface Shape {
  readonly fields: Readonly<Record<string, Kind>>;
  /** Has to be there. What else is missing or null is left out. */
  readonly needs?: readonly string[];
  /** Fields that are not named are kept as they are: one of them could decide about a packet. Otherwise they are left out. */
  readonly whole?: true;
}

export type Read = { readonly value: Readonly<Record<string, unknown>> } | { readonly fault: string };

const entry: Shape = {
  fields: {
    Protocol: 'text',
    Port: 'text',
    CidrBlock: 'text',
    Ipv6CidrBlock: 'text',
    Action: 'text',
    Description: 'text',
  },
  needs: ['Action'],
  whole: true,
};

const policy: Shape = {
  fields: {
    Protocol: 'text',
    Port: 'text',
    ServiceTemplate: { one: { fields: { ServiceId: 'text', ServiceGroupId: 'text' }, whole: true } },
    CidrBlock: 'text',
    Ipv6CidrBlock: 'text',
    SecurityGroupId: 'text',
    AddressTemplate: { one: { fields: { AddressId: 'text', AddressGroupId: 'text' }, whole: true } },
    Action: 'text',
    PolicyDescription: 'text',
  },
  needs: ['Action'],
  whole: true,
};

export const region: Shape = { fields: { Region: 'text', RegionState: 'text' }, needs: ['Region'] };

export const policySet: Shape = {
  fields: { Version: 'text', Ingress: { many: policy }, Egress: { many: policy } },
  needs: ['Version'],
};

export const group: Shape = {
  fields: {
    SecurityGroupId: 'text',
    SecurityGroupName: 'text',
    SecurityGroupDesc: 'text',
    ProjectId: 'text',
    IsDefault: 'flag',
  },
  needs: ['SecurityGroupId'],
};

export const association: Shape = {
  fields: {
    SecurityGroupId: 'text',
    CVM: 'number',
    CDB: 'number',
    ENI: 'number',
    CLB: 'number',
    SG: 'number',
    TotalCount: 'number',
    InstanceStatistics: { many: { fields: { InstanceType: 'text', InstanceCount: 'number' } } },
  },
  needs: ['SecurityGroupId'],
};

export const instance: Shape = {
  fields: {
    InstanceId: 'text',
    InstanceName: 'text',
    PrivateIpAddresses: 'texts',
    PublicIpAddresses: 'texts',
    IPv6Addresses: 'texts',
    PublicIPv6Addresses: 'texts',
    VirtualPrivateCloud: { one: { fields: { VpcId: 'text', SubnetId: 'text' } } },
    SecurityGroupIds: 'texts',
    InstanceChargeType: 'text',
    InstanceState: 'text',
  },
  needs: ['InstanceId'],
};

export const networkInterface: Shape = {
  fields: {
    NetworkInterfaceId: 'text',
    NetworkInterfaceName: 'text',
    Primary: 'flag',
    VpcId: 'text',
    SubnetId: 'text',
    GroupSet: 'texts',
    PrivateIpAddressSet: {
      many: { fields: { PrivateIpAddress: 'text', PublicIpAddress: 'text', Primary: 'flag' } },
    },
    Ipv6AddressSet: { many: { fields: { Address: 'text', PublicIpAddress: 'text' } } },
    Attachment: { one: { fields: { InstanceId: 'text', DeviceIndex: 'number' } } },
    Business: 'text',
  },
  needs: ['NetworkInterfaceId'],
};

export const subnet: Shape = {
  fields: {
    SubnetId: 'text',
    SubnetName: 'text',
    VpcId: 'text',
    CidrBlock: 'text',
    Ipv6CidrBlock: 'text',
    NetworkAclId: 'text',
  },
  needs: ['SubnetId'],
};

export const acl: Shape = {
  fields: {
    NetworkAclId: 'text',
    NetworkAclName: 'text',
    NetworkAclType: 'text',
    VpcId: 'text',
    SubnetSet: { many: { fields: { SubnetId: 'text' } } },
    IngressEntries: { many: entry },
    EgressEntries: { many: entry },
  },
  needs: ['NetworkAclId'],
};

export const quintupleSet: Shape = { fields: { Ingress: { many: entry }, Egress: { many: entry } } };

export const addressTemplate: Shape = {
  fields: {
    AddressTemplateId: 'text',
    AddressTemplateName: 'text',
    AddressSet: 'texts',
    AddressExtraSet: { many: { fields: { Address: 'text', Description: 'text' } } },
  },
  needs: ['AddressTemplateId'],
};

export const addressTemplateGroup: Shape = {
  fields: { AddressTemplateGroupId: 'text', AddressTemplateGroupName: 'text', AddressTemplateIdSet: 'texts' },
  needs: ['AddressTemplateGroupId'],
};

export const serviceTemplate: Shape = {
  fields: {
    ServiceTemplateId: 'text',
    ServiceTemplateName: 'text',
    ServiceSet: 'texts',
    ServiceExtraSet: { many: { fields: { Service: 'text', Description: 'text' } } },
  },
  needs: ['ServiceTemplateId'],
};

export const serviceTemplateGroup: Shape = {
  fields: { ServiceTemplateGroupId: 'text', ServiceTemplateGroupName: 'text', ServiceTemplateIdSet: 'texts' },
  needs: ['ServiceTemplateGroupId'],
};

/** `value` as `shape` says, or the first place at which it is not, as a path below `at`. */
export function readShape(shape: Shape, value: unknown, at: string): Read {
  if (!isObject(value)) return { fault: `${at} is not an object` };
  const kept: [string, unknown][] = shape.whole
    ? Object.entries(value).filter(([name]) => !Object.hasOwn(shape.fields, name))
    : [];
  for (const [name, kind] of Object.entries(shape.fields)) {
    const found = Object.hasOwn(value, name) ? value[name] : undefined;
    if (found === undefined || found === null) {
      if (shape.needs?.includes(name)) return { fault: `${at}.${name} is missing` };
      continue;
    }
    const read = readKind(kind, found, `${at}.${name}`);
    if ('fault' in read) return read;
    kept.push([name, read.value]);
  }
  return { value: Object.fromEntries(kept) };
}

function readKind(kind: Kind, value: unknown, at: string): { readonly value: unknown } | { readonly fault: string } {
  switch (kind) {
    case 'text':
      // Some actions write a number where others write text, as for the id of a project.
      return typeof value === 'string' || typeof value === 'number'
        ? { value: String(value) }
        : { fault: `${at} is not a string` };
    case 'number':
      return typeof value === 'number' ? { value } : { fault: `${at} is not a number` };
    case 'flag':
      return typeof value === 'boolean' ? { value } : { fault: `${at} is neither true nor false` };
    case 'texts':
      return Array.isArray(value) && value.every((each) => typeof each === 'string')
        ? { value }
        : { fault: `${at} is not a list of strings` };
  }
  if ('one' in kind) return readShape(kind.one, value, at);
  if (!Array.isArray(value)) return { fault: `${at} is not a list` };
  const all: unknown[] = [];
  for (const [index, each] of value.entries()) {
    const read = readShape(kind.many, each, `${at}[${index}]`);
    if ('fault' in read) return read;
    all.push(read.value);
  }
  return { value: all };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
