// Writes `*.tf.json`: each group with its rule set, and the lists that rules name and that have no id.

import type { Addresses, Entity, Group, Services } from '#model/model.ts';
import { addTo } from '#util/groupBy.ts';
import { t } from '#util/l10n.ts';
import { keep } from '#util/memo.ts';
import { ACTIONS } from '../action.ts';
import { isNameReference, NAME_PREFIX } from '../addressText.ts';
import { templateItems } from '../cloud/snapshotText.ts';
import { type Json, type JsonMembers, jsonText, members } from '../jsonText.ts';
import {
  isListOfLists,
  lose,
  loseComments,
  meantBy,
  type Outgoing,
  type OutgoingPolicy,
  policiesOf,
} from '../outgoing.ts';
import { PROTOCOLS } from '../serviceText.ts';
import { uniqueName } from '../sg/names.ts';
import { quote } from '../source.ts';

/** A group that is in the cloud already gets an `import` block, which says its id. */
export function terraformText(out: Outgoing, asked: readonly Group[]): string {
  const groups = withUnmade(out, asked);
  const resources: Writer['resources'] = new Map([
    [GROUP, []],
    [RULE_SET, []],
  ]);
  const writer: Writer = { out, labels: new Map(), taken: new Set(), next: new Map(), resources };
  // All groups have labels before the rules of one refer to another.
  for (const group of groups) labelOf(writer, group);
  const imports: JsonMembers[] = [];
  for (const group of groups) {
    loseComments(out, group);
    loseRegion(out, group, groups[0]);
    const label = labelOf(writer, group);
    const rules = (list: Group['inbound']) =>
      policiesOf(out, group, list).map((policy) => ruleBody(writer, group, policy));
    add(writer, GROUP, label, [
      ['name', literal(group.name)],
      ['description', group.description === undefined ? undefined : literal(group.description)],
      ['project_id', projectId(writer, group)],
    ]);
    add(writer, RULE_SET, label, [
      ['security_group_id', idOf(GROUP, label)],
      ['ingress', rules(group.inbound)],
      ['egress', rules(group.outbound)],
    ]);
    if (group.id !== undefined) imports.push(members(['to', `${GROUP}.${label}`], ['id', group.id]));
  }
  const bodies = [...resources].map(([type, all]) => [type, members(...all)] as const);
  return jsonText(members(['import', imports.length === 0 ? undefined : imports], ['resource', members(...bodies)]));
}

const GROUP = 'tencentcloud_security_group';
const RULE_SET = 'tencentcloud_security_group_rule_set';

function add(
  { resources }: Writer,
  type: string,
  label: string,
  body: readonly (readonly [string, Json | undefined])[],
): void {
  addTo(resources, type, [label, members(...body)]);
}

/** The expression of the id of a resource. */
function idOf(type: string, label: string): string {
  return `\${${type}.${label}.id}`;
}

/** The groups, and those that their rules name and that have no id: rules can refer to these only if they are resources. */
function withUnmade(out: Outgoing, asked: readonly Group[]): readonly Group[] {
  const groups = new Set(asked);
  // A set is gone through with what is added on the way.
  for (const group of groups) {
    for (const policy of [...group.inbound.policies, ...group.outbound.policies]) {
      const { peerNode: peer } = policy;
      const meant = peer.kind === 'name' ? meantBy(out, group.source, peer.name) : undefined;
      if (meant?.kind !== 'group' || meant.id !== undefined || groups.has(meant)) continue;
      groups.add(meant);
      const words = t("'{0}' has no id yet: it is written as well, so that it can be referred to.", meant.name);
      lose(out, group.source, peer, words);
    }
  }
  return [...groups];
}

/** Notes a group of another region than the first: resources are of the region of their provider, and the file has one provider. */
function loseRegion(out: Outgoing, group: Group, first: Group | undefined): void {
  if (first === undefined || group.region === first.region) return;
  const words = t(
    "Terraform's resources are all of one region, but {0} is of '{1}' and others of '{2}': export each region alone.",
    quote(group.name),
    group.region,
    first.region,
  );
  lose(out, group.source, group.node.name ?? group.node.keyword, words);
}

interface Writer {
  readonly out: Outgoing;
  readonly labels: Map<Entity, string>;
  readonly taken: Set<string>;
  readonly next: Map<string, number>;
  /** The bodies of resources with their labels, by type. Those of lists are added when a rule that names a list is written. */
  readonly resources: Map<string, (readonly [string, Json])[]>;
}

/** Terraform's identifiers: letters, digits, `_` and `-`. */
function labelOf(writer: Writer, entity: Entity): string {
  return keep(writer.labels, entity, () => uniqueName(identifier(entity.name), writer.taken, writer.next));
}

function identifier(name: string): string {
  const plain = name.replace(/[^\p{L}\p{Nd}_-]+/gu, '-');
  return /^[\p{L}_]/u.test(plain) ? plain : `_${plain}`;
}

/**
 * A text in which no expression begins: `${` and `%{` do, and are text with the sign doubled. More of these signs before the doubled one
 * would be read with it, so they are written as an expression.
 */
