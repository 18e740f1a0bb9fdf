// The objects of the cloud's API, each as its descriptor: what is read of them, written, and pulled.

import { t } from '#util/l10n.ts';
import { type AnyShape, anything, count, flag, objects, part, shape, staying, text, word, words } from './shape.ts';

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

const policies = objects(() => t('A policy'), POLICY);

export const POLICY_SET = shape(
  { Ingress: policies, Egress: policies },
  { stamps: ['PolicyStatistics'], aside: ['Version'] },
);

/** In requests, name and description of a group have names of their own. */
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

/** A group with its policy set, or with the two lists of the set among its own members. */
export const POLICIES_OF_GROUP = shape({ ...GROUP.kinds, ...POLICY_SET.kinds });

export const VIRTUAL_PRIVATE_CLOUD = shape(
  { VpcId: word, SubnetId: word },
  { aside: ['AsVpcGateway', 'PrivateIpAddresses', 'Ipv6AddressCount'] },
);

const PLACEMENT = shape({ ProjectId: word });

export const INSTANCE = shape(
  {
    InstanceId: word,
    InstanceName: word,
    PrivateIpAddresses: words,
    IPv6Addresses: words,
    PublicIpAddresses: words,
    PublicIPv6Addresses: words,
    VirtualPrivateCloud: part(VIRTUAL_PRIVATE_CLOUD, 'broken'),
    SecurityGroupIds: words,
    /** One way of paying says that the machine is on a dedicated host. */
    InstanceChargeType: staying(text),
    Placement: staying(part(PLACEMENT, 'broken')),
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

/** An address of an interface: `PrivateIpAddress` for IPv4, `Address` for IPv6. */
export const INTERFACE_ADDRESS = shape(
  { PrivateIpAddress: word, Address: word, PublicIpAddress: word, Primary: flag },
  { aside: ['AddressId', 'IsWanIpBlocked', 'State', 'Description', 'QosLevel'] },
);

const interfaceAddresses = objects(() => t('An address of an interface'), INTERFACE_ADDRESS);

const ATTACHMENT = shape({ InstanceId: word, DeviceIndex: count });

/** A snapshot keeps all of it, since a rule file says less of an interface. */
export const NETWORK_INTERFACE = shape(
  {
    NetworkInterfaceId: staying(word),
    NetworkInterfaceName: staying(word),
    Primary: staying(flag),
    Attachment: staying(part(ATTACHMENT, 'broken')),
    VpcId: staying(word),
    SubnetId: staying(word),
    GroupSet: staying(words),
    PrivateIpAddressSet: staying(interfaceAddresses),
    Ipv6AddressSet: staying(interfaceAddresses),
  },
  {
    stamps: ['UpdatedTime', 'UpdateTime'],
    aside: [
      ...['NetworkInterfaceDescription', 'State', 'MacAddress', 'Zone', 'CreatedTime', 'EniType', 'Business', 'CdcId'],
      ...['AttachType', 'ResourceId', 'QosLevel', 'TagSet', 'Description'],
    ],
  },
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

const entries = (of: AnyShape) => objects(() => t('An entry'), of);

export const QUINTUPLE_SET = shape({ Ingress: entries(QUINTUPLE_ENTRY), Egress: entries(QUINTUPLE_ENTRY) });

const member = (of: AnyShape) => objects(() => t('A member'), of);

export const ACL = shape(
  {
    NetworkAclId: word,
    NetworkAclName: word,
    IngressEntries: entries(ACL_ENTRY),
    EgressEntries: entries(ACL_ENTRY),
    /** An object of both lists, or one list of entries that say their direction. */
    NetworkAclQuintupleSet: anything,
    SubnetSet: staying(member(SUBNET)),
  },
  { stamps: ['UpdatedTime', 'UpdateTime'], aside: ['VpcId', 'CreatedTime', 'NetworkAclType'] },
);

export const TEMPLATE_MEMBER = shape({ Address: word, Service: word, Description: text });

const TEMPLATE_OPTIONS = { stamps: ['UpdatedTime', 'UpdateTime'], aside: ['CreatedTime'] };

export const ADDRESS_TEMPLATE = shape(
  {
    AddressTemplateId: word,
    AddressTemplateName: word,
    AddressSet: words,
    AddressExtraSet: member(TEMPLATE_MEMBER),
  },
  TEMPLATE_OPTIONS,
);

export const ADDRESS_TEMPLATE_GROUP = shape(
  {
    AddressTemplateGroupId: word,
    AddressTemplateGroupName: word,
    AddressTemplateIdSet: words,
    AddressTemplateSet: staying(member(ADDRESS_TEMPLATE)),
  },
  TEMPLATE_OPTIONS,
);

export const SERVICE_TEMPLATE = shape(
  {
    ServiceTemplateId: word,
    ServiceTemplateName: word,
    ServiceSet: words,
    ServiceExtraSet: member(TEMPLATE_MEMBER),
  },
  TEMPLATE_OPTIONS,
);

export const SERVICE_TEMPLATE_GROUP = shape(
  {
    ServiceTemplateGroupId: word,
    ServiceTemplateGroupName: word,
    ServiceTemplateIdSet: words,
    ServiceTemplateSet: staying(member(SERVICE_TEMPLATE)),
  },
  TEMPLATE_OPTIONS,
);

/** Any of the four: which it is, only its members say. */
export const TEMPLATE = shape(
  {
    ...ADDRESS_TEMPLATE.kinds,
    ...ADDRESS_TEMPLATE_GROUP.kinds,
    ...SERVICE_TEMPLATE.kinds,
    ...SERVICE_TEMPLATE_GROUP.kinds,
  },
  TEMPLATE_OPTIONS,
);

/** A rule of the API before version 3. Later versions and the database products have other names for some of the members. */
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
