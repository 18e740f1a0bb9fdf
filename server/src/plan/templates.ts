// The four kinds of parameter templates, which differ in the names of their members only.

import { message } from '#util/l10n.ts';
import type { Template } from './cloud.ts';

export interface TemplateKind {
  /** What its ids begin with. */
  readonly prefix: 'ipm' | 'ipmg' | 'ppm' | 'ppmg';
  readonly noun: string;
  readonly set: 'AddressTemplateSet' | 'AddressTemplateGroupSet' | 'ServiceTemplateSet' | 'ServiceTemplateGroupSet';
  readonly id: string;
  readonly name: string;
  readonly create: TemplateAction;
  readonly modify: TemplateAction;
  readonly remove: TemplateAction;
  readonly items: TemplateItems | TemplateMembers;
}

/** Items with a description go by another member, in answers as well as in requests. */
export interface TemplateItems {
  readonly kind: 'items';
  readonly held: string;
  readonly heldDescribed: string;
  readonly sent: string;
  readonly sentDescribed: string;
  readonly text: string;
}

/** Ids of other templates. */
export interface TemplateMembers {
  readonly kind: 'members';
  readonly held: string;
  readonly sent: string;
}

type Noun = 'AddressTemplate' | 'AddressTemplateGroup' | 'ServiceTemplate' | 'ServiceTemplateGroup';
export type TemplateAction = `Create${Noun}` | `Modify${Noun}Attribute` | `Delete${Noun}`;

/** In the order in which they are created: what groups of templates name comes before. */
export const TEMPLATE_KINDS: readonly TemplateKind[] = [
  kind('ipm', message('address list'), 'AddressTemplate', items('Address', 'Addresses')),
  kind('ppm', message('service list'), 'ServiceTemplate', items('Service', 'Services')),
  kind('ipmg', message('group of address lists'), 'AddressTemplateGroup', {
    kind: 'members',
    held: 'AddressTemplateIdSet',
    sent: 'AddressTemplateIds',
  }),
  kind('ppmg', message('group of service lists'), 'ServiceTemplateGroup', {
    kind: 'members',
    held: 'ServiceTemplateIdSet',
    sent: 'ServiceTemplateIds',
  }),
];

export interface TemplateItem {
  readonly text: string;
  readonly description: string;
}

/** The items of a template, or the ids of a group of templates. */
export function itemsOf({ items: keys }: TemplateKind, template: Template): readonly TemplateItem[] {
  const texts = listOf(template[keys.held]).map(String);
  if (keys.kind === 'members') return texts.map((text) => ({ text, description: '' }));
  const described = new Map<string, string>();
  for (const each of listOf(template[keys.heldDescribed])) {
    const item = each as Readonly<Record<string, unknown>>;
    described.set(String(item[keys.text] ?? ''), String(item['Description'] ?? ''));
  }
  const all = [...described.keys()].filter((text) => !texts.includes(text));
  return [...texts, ...all].map((text) => ({ text, description: described.get(text) ?? '' }));
}

/** The members of a request that say what a template is to hold. */
export function sentItems({ items: keys }: TemplateKind, items: readonly TemplateItem[]): Template {
  if (keys.kind === 'members' || items.every(({ description }) => description === '')) {
    return { [keys.sent]: items.map(({ text }) => text) };
  }
  return {
    [keys.sentDescribed]: items.map(({ text, description }) => ({ [keys.text]: text, Description: description })),
  };
}

export function textIn(template: Template, key: string): string | undefined {
  const value = template[key];
  return typeof value === 'string' ? value : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function kind(prefix: TemplateKind['prefix'], noun: string, stem: Noun, keys: TemplateKind['items']): TemplateKind {
  return {
    prefix,
    noun,
    set: `${stem}Set`,
    id: `${stem}Id`,
    name: `${stem}Name`,
    create: `Create${stem}`,
    modify: `Modify${stem}Attribute`,
    remove: `Delete${stem}`,
    items: keys,
  };
}

function items(stem: 'Address' | 'Service', sent: 'Addresses' | 'Services'): TemplateItems {
  return {
    kind: 'items',
    held: `${stem}Set`,
    heldDescribed: `${stem}ExtraSet`,
    sent,
    sentDescribed: `${sent}Extra`,
    text: stem,
  };
}