function literal(text: string): string {
  return text.replace(/([$%])\1*(\{)?/g, (all, sign, brace = '') => {
    if (brace === '') return all;
    const before = all.slice(1, -1);
    return `${before === '' ? '' : `\${"${before}"}`}${sign}${sign}{`;
  });
}

function projectId({ out }: Writer, { project, source, node }: Group): Json | undefined {
  if (project === '0') return undefined;
  if (/^[0-9]{1,15}$/.test(project)) return Number(project);
  lose(out, source, node.keyword, t("Terraform needs a project's number, not '{0}': it is left out.", project));
  return undefined;
}

function ruleBody(writer: Writer, group: Group, policy: OutgoingPolicy): JsonMembers {
  const { service, peer, rule, description } = policy;
  if (service.kind === 'gre') {
    const words = t('Terraform names no GRE among its protocols: it is written as it is.');
    lose(writer.out, group.source, rule, words);
  }
  const isTemplate = service.kind === 'template';
  const template = (name: string, of: OutgoingPolicy['service'] | OutgoingPolicy['peer']) =>
    of.kind === 'template'
      ? [[`${name}_template_${of.group ? 'group' : 'id'}`, listReference(writer, group, policy, of)] as const]
      : [];
  return members(
    ['action', ACTIONS[policy.action]],
    ['cidr_block', peer.kind === 'ipv4' ? peer.text : undefined],
    ['ipv6_cidr_block', peer.kind === 'ipv6' ? peer.text : undefined],
    ['source_security_id', peer.kind === 'group' ? groupReference(writer, peer.id, peer.entity) : undefined],
    ...template('address', peer),
    ['protocol', isTemplate ? undefined : PROTOCOLS[service.kind]],
    ['port', isTemplate ? undefined : (service.ports ?? 'ALL')],
    ...template('service', service),
    ['description', description === undefined ? undefined : literal(description)],
  );
}

/** A group of the same file by its resource, so that Terraform makes it first. Any other group by its id. */
function groupReference(writer: Writer, id: string, entity: Group | undefined): string {
  const label = entity && writer.labels.get(entity);
  return label === undefined ? elsewhere(GROUP, id) : idOf(GROUP, label);
}

/** An id stays. A name is taken for a resource of another file, and Terraform says so if there is none. */
function elsewhere(type: string, id: string): string {
  return isNameReference(id) ? idOf(type, identifier(id.slice(NAME_PREFIX.length))) : id;
}

function listReference(
  writer: Writer,
  group: Group,
  { rule }: OutgoingPolicy,
  { id, list }: { readonly id: string; readonly list?: Addresses | Services },
): string {
  if (list?.id !== undefined) return id;
  // Among names that are not known, only those of services are written as templates.
  if (list === undefined) return elsewhere('tencentcloud_protocol_template', id);
  if (!list.circular) return idOf(listType(list), listResource(writer, list));
  lose(writer.out, group.source, rule, t("The list '{0}' contains itself and is not written.", list.name));
  return elsewhere(listType(list), id);
}

function listType(list: Addresses | Services): string {
  const base = list.kind === 'addresses' ? 'tencentcloud_address_template' : 'tencentcloud_protocol_template';
  return isListOfLists(list) ? `${base}_group` : base;
}

/** Writes the resources of a list and of the lists that it names, and gives its label. */
function listResource(writer: Writer, list: Addresses | Services): string {
  const { out } = writer;
  const open: (Addresses | Services)[] = [list];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (out.written.has(one)) continue;
    out.written.add(one);
    loseComments(out, one);
    const { description } = one.node;
    if (description !== undefined && description.value !== '')
      lose(out, one.source, description, t('Terraform has no description of a list: it is left out.'));
    const inner = isListOfLists(one) ? listsIn(writer, one) : undefined;
    open.push(...(inner ?? []).filter(({ id }) => id === undefined));
    const ids = inner?.map((each) => each.id ?? idOf(listType(each), labelOf(writer, each)));
    const content = ids === undefined ? listContent(writer, one) : (['template_ids', ids] as const);
    add(writer, listType(one), labelOf(writer, one), [['name', literal(one.name)], content]);
  }
  return labelOf(writer, list);
}

function listsIn(writer: Writer, list: Addresses | Services): (Addresses | Services)[] {
  return list.node.items.flatMap(({ value }) => {
    const inner = value.kind === 'name' ? meantBy(writer.out, list.source, value.name) : undefined;
    if (inner?.kind === 'addresses' || inner?.kind === 'services') return [inner];
    lose(writer.out, list.source, value, t('A template group holds lists only: this member is left out.'));
    return [];
  });
}

function listContent({ out }: Writer, list: Addresses | Services): readonly [string, Json] {
  const texts = templateItems(out, list).map(({ text }) => text);
  for (const { description } of list.node.items) {
    if (description !== undefined)
      lose(out, list.source, description, t('The description of a member of a list is left out.'));
  }
  return [list.kind === 'addresses' ? 'addresses' : 'protocols', texts];
}
