// The objects of the cloud's API that are read and written here, each as its descriptor.

import { t } from '#util/l10n.ts';
import { anything, count, inner, objects, part, shape, text, word, words } from './shape.ts';

const policies = objects(() => t('A policy'));
const entries = objects(() => t('An entry'));
const items = objects(() => t('A member'));

const SERVICE_TEMPLATE_REFERENCE = shape({ ServiceId: word, ServiceGroupId: word }, { isRule: true });
const ADDRESS_TEMPLATE_REFERENCE = shape({ AddressId: word, AddressGroupId: word }, { isRule: true });

export const POLICY = shape(
  {
    PolicyIndex: count,
    Protocol: word,
    Port: word,
    ServiceTemplate: part(SERVICE_TEMPLATE_REFERENCE, 'refused'),
    CidrBlock: word,
    Ipv6CidrBlock: word,
    SecurityGroupId: word,
    AddressTemplate: part(ADDRESS_TEMPLATE_REFERENCE, 'refused'),
    Action: word,
    PolicyDescription: text,
  },
  { isRule: true, stamps: ['Priority', 'ModifyTime', 'Direction'] },
);

const ENTRY_STAMPS = ['ModifyTime', 'CreateTime', 'Direction', 'NetworkAclDirection', 'PolicyIndex'];

export const ACL_ENTRY = shape(
  {
    Protocol: word,
    Port: word,
    CidrBlock: word,
    Ipv6CidrBlock: word,
    Action: word,
    Description: text,
    Priority: count,
  },
  { isRule: true, stamps: ENTRY_STAMPS },
);

export const QUINTUPLE_ENTRY = shape(
  {
    Protocol: word,
    SourceCidr: word,
    SourceIPv6Cidr: word,
    SourcePort: word,
    DestinationCidr: word,
    DestinationIPv6Cidr: word,
    DestinationPort: word,
    Action: word,
    Description: text,
    Priority: count,
  },
  { isRule: true, stamps: ENTRY_STAMPS },
);

export const POLICY_SET = shape(
  { Ingress: policies, Egress: policies },
  { stamps: ['PolicyStatistics'], aside: ['Version'] },
);

/** Requests say name and description in words of their own. */
export const GROUP = shape(
  {
    SecurityGroupId: word,
    SecurityGroupName: word,
    GroupName: word,
    SecurityGroupDesc: text,
    GroupDescription: text,
    ProjectId: word,
    SecurityGroupPolicySet: part(POLICY_SET, 'broken'),
  },
  { stamps: ['UpdatedTime', 'UpdateTime'], aside: ['CreatedTime'] },
);

/** A group around its policies, or beside them. */
export const POLICIES_OF_GROUP = shape({ ...GROUP.kinds, ...POLICY_SET.kinds });

export const VIRTUAL_PRIVATE_CLOUD = shape(
  { VpcId: word, SubnetId: word },
  { aside: ['AsVpcGateway', 'PrivateIpAddresses', 'Ipv6AddressCount'] },
);

export const INSTANCE = shape(
  {
    InstanceId: word,
    InstanceName: word,
    PrivateIpAddresses: words,
    IPv6Addresses: words,
    PublicIpAddresses: words,
    VirtualPrivateCloud: part(VIRTUAL_PRIVATE_CLOUD, 'broken'),
    SecurityGroupIds: words,
    /** One way of paying says that the machine is on a host of its own. */
    InstanceChargeType: inner(anything),
    /** Where it is, and of which project. */
    Placement: inner(anything),
  },
  {
    stamps: ['UpdatedTime', 'UpdateTime'],
    aside: [
      ...['Placement', 'InstanceType', 'CPU', 'Memory', 'GPU', 'GPUInfo', 'InstanceState', 'RestrictState'],
      ...['InstanceChargeType', 'RenewFlag', 'StopChargingMode', 'CreatedTime', 'ExpiredTime', 'LicenseType'],
      ...['SystemDisk', 'DataDisks', 'InternetAccessible', 'ImageId', 'OsName', 'LoginSettings', 'DefaultLoginUser'],
      ...['DefaultLoginPort', 'Uuid', 'LatestOperation', 'LatestOperationState', 'LatestOperationRequestId'],
      ...['LatestOperationErrorMsg', 'DisasterRecoverGroupId', 'CamRoleName', 'HpcClusterId', 'RdmaIpAddresses'],
      ...['DedicatedClusterId', 'IsolatedSource', 'DisableApiTermination', 'Metadata', 'OsFamily', 'EnableJumboFrame'],
    ],
  },
);

