// The kinds of things that calls create, change and delete, each with the API's names for it. The names of a kind's calls and members contain
// the same word: `CreateNetworkAcl`, `ModifyNetworkAclAttribute`, `DeleteNetworkAcl`; `NetworkAclSet`, `NetworkAclId`, `NetworkAclName`.

import { NOUN } from '#model/kindWords.ts';
import type { Entity } from '#model/model.ts';
import { message } from '#util/l10n.ts';
import { type Cloud, regionNamed, type Template } from './cloud.ts';

type TemplateWord = 'AddressTemplate' | 'AddressTemplateGroup' | 'ServiceTemplate' | 'ServiceTemplateGroup';
type Word = 'SecurityGroup' | 'NetworkAcl' | TemplateWord;
export type ThingAction = `Create${Word}` | `Modify${Word}Attribute` | `Delete${Word}`;

export interface ThingKind<W extends Word = Word> {
  /** What its ids begin with. */
  readonly prefix: 'sg' | 'acl' | 'ipm' | 'ipmg' | 'ppm' | 'ppmg';
  readonly noun: string;
  /** As what the summary of a plan counts it. */
  readonly counted: 'group' | 'acl' | 'list';
  readonly set: `${W}Set`;
  readonly id: `${W}Id`;
  readonly name: `${W}Name`;
  readonly create: ThingAction;
  readonly modify: ThingAction;
  readonly remove: ThingAction;
  /** The members of requests that have other names in answers, by their names in requests. */
  readonly renamed: Readonly<Record<string, string>>;
  /** What a new one holds. */
  readonly empty: Template;
}

/** A kind of parameter template. */
export interface TemplateKind extends ThingKind<TemplateWord> {
  /** The member of its items, or of the ids of the templates in it, in answers and in requests. */
  readonly held: string;
  readonly sent: string;
  /** Items with a description go by another member. Undefined for a group of templates. */
  readonly described?: { readonly held: string; readonly sent: string; readonly text: string };
}

export const GROUP = kind(
  'sg',
  NOUN.group,
  'group',
  'SecurityGroup',
  { GroupName: 'SecurityGroupName', GroupDescription: 'SecurityGroupDesc' },
  { SecurityGroupPolicySet: { Version: '0', Ingress: [], Egress: [] } },
);
const ACL = kind('acl', NOUN.acl, 'acl', 'NetworkAcl', {}, { IngressEntries: [], EgressEntries: [] });

/** In the order in which they are created: templates, and then the groups of them. */
export const TEMPLATE_KINDS: readonly TemplateKind[] = [
  ofItems('ipm', NOUN.addresses, 'Address', 'Addresses'),
  ofItems('ppm', NOUN.services, 'Service', 'Services'),
  ofTemplates('ipmg', message('group of address lists'), 'AddressTemplate'),
  ofTemplates('ppmg', message('group of service lists'), 'ServiceTemplate'),
];

/** In the order in which they are deleted: what refers to others goes before what it refers to. */
export const KINDS: readonly (ThingKind | TemplateKind)[] = [GROUP, ...TEMPLATE_KINDS.toReversed(), ACL];

/** Undefined of what calls only bind: machines and subnets. */
export function kindOf(entity: Entity): ThingKind | undefined {
  if (entity.kind === 'group') return GROUP;
  return entity.kind === 'acl' ? ACL : templateKindOf(entity);
}

export function templateKindOf({ id }: Entity): TemplateKind | undefined {
  return TEMPLATE_KINDS.find(({ prefix }) => prefix === id?.split('-')[0]);
}

/** The template that a list is in a cloud. */
export function templateOf(cloud: Cloud, { region, id }: Entity, kind: TemplateKind): Template | undefined {
  return regionNamed(cloud, region)[kind.set]?.find((each) => each[kind.id] === id);
}

export interface TemplateItem {
  readonly text: string;
  readonly description: string;
}

/** The items of a template, or the ids of the templates in it. */
export function itemsOf({ held, described }: TemplateKind, template: Template): readonly TemplateItem[] {
  const descriptions = new Map(
    described && listOf(template[described.held]).map((item) => [textIn(item, described.text) ?? '', item]),
  );
  const texts = new Set([...listOf(template[held]).map(String), ...descriptions.keys()]);
  return [...texts].map((text) => ({ text, description: textIn(descriptions.get(text) ?? {}, 'Description') ?? '' }));
}

/** The members of a request that say what a template is to hold. */
export function sentItems({ sent, described }: TemplateKind, items: readonly TemplateItem[]): Template {
  if (described === undefined || items.every(({ description }) => description === ''))
    return { [sent]: items.map(({ text }) => text) };
  return {
    [described.sent]: items.map(({ text, description }) => ({ [described.text]: text, Description: description })),
  };
}

/** What a request says, in the members of an answer. */
export function heldOf(kind: ThingKind | TemplateKind, request: Template): Template {
  const said = Object.fromEntries(
    Object.entries(request).flatMap(([key, value]) =>
      // An empty description is none.
      value === undefined ? [] : [[kind.renamed[key] ?? key, value === '' ? undefined : value]],
    ),
  );
  // Items with descriptions take the place of those without, and the other way round.
  const items = 'held' in kind && kind.described !== undefined ? [kind.held, kind.described.held] : [];
  const isFilled = items.some((key) => said[key] !== undefined);
  return isFilled ? { ...Object.fromEntries(items.map((key) => [key, undefined])), ...said } : said;
}

export function textIn(template: unknown, key: string): string | undefined {
  const value = (template as Template)[key];
  return typeof value === 'string' ? value : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function kind<W extends Word>(
  prefix: ThingKind['prefix'],
  noun: string,
  counted: ThingKind['counted'],
  word: W,
  renamed: ThingKind['renamed'],
  empty: Template = {},
): ThingKind<W> {
  return {
    prefix,
    noun,
    counted,
    set: `${word}Set`,
    id: `${word}Id`,
    name: `${word}Name`,
    create: `Create${word}`,
    modify: `Modify${word}Attribute`,
    remove: `Delete${word}`,
    renamed,
    empty,
  };
}

function ofItems(prefix: 'ipm' | 'ppm', noun: string, text: 'Address' | 'Service', sent: string): TemplateKind {
  const held = `${text}Set`;
  const described = { held: `${text}ExtraSet`, sent: `${sent}Extra`, text };
  const renamed = { [sent]: held, [described.sent]: described.held };
  return { ...kind(prefix, noun, 'list', `${text}Template`, renamed), held, sent, described };
}

function ofTemplates(prefix: 'ipmg' | 'ppmg', noun: string, word: 'AddressTemplate' | 'ServiceTemplate'): TemplateKind {
  const [held, sent] = [`${word}IdSet`, `${word}Ids`];
  return { ...kind(prefix, noun, 'list', `${word}Group`, { [sent]: held }), held, sent };
}
