// Terraform's resources, whether they come from a state, a plan or a configuration, as declarations. What is not known is reported where
// it stands: it costs what it decides, and is never guessed.

import { directionWord } from '#model/words.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { plural, t } from '#util/l10n.ts';
import type { Item } from '../reading.ts';
import { isSound, quote, report, type Source } from '../source.ts';
import { readAcl, readAddresses, readInstance, readServices, readSubnet } from './entities.ts';
import {
  type Interfaces,
  noInterfaces,
  readInterface,
  readInterfaceAttachment,
  readInterfaceGroups,
  readMachineGroup,
  reportHomeless,
  withInterfaces,
} from './interfaces.ts';
import { asName, asText, isNothing, nameOf, reportRest } from './parts.ts';
import { readLiteRule, readRuleBlock } from './rules.ts';
import {
  decidingText,
  listOf,
  reference,
  saying,
  type TfReference,
  type TfResource,
  type TfValue,
  textOf,
  whyNot,
} from './value.ts';

/** Resources as groups, machines and lists. `references` is filled with what their addresses stand for. */
export function readTerraform(
  source: Source,
  resources: readonly TfResource[],
  references: Map<string, ast.Declaration>,
): Item[] {
  const state: State = {
    source,
    groups: new Map(),
    order: [],
    others: [],
    subnets: new Map(),
    interfaces: noInterfaces(),
  };
  const there = new Set(resources.map((resource) => resource.address));
  const inOrder = resources.map((resource) => known(resource, there)).sort((a, b) => rank(a) - rank(b));
  for (const resource of inOrder) readResource(state, resource);
  reportOthers(state);
  reportHomeless(state.interfaces, source, machinesIn(state));
  // Where something could not be read, that is why.
  if (state.order.length === 0 && isSound(source)) {
    const message = t('There is no security group, rule or list among the resources.');
    report(source, 'broken', resources[0] ?? { start: 0, end: 0 }, message);
  }
  const items: Item[] = [];
  for (const { draft, node } of state.order) {
    if (draft !== undefined) {
      reportOrder(state, draft);
      const declaration = finishGroup(draft);
      for (const key of draft.keys) references.set(key, declaration);
      items.push({ declaration, region: draft.region, project: draft.project });
    } else if (node !== undefined) {
      const declaration = completed(state, node);
      references.set(node.key, declaration);
      items.push({ declaration, region: node.region });
    }
  }
  return items;
}

/** With what other resources say of it. */
function completed({ subnets, interfaces }: State, { declaration, key }: Node): ast.Declaration {
  if (declaration.kind === 'cvm') return withInterfaces(interfaces, declaration, key);
  if (declaration.kind !== 'subnet') return declaration;
  const acl = subnets.get(key) ?? subnets.get(declaration.ids[0]?.text ?? '');
  return acl === undefined ? declaration : { ...declaration, acl };
}

function machinesIn({ order }: State): ReadonlySet<string> {
  return new Set(
    order.flatMap(({ node }) =>
      node?.declaration.kind === 'cvm' ? [node.key, ...node.declaration.ids.map(({ text }) => text)] : [],
    ),
  );
}

/** The resource with references only to resources of the configuration: where another one leads is not known. */
function known(resource: TfResource, there: ReadonlySet<string>): TfResource {
  const isThere = ({ resource: address }: TfReference) =>
    there.has(address) || /(?:^|\.)tencentcloud_vpc\./.test(address);
  const missing = ({ resource: address, start, end }: TfReference): TfValue => {
    return { kind: 'unknown', why: t('there is no resource {0}', quote(address)), start, end };
  };
  const follow = (value: TfValue): TfValue => {
    switch (value.kind) {
      case 'reference':
        return isThere(value) ? value : missing(value);
      case 'unknown': {
        const lost = value.parts?.find((one) => one.kind === 'reference' && !isThere(one));
        return lost?.kind === 'reference' ? missing(lost) : value;
      }
      case 'list':
        return { ...value, items: value.items.map(follow) };
      case 'body':
        return { ...value, values: new Map([...value.values].map(([key, inner]) => [key, follow(inner)])) };
      default:
        return value;
    }
  };
  const body = follow(resource.body);
  return body.kind === 'body' ? { ...resource, body } : resource;
}

interface State {
  readonly source: Source;
  /** By reference and by id. */
  readonly groups: Map<string, GroupDraft>;
  readonly order: {
    draft?: GroupDraft;
    node?: Node;
  }[];
  /** Types that were passed over. */
  readonly others: TfResource[];
  /** Which acl the subnet of a reference or id has. */
  readonly subnets: Map<string, ast.Name>;
  readonly interfaces: Interfaces;
}

interface Node {
  readonly declaration: ast.Declaration;
  readonly key: string;
  readonly region: string | undefined;
}

