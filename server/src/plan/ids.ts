// Ids as a plan writes them. What the plan is to create has a provisional one until the cloud gives it another; a name that nothing has
// stands behind the prefix of names in the place of an id.

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
