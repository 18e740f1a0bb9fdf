// The provider's resources that are read, and which of their arguments. Any other argument in a configuration is reported if it may concern
// packets; other attributes in a state are ignored. Of resources of other types it is enough to know that they exist.

import type * as ast from '#syntax/ast.ts';

const RULE_SET = ['security_group_id', 'ingress', 'egress', 'version'];

const TEMPLATE_ARGUMENTS = ['template_ids', 'name'];

const ARGUMENTS = {
  tencentcloud_security_group: ['name', 'description', 'project_id'],
  tencentcloud_security_group_rule_set: RULE_SET,
  tencentcloud_security_group_lite_rule: RULE_SET,
  tencentcloud_security_group_rule: [
    ...['security_group_id', 'type', 'policy', 'cidr_ip', 'source_sgid', 'address_template', 'ip_protocol'],
    ...['port_range', 'protocol_template', 'policy_index', 'description'],
  ],
  tencentcloud_instance: [
    ...['instance_name', 'private_ip', 'public_ip', 'ipv6_addresses', 'public_ipv6_addresses', 'subnet_id', 'vpc_id'],
    ...['orderly_security_groups', 'security_groups', 'instance_charge_type', 'project_id'],
  ],
  // The vpc of an interface is that of its subnet, and a number of addresses does not say which ones.
  tencentcloud_eni: [
    ...['name', 'vpc_id', 'subnet_id', 'ipv4s', 'ipv4_info', 'ipv4_count'],
    ...['orderly_security_groups', 'security_groups'],
  ],
  tencentcloud_eni_attachment: ['eni_id', 'instance_id'],
  tencentcloud_eni_sg_attachment: [
    ...['network_interface_ids', 'security_group_ids', 'orderly_security_groups'],
    'prepend_orderly_security_groups',
  ],
  tencentcloud_cvm_security_group_attachment: ['instance_id', 'security_group_id'],
  tencentcloud_subnet: ['name', 'vpc_id', 'cidr_block'],
  tencentcloud_vpc_acl: ['name', 'ingress', 'egress'],
  tencentcloud_vpc_acl_attachment: ['acl_id', 'subnet_id'],
  tencentcloud_address_template: ['addresses', 'addresses_extra', ...TEMPLATE_ARGUMENTS],
  tencentcloud_address_extra_template: ['addresses_extra', 'name'],
  tencentcloud_address_template_group: ['addresses', 'addresses_extra', ...TEMPLATE_ARGUMENTS],
  tencentcloud_protocol_template: ['protocols', 'protocols_extra', ...TEMPLATE_ARGUMENTS],
  tencentcloud_protocol_template_group: ['protocols', 'protocols_extra', ...TEMPLATE_ARGUMENTS],
};

export type ResourceType = keyof typeof ARGUMENTS;

/** Arguments that have nothing to do with packets, so that nobody misses them in a rule file. */
const ASIDE: Partial<Readonly<Record<ResourceType, readonly string[]>>> = {
  tencentcloud_instance: [
    ...['image_id', 'availability_zone', 'instance_type', 'hostname', 'password', 'key_ids', 'key_name', 'user_data'],
    ...[
      'user_data_raw',
      'user_data_replace_on_change',
      'keep_image_login',
      'allocate_public_ip',
      'bandwidth_package_id',
    ],
    ...['internet_charge_type', 'internet_max_bandwidth_out', 'ipv4_address_type', 'ipv6_address_type'],
    ...['ipv6_address_count', 'anti_ddos_package_id', 'system_disk_type', 'system_disk_size', 'system_disk_id'],
    ...['system_disk_name', 'system_disk_resize_online', 'data_disks', 'instance_charge_type_prepaid_period'],
    ...['instance_charge_type_prepaid_renew_flag', 'spot_instance_type', 'spot_max_price', 'cdh_instance_type'],
    ...['cdh_host_id', 'dedicated_cluster_id', 'dedicated_resource_pack_tenancy', 'dedicated_resource_pack_ids'],
    ...['placement_group_id', 'force_replace_placement_group_id', 'disaster_recover_group_ids', 'cam_role_name'],
    ...['hpc_cluster_id', 'running_flag', 'stop_type', 'stopped_mode', 'disable_security_service', 'force_delete'],
    ...['disable_monitor_service', 'disable_automation_service', 'disable_api_termination', 'timeouts'],
  ],
  tencentcloud_eni: ['cdc_id', 'qos_level'],
  tencentcloud_subnet: ['availability_zone', 'is_multicast', 'route_table_id', 'cdc_id'],
  tencentcloud_vpc_acl: ['vpc_id'],
};

export function isRead(type: string): type is ResourceType {
  return Object.hasOwn(ARGUMENTS, type);
}

/** Whether an argument of a resource is read. */
export function isArgument(type: string, key: string): boolean {
  return key === 'id' || (isRead(type) && ARGUMENTS[type].includes(key));
}

/** Whether an argument is neither read nor missed where it is not. */
export function isMissed(type: ResourceType, key: string): boolean {
  return !isArgument(type, key) && ASIDE[type]?.includes(key) !== true;
}

/** The arguments, of whichever resource, that name other resources which are read. */
const NAMING: ReadonlySet<string> = new Set([
  ...['ingress', 'egress', 'security_group_id', 'security_group_ids', 'source_sgid', 'security_groups'],
  ...['orderly_security_groups', 'prepend_orderly_security_groups', 'address_template', 'protocol_template'],
  ...['template_ids', 'subnet_id', 'acl_id'],
]);

/** Whether an argument that is read names another resource which is read. */
export function isNaming(type: string, key: string): boolean {
  return isArgument(type, key) && NAMING.has(key);
}

/** The arguments of all of them together. */
export const ALL_ARGUMENTS: ReadonlySet<string> = new Set(['id', ...Object.values(ARGUMENTS).flat()]);

/** The type of what is no resource and may name groups nevertheless. */
export const OUTSIDE = '';

/** Whether an argument of any resource names groups: `security_groups`, `security_group_ids`, `intranet_security_group`. */
export function isGroupArgument(key: string): boolean {
  return /security_group|(?:^|_)sg_?ids?$/.test(key);
}

/** What an answer lacks if it is not known how many of a resource are made. Undefined for what changes other things. */
export function unmadeOf(type: ResourceType): ast.Problem['unmade'] {
  switch (type) {
    case 'tencentcloud_instance':
    case 'tencentcloud_eni':
    case 'tencentcloud_subnet':
      return 'placed';
    case 'tencentcloud_security_group_rule_set':
    case 'tencentcloud_security_group_lite_rule':
    case 'tencentcloud_security_group_rule':
    case 'tencentcloud_eni_attachment':
    case 'tencentcloud_eni_sg_attachment':
    case 'tencentcloud_cvm_security_group_attachment':
    case 'tencentcloud_vpc_acl_attachment':
      return undefined;
    default:
      return 'named';
  }
}
