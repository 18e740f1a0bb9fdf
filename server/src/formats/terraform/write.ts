// Writes `*.tf.json`: each group with its rule set, and the lists without an id that the rules name.

import type { Addresses, Entity, Group, Services } from '#model/model.ts';
import { t } from '#util/l10n.ts';
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

/** Groups that are in the cloud already are taken over with an `import` block, which says their id. */
export function terraformText(out: Outgoing, asked: readonly Group[]): string {
  const groups = withUnmade(out, asked);
  const writer: Writer = {
    out,
    labels: new Map(),
    taken: new Set(),
    next: new Map(),
    lists: new Map(),
  };
  for (const group of groups) labelOf(writer, group);
  const groupBodies: (readonly [string, Json])[] = [];
  const ruleBodies: (readonly [string, Json])[] = [];
  const imports: JsonMembers[] = [];
  for (const group of groups) {
    loseComments(out, group);
    loseRegion(out, group, groups[0]);
    const label = labelOf(writer, group);
    groupBodies.push([
      label,
      members(
        ['name', literal(group.name)],
        ['description', group.description === undefined ? undefined : literal(group.description)],
        ['project_id', projectId(writer, group)],
      ),
    ]);
    const rules = (list: Group['inbound']) =>
      policiesOf(out, group, list).map((policy) => ruleBody(writer, group, policy));
    ruleBodies.push([
      label,
      members(
        ['security_group_id', `\${tencentcloud_security_group.${label}.id}`],
        ['ingress', rules(group.inbound)],
        ['egress', rules(group.outbound)],
      ),
    ]);
    if (group.id !== undefined) imports.push(members(['to', `tencentcloud_security_group.${label}`], ['id', group.id]));
  }
  const resources = new Map<string, (readonly [string, Json])[]>([
    ['tencentcloud_security_group', groupBodies],
    ['tencentcloud_security_group_rule_set', ruleBodies],
    ...writer.lists,
  ]);
  return jsonText(
    members(
      ['import', imports.length === 0 ? undefined : imports],
      ['resource', { members: [...resources].map(([type, bodies]) => [type, { members: bodies }] as const) }],
    ),
  );
}

/** The groups, and those that their rules name and that the cloud has given no id: only as resources can these be referred to. */
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

/** Resources are of the region of their provider, of which a file that is written here has one. */
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
  /** Resources of lists by their type, filled while rules that name them are written. */
  readonly lists: Map<string, (readonly [string, Json])[]>;
}

/** Terraform's identifiers: letters, digits, `_` and `-`. */
function labelOf(writer: Writer, entity: Entity): string {
  const known = writer.labels.get(entity);
  if (known !== undefined) return known;
  const label = uniqueName(identifier(entity.name), writer.taken, writer.next);
  writer.labels.set(entity, label);
  return label;
}

function identifier(name: string): string {
  const plain = name.replace(/[^\p{L}\p{Nd}_-]+/gu, '-');
  return /^[\p{L}_]/u.test(plain) ? plain : `_${plain}`;
}

/**
 * `${` and `%{` begin an expression; doubled, they are text. Signs before a doubled one would be read with it: they are written as an
 * expression.
 */
