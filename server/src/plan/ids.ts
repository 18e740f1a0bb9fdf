// The ids in a plan. A thing that the plan creates has a provisional id, until the cloud gives it another. A name that belongs to nothing is
// written in the place of an id, after the prefix that marks names.

import { NAME_PREFIX } from '#formats/addressText.ts';

/** Longer than any id of the cloud's. */
const PROVISIONAL = /^(sg|acl|ipmg?|ppmg?|ins|subnet)-0new[0-9]{8}$/;

export function provisionalId(prefix: string, count: number): string {
  return `${prefix}-0new${String(count).padStart(8, '0')}`;
}

export function isProvisional(id: string): boolean {
  return PROVISIONAL.test(id);
}

/** The name that is written in the place of an id, where nothing has it; undefined of an id. */
export function unknownName(id: string): string | undefined {
  return id.startsWith(NAME_PREFIX) ? id.slice(NAME_PREFIX.length) : undefined;
}

/** How requests write the name of what has no id. */
export function nameInRequests(name: string): string {
  return `${NAME_PREFIX}${name}`;
}