interface GroupDraft {
  readonly range: Range;
  readonly keys: string[];
  name?: ast.Name;
  description?: ast.Text;
  project?: string;
  readonly region: string | undefined;
  readonly ids: ast.Name[];
  readonly inbound: { rule: ast.Rule; index: number }[];
  readonly outbound: { rule: ast.Rule; index: number }[];
  /** The directions that some resource speaks of. */
  readonly directions: Set<ast.Direction>;
  /** Whether a rule set or lite rules were read for it. */
  owned: boolean;
}

/** Groups come before what refers to them, whatever their order in the file. */
function rank(resource: TfResource): number {
  if (resource.type === 'tencentcloud_security_group') return 0;
  return resource.type === 'tencentcloud_vpc_acl_attachment' ? 1 : 2;
}

function readResource(state: State, resource: TfResource): void {
  switch (resource.type) {
    case 'tencentcloud_security_group':
      readGroup(state, resource);
      break;
    case 'tencentcloud_security_group_rule_set':
    case 'tencentcloud_security_group_lite_rule':
      readRules(state, resource);
      break;
    case 'tencentcloud_security_group_rule':
      readSingleRule(state, resource);
      break;
    case 'tencentcloud_instance':
      add(state, resource, readInstance(state.source, resource));
      break;
    case 'tencentcloud_eni':
      readInterface(state.interfaces, state.source, resource);
      break;
    case 'tencentcloud_eni_attachment':
      readInterfaceAttachment(state.interfaces, state.source, resource);
      break;
    case 'tencentcloud_eni_sg_attachment':
      readInterfaceGroups(state.interfaces, state.source, resource);
      break;
    case 'tencentcloud_cvm_security_group_attachment':
      readMachineGroup(state.interfaces, state.source, resource);
      break;
    case 'tencentcloud_subnet':
      add(state, resource, readSubnet(state.source, resource));
      break;
    case 'tencentcloud_vpc_acl':
      add(state, resource, readAcl(state.source, resource));
      break;
    case 'tencentcloud_vpc_acl_attachment':
      readAttachment(state, resource);
      break;
    case 'tencentcloud_address_template':
    case 'tencentcloud_address_template_group':
      add(state, resource, readAddresses(state.source, resource));
      break;
    case 'tencentcloud_protocol_template':
    case 'tencentcloud_protocol_template_group':
      add(state, resource, readServices(state.source, resource));
      break;
    default:
      state.others.push(resource);
  }
}

function add(state: State, resource: TfResource, declaration: ast.Declaration): void {
  state.order.push({ node: { declaration, key: resource.address, region: resource.region } });
}

/** One line for each type that has nothing to do with rules. */
function reportOthers(state: State): void {
  const counts = new Map<string, { first: TfResource; count: number }>();
  for (const resource of state.others) {
    const known = counts.get(resource.type);
    if (known === undefined) counts.set(resource.type, { first: resource, count: 1 });
    else known.count++;
  }
  for (const [type, { first, count }] of counts) {
    const message = plural(
      count,
      'The resource {1} of type {2} is left out.',
      '{0} resources of type {2} are left out.',
      quote(first.address),
      quote(type),
    );
    report(state.source, 'lost', first, message);
  }
}

function readGroup(state: State, resource: TfResource): void {
  const { source } = state;
  const { body } = resource;
  const id = textOf(source, body, 'id');
  const name = textOf(source, body, 'name');
  const description = textOf(source, body, 'description');
  const project = textOf(source, body, 'project_id');
  const draft: GroupDraft = {
    range: { start: resource.start, end: resource.end },
    keys: [resource.address],
    name: nameOf(name, resource),
    ids: id === undefined ? [] : [asName(id)],
    inbound: [],
    outbound: [],
    directions: new Set(),
    owned: false,
    ...(description === undefined ? {} : { description: asText(description) }),
    project: project?.text,
    region: resource.region,
  };
  state.groups.set(resource.address, draft);
  if (id !== undefined) state.groups.set(id.text, draft);
  state.order.push({ draft });
  reportRest(source, body, new Set(['id', 'name', 'description', 'project_id']), t('a security group'));
}

/** The group of a rule resource: of the file, or one that only its id is known of, or nothing but an expression. */
function groupOf(state: State, resource: TfResource): GroupDraft {
  const value = saying(resource.body.values.get('security_group_id'));
  const key =
    value?.kind === 'reference'
      ? value.resource
      : value?.kind === 'text'
        ? value.text
        : shownKey(state, resource, value);
  const there = state.groups.get(key);
  if (there !== undefined) return there;
  if (value?.kind !== 'text') {
    const message =
      value === undefined
        ? t(
            'The resource {0} does not say security_group_id: its rules become a group of its name.',
            quote(resource.address),
          )
        : t(
            'The security_group_id of {0} is not known, its rules become a group of its name: {1}.',
            quote(resource.address),
            whyNot(value),
          );
    report(state.source, 'lost', value ?? resource, message);
  }
  const draft: GroupDraft = {
    range: { start: resource.start, end: resource.end },
    keys: [],
    region: resource.region,
    ...(value?.kind === 'text' ? {} : { name: nameOf(undefined, resource) }),
    ids: value?.kind === 'text' ? [asName(value)] : [],
    inbound: [],
    outbound: [],
    directions: new Set(),
    owned: false,
  };
  state.groups.set(key, draft);
  state.order.push({ draft });
  return draft;
}