function literal(text: string): string {
  return text.replace(/([$%])\1*(?=\{)/g, (run, sign) => {
    const before = run.slice(1);
    return `${before === '' ? '' : `\${"${before}"}`}${sign}${sign}`;
  });
}

function projectId(writer: Writer, group: Group): Json | undefined {
  if (group.project === '0') return undefined;
  if (/^[0-9]{1,15}$/.test(group.project)) return Number(group.project);
  lose(
    writer.out,
    group.source,
    group.node.keyword,
    t("Terraform needs a project's number, not '{0}': it is left out.", group.project),
  );
  return undefined;
}

function ruleBody(writer: Writer, group: Group, policy: OutgoingPolicy): JsonMembers {
  const { service, peer } = policy;
  const template = service.kind === 'template';
  if (service.kind === 'gre')
    lose(
      writer.out,
      group.source,
      policy.rule,
      t('Terraform names no GRE among its protocols: it is written as it is.'),
    );
  return members(
    ['action', ACTIONS[policy.action]],
    ['cidr_block', peer.kind === 'ipv4' ? peer.text : undefined],
    ['ipv6_cidr_block', peer.kind === 'ipv6' ? peer.text : undefined],
    ['source_security_id', peer.kind === 'group' ? groupReference(writer, peer.id, peer.entity) : undefined],
    ...(peer.kind === 'template'
      ? [
          [
            peer.group ? 'address_template_group' : 'address_template_id',
            listReference(writer, group, policy, peer.id, peer.list),
          ] as const,
        ]
      : []),
    ['protocol', template ? undefined : PROTOCOLS[service.kind]],
    ['port', template ? undefined : 'ports' in service ? (service.ports ?? 'ALL') : 'ALL'],
    ...(template
      ? [
          [
            service.group ? 'service_template_group' : 'service_template_id',
            listReference(writer, group, policy, service.id, service.list),
          ] as const,
        ]
      : []),
    ['description', policy.description === undefined ? undefined : literal(policy.description)],
  );
}

/** A group of the same file by its resource, so that Terraform makes it first; another one by its id. */
function groupReference(writer: Writer, id: string, entity: Group | undefined): string {
  const label = entity === undefined ? undefined : writer.labels.get(entity);
  return label === undefined
    ? elsewhere('tencentcloud_security_group', id)
    : `\${tencentcloud_security_group.${label}.id}`;
}

/** An id stays. What the files only name is a resource of another file, or Terraform says that there is none. */
function elsewhere(type: string, id: string): string {
  if (!isNameReference(id)) return id;
  return `\${${type}.${identifier(id.slice(NAME_PREFIX.length))}.id}`;
}

function listReference(
  writer: Writer,
  group: Group,
  policy: OutgoingPolicy,
  id: string,
  list: Addresses | Services | undefined,
): string {
  if (list?.id !== undefined) return id;
  // Of what is not known, only services are written as templates.
  if (list === undefined) return elsewhere('tencentcloud_protocol_template', id);
  if (list.circular) {
    lose(writer.out, group.source, policy.rule, t("The list '{0}' contains itself and is not written.", list.name));
    return elsewhere(listType(list), id);
  }
  return `\${${listType(list)}.${listResource(writer, list)}.id}`;
}

function listType(list: Addresses | Services): string {
  const base = list.kind === 'addresses' ? 'tencentcloud_address_template' : 'tencentcloud_protocol_template';
  return isListOfLists(list) ? `${base}_group` : base;
}

/** Writes the resource of a list and of the lists that it names, and gives its label. */
function listResource(writer: Writer, list: Addresses | Services): string {
  const open: (Addresses | Services)[] = [list];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    if (writer.out.written.has(one)) continue;
    writer.out.written.add(one);
    loseComments(writer.out, one);
    if (one.node.description !== undefined && one.node.description.value !== '')
      lose(writer.out, one.source, one.node.description, t('Terraform has no description of a list: it is left out.'));
    const named = isListOfLists(one) ? listsIn(writer, one) : undefined;
    open.push(...(named ?? []).filter((inner) => inner.id === undefined));
    const ids = named?.map((inner) => (inner.id === undefined ? reference(writer, inner) : inner.id));
    const bodies = writer.lists.get(listType(one)) ?? [];
    writer.lists.set(listType(one), bodies);
    bodies.push([
      labelOf(writer, one),
      ids === undefined ? listBody(writer, one) : members(['name', literal(one.name)], ['template_ids', ids]),
    ]);
  }
  return labelOf(writer, list);
}

function reference(writer: Writer, list: Addresses | Services): string {
  return `\${${listType(list)}.${labelOf(writer, list)}.id}`;
}

function listsIn(writer: Writer, list: Addresses | Services): (Addresses | Services)[] {
  return list.node.items.flatMap(({ value }) => {
    const inner = value.kind === 'name' ? meantBy(writer.out, list.source, value.name) : undefined;
    if (inner?.kind === 'addresses' || inner?.kind === 'services') return [inner];
    lose(writer.out, list.source, value, t('A template group holds lists only: this member is left out.'));
    return [];
  });
}

function listBody(writer: Writer, list: Addresses | Services): JsonMembers {
  const texts = templateItems(writer.out, list).map(({ text }) => text);
  for (const { description } of list.node.items) {
    if (description !== undefined)
      lose(writer.out, list.source, description, t('The description of a member of a list is left out.'));
  }
  return members(['name', literal(list.name)], [list.kind === 'addresses' ? 'addresses' : 'protocols', texts]);
}
