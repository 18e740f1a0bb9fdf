// Looks a reference up and says what it means, or why it counts as broken.

import type * as ast from '#syntax/ast.ts';
import { cloudIdKind } from '#syntax/names.ts';
import { type Declarations, type Declared, lookUp } from './declare.ts';
import type { EntityKind, Reference, ReferenceRole } from './model.ts';

/** What may stand in each place. */
export const ALLOWED: Readonly<Record<ReferenceRole, readonly EntityKind[]>> = {
  peer: ['group', 'addresses'],
  service: ['services'],
  'addresses-item': ['addresses'],
  'services-item': ['services'],
  'cvm-group': ['group'],
  'cvm-subnet': ['subnet'],
  'subnet-acl': ['acl'],
  endpoint: ['cvm', 'group', 'subnet', 'addresses'],
};

export interface Resolved {
  readonly reference: Reference;
  /** Only where the reference is sound. */
  readonly declared?: Declared;
}

export function resolve(declarations: Declarations, region: string, role: ReferenceRole, name: ast.Name): Resolved {
  const declared = lookUp(declarations, region, name.text);
  const target = declared?.key;
  // An id says what it is of, declared or not.
  const kind = declared?.kind ?? cloudIdKind(name.text);
  const isAllowed = ALLOWED[role].some((allowed) => allowed === kind);
  if (kind !== undefined && !isAllowed) return { reference: { name, role, target, fault: 'wrong-kind' } };
  if (declared === undefined) return { reference: { name, role, fault: 'unknown-name' } };
  // Lists are known by their ids in every region, and an expectation may speak of any machine. Whatever is tied to a network is not.
  if (declared.region !== region && TIED_TO_REGION.has(role) && declared.kind !== 'addresses') {
    const fault = declared.kind === 'group' ? 'cross-region-group' : 'unknown-name';
    return { reference: { name, role, target, fault } };
  }
  return { reference: { name, role, target }, declared };
}

const TIED_TO_REGION: ReadonlySet<ReferenceRole> = new Set(['peer', 'cvm-group', 'cvm-subnet', 'subnet-acl']);