const interfaceAddresses = objects(() => t('An address of an interface'));

/** Kept whole beside what is read of it: a snapshot is written back with it. */
export const NETWORK_INTERFACE = shape(
  {
    NetworkInterfaceId: inner(word),
    NetworkInterfaceName: inner(word),
    Primary: inner(anything),
    Attachment: inner(anything),
    VpcId: inner(word),
    SubnetId: inner(word),
    GroupSet: inner(words),
    PrivateIpAddressSet: inner(interfaceAddresses),
    Ipv6AddressSet: inner(interfaceAddresses),
  },
  {
    stamps: ['UpdatedTime', 'UpdateTime'],
    aside: [
      ...['NetworkInterfaceDescription', 'State', 'MacAddress', 'Zone', 'CreatedTime', 'EniType', 'Business', 'CdcId'],
      ...['AttachType', 'ResourceId', 'QosLevel', 'TagSet', 'Description'],
    ],
  },
);

/** An address of an interface; the one address of a family has another name for the other. */
export const INTERFACE_ADDRESS = shape(
  { PrivateIpAddress: word, Address: word, PublicIpAddress: word },
  { aside: ['Primary', 'AddressId', 'IsWanIpBlocked', 'State', 'Description', 'QosLevel'] },
);

export const SUBNET = shape(
  { SubnetId: word, SubnetName: word, VpcId: word, CidrBlock: word, NetworkAclId: word },
  {
    stamps: ['UpdatedTime', 'UpdateTime'],
    aside: [
      ...['IsDefault', 'EnableBroadcast', 'Zone', 'RouteTableId', 'CreatedTime', 'AvailableIpAddressCount'],
      ...['TotalIpAddressCount', 'IsRemoteVpcSnat', 'IsCdcSubnet', 'CdcId', 'LocalZone'],
    ],
  },
);

export const ACL = shape(
  {
    NetworkAclId: word,
    NetworkAclName: word,
    IngressEntries: entries,
    EgressEntries: entries,
    /** An object of both lists, or one list of entries that say their direction. */
    NetworkAclQuintupleSet: anything,
    SubnetSet: inner(items),
  },
  { stamps: ['UpdatedTime', 'UpdateTime'], aside: ['VpcId', 'CreatedTime', 'NetworkAclType'] },
);

export const QUINTUPLE_SET = shape({ Ingress: entries, Egress: entries });

const LIST_OPTIONS = { stamps: ['UpdatedTime', 'UpdateTime'], aside: ['CreatedTime'] };

/** A template or a template group: which it is decides its id only. */
export const ADDRESSES = shape(
  {
    AddressTemplateId: word,
    AddressTemplateGroupId: word,
    AddressTemplateName: word,
    AddressTemplateGroupName: word,
    AddressSet: words,
    AddressExtraSet: items,
    AddressTemplateIdSet: words,
    AddressTemplateSet: inner(items),
  },
  LIST_OPTIONS,
);

export const SERVICES = shape(
  {
    ServiceTemplateId: word,
    ServiceTemplateGroupId: word,
    ServiceTemplateName: word,
    ServiceTemplateGroupName: word,
    ServiceSet: words,
    ServiceExtraSet: items,
    ServiceTemplateIdSet: words,
    ServiceTemplateSet: inner(items),
  },
  LIST_OPTIONS,
);

export const TEMPLATE_MEMBER = shape({ Address: word, Service: word, Description: text });

/** A rule as the API before version 3 had it, under the names of later versions and of the database products too. */
export const OLD_RULE = shape(
  {
    index: count,
    action: word,
    Action: word,
    ipProtocol: word,
    IpProtocol: word,
    Protocol: word,
    portRange: word,
    PortRange: word,
    Port: word,
    serviceModule: word,
    ServiceModule: word,
    cidrIp: word,
    CidrIp: word,
    CidrBlock: word,
    Ipv6CidrBlock: word,
    sgId: word,
    SecurityGroupId: word,
    addressModule: word,
    AddressModule: word,
    desc: text,
    Desc: text,
    PolicyDescription: text,
  },
  { isRule: true, stamps: ['Id', 'direction', 'Direction', 'Dir', 'PolicyIndex', 'ModifyTime'] },
);

export const OLD_GROUP = shape({
  SecurityGroupId: word,
  sgId: word,
  SecurityGroupName: word,
  sgName: word,
  SecurityGroupRemark: text,
  ProjectId: word,
  projectId: word,
});