/** Resources with the same expression are about the same group. */
function shownKey(state: State, resource: TfResource, value: TfValue | undefined): string {
  return value === undefined ? `${resource.address} ` : `${state.source.text.slice(value.start, value.end)} `;
}

/** A rule set or lite rules: they own all rules of their group, so that a direction left out is one without rules. */
function readRules(state: State, resource: TfResource): void {
  const { source } = state;
  const draft = groupOf(state, resource);
  if (draft.owned) {
    const message = t(
      'The group of {0} has another set of rules already, though each set is meant to hold all rules of its group: these rules follow the others.',
      quote(resource.address),
    );
    report(source, 'lost', resource, message);
  }
  draft.owned = true;
  const lite = resource.type === 'tencentcloud_security_group_lite_rule';
  for (const [key, direction] of [
    ['ingress', 'inbound'],
    ['egress', 'outbound'],
  ] as const) {
    draft.directions.add(direction);
    for (const value of listOf(resource.body, key)) {
      const rule = lite ? readLiteRule(source, value) : readRuleBlock(source, value, 'block');
      if (rule !== undefined) draft[direction].push({ rule, index: draft[direction].length });
    }
  }
  for (const [key, value] of resource.body.values) {
    if (RULE_SET.has(key) || isNothing(value)) continue;
    report(
      source,
      'refused',
      value,
      t('The provider has no argument {0} for a set of rules, so its meaning is unknown.', quote(key)),
    );
  }
}

const RULE_SET: ReadonlySet<string> = new Set(['id', 'security_group_id', 'ingress', 'egress', 'version']);

function readSingleRule(state: State, resource: TfResource): void {
  const { source } = state;
  const type = decidingText(source, resource.body, 'type');
  const direction = type?.text.toLowerCase();
  if (direction !== 'ingress' && direction !== 'egress') {
    if (saying(resource.body.values.get('type')) === undefined || type !== undefined) {
      report(source, 'refused', type ?? resource, t("{0} has no type 'ingress' or 'egress'.", quote(resource.address)));
    }
    return;
  }
  const draft = groupOf(state, resource);
  const rule = readRuleBlock(source, resource.body, 'resource');
  if (rule === undefined) return;
  const side = direction === 'ingress' ? 'inbound' : 'outbound';
  const index = Number(textOf(source, resource.body, 'policy_index')?.text ?? Number.POSITIVE_INFINITY);
  draft.directions.add(side);
  draft[side].push({ rule, index });
}

/** Resources of one rule have no order but by their index: only where allowing and denying ones meet does it matter. */
function reportOrder(state: State, draft: GroupDraft): void {
  for (const direction of ['inbound', 'outbound'] as const) {
    const open = draft.owned ? [] : draft[direction].filter(({ index }) => index === Number.POSITIVE_INFINITY);
    const other = open.find(({ rule }) => rule.action !== open[0]?.rule.action);
    if (other === undefined) continue;
    const message = t(
      "Resources of one rule have no order without a 'policy_index': the {0} rules are taken in the order in which they stand here.",
      directionWord(direction),
    );
    report(state.source, 'lost', other.rule, message);
  }
}

function finishGroup(draft: GroupDraft): ast.Group {
  const { range } = draft;
  const list = (direction: ast.Direction): ast.RuleList => ({
    direction,
    keyword: range,
    rules: draft[direction].toSorted((a, b) => (a.index === b.index ? 0 : a.index - b.index)).map(({ rule }) => rule),
    ...range,
  });
  return {
    kind: 'group',
    keyword: draft.name === undefined ? range : { start: draft.name.start, end: draft.name.end },
    name: draft.name,
    ids: draft.ids,
    description: draft.description,
    lists: (['inbound', 'outbound'] as const).filter((direction) => draft.directions.has(direction)).map(list),
    ...range,
  };
}

function readAttachment(state: State, resource: TfResource): void {
  const acl = reference(state.source, 'acl_id', resource.body.values.get('acl_id'));
  const subnet = reference(state.source, 'subnet_id', resource.body.values.get('subnet_id'));
  if (acl !== undefined && subnet !== undefined) state.subnets.set(subnet.text, acl);
  reportRest(state.source, resource.body, new Set(['id', 'acl_id', 'subnet_id']), t('an attachment'));
}
