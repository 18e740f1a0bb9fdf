// Whether a verdict about the packets between two ends may depend on a gap, decided from the gap alone if that is possible: while somebody
// types a rule, this is asked for each finding about packets. `incomplete.ts` does the same for answers, with all that they depend on.

import type { Cvm, Endpoint, Model } from '#model/model.ts';
import { machinesOfEndpoint } from './endpointMachines.ts';
import type { Gap } from './gaps.ts';

export interface Ends {
  readonly from: readonly Endpoint[];
  readonly to: readonly Endpoint[];
  readonly region: string;
}

/** Undefined where more has to be looked at than the machines of a group. */
export function restsOn(model: Model, ends: Ends, { reach }: Gap): boolean | undefined {
  switch (reach.kind) {
    case 'everything':
      return reach.of === 'placed' ? undefined : reach.of === undefined;
    case 'region':
      return reach.region === ends.region ? true : undefined;
    case 'expectation':
      return false;
    case 'list':
      return isGroup(model, reach.owner)
        ? isAtAnEnd(model, ends, reach.direction === 'inbound' ? 'to' : 'from', reach.owner)
        : undefined;
    case 'entity':
      return isGroup(model, reach.key)
        ? isAtAnEnd(model, ends, 'to', reach.key) || isAtAnEnd(model, ends, 'from', reach.key)
        : undefined;
  }
}

function isGroup(model: Model, key: string): boolean {
  return model.entities.get(key)?.kind === 'group';
}

/** Whether a machine of a group is among the ends of one side. */
function isAtAnEnd(model: Model, ends: Ends, side: 'from' | 'to', group: string): boolean {
  const members = model.members.get(group) ?? [];
  return members.length > 0 && ends[side].some((end) => isAmong(model, end, ends.region, members));
}

function isAmong(model: Model, end: Endpoint, region: string, members: readonly Cvm[]): boolean {
  const met = members.filter((cvm) => cvm.region === region || cvm.publicAddresses.length > 0);
  const found = machinesOfEndpoint(model, end, region, () => met);
  return end.kind === 'group'
    ? found.some((cvm) => members.includes(cvm))
    : end.kind === 'cvm'
      ? members.includes(found[0] as Cvm)
      : found.length > 0;
}
