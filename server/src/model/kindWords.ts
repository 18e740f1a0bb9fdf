// The names of the kinds of entities in sentences, without and with an article. They are given to `t`, which translates them.

import { message } from '#util/l10n.ts';
import type { EntityKind } from './model.ts';

export const NOUN: Readonly<Record<EntityKind, string>> = {
  group: message('group'),
  acl: message('ACL'),
  addresses: message('address list'),
  services: message('service list'),
  subnet: message('subnet'),
  cvm: message('CVM'),
};

export const A_NOUN: Readonly<Record<EntityKind | 'interface', string>> = {
  group: message('a group'),
  acl: message('an ACL'),
  addresses: message('an address list'),
  services: message('a service list'),
  subnet: message('a subnet'),
  cvm: message('a CVM'),
  interface: message('an interface'),
};
