import type { Group } from '#model/model.ts';
import type { Finding } from './finding.ts';
import { pastQuota } from './pastQuota.ts';
import type { Settings } from './settings.ts';

export function quotaOutbound(group: Group, { quotas }: Settings): Finding[] {
  return pastQuota('quota-outbound', group, group.outbound, quotas.outbound);
}
