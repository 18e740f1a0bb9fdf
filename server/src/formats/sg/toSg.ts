// Declarations of any format as a file of the rule language, and what of them it cannot say.

import { builtinTree } from '#model/builtins.ts';
import { A_NOUN } from '#model/kindWords.ts';
import type * as ast from '#syntax/ast.ts';
import { cloudIdKind, isName } from '#syntax/names.ts';
import { printRule } from '#syntax/print.ts';
import { quote as literal } from '#syntax/strings.ts';
import type { Range } from '#text/range.ts';
import { groupBy } from '#util/groupBy.ts';
import { plural, t } from '#util/l10n.ts';
import type { Item, Placed } from '../reading.ts';
import { type Finding, quote } from '../source.ts';
import { lostFields } from './lostFields.ts';
import { chooseNames, validName } from './names.ts';

export interface SgText {
  readonly text: string;
  /** The names that the groups have in it, in order. */
  readonly groups: readonly string[];
  readonly lost: readonly { readonly file: number; readonly finding: Finding }[];
  /** What was written, in the order of the text, without what was left out: each stands for one declaration of the text. */
  readonly written: readonly { readonly one: Placed; readonly declaration: ast.Declaration }[];
}

export interface SgOptions {
  /** Declarations that are in the rule language already, as they are written. */
  readonly verbatim?: ReadonlyMap<ast.Declaration, string>;
  /** Names of what is not among the declarations are known elsewhere, and stay. */
  readonly openNames?: boolean;
  /** What has an id is referred to by it: the names that the file knows may be others where the rules go to. */
  readonly ids?: boolean;
}

export function toSg(placed: readonly Placed[], options: SgOptions = {}): SgText {
  const writer = makeWriter(placed, options);
  const parts: string[] = [];
  const written: { one: Placed; declaration: ast.Declaration }[] = [];
  let region: string | undefined;
  let project = '0';
  for (const one of byRegion(placed)) {
    const { item } = one;
    const header: string[] = [];
    if (item.region !== undefined && item.region !== region) {
      region = item.region;
      header.push(`region ${regionName(writer, one, item.region)}`);
    }
    const wanted = item.project ?? '0';
    if (wanted !== project && hasProject(item.declaration)) {
      project = wanted;
      header.push(`project ${projectText(wanted)}`);
    }
    const body = options.verbatim?.get(item.declaration) ?? declarationText(writer, one);
    if (header.length > 0) parts.push(header.join('\n'));
    if (body === undefined) continue;
    parts.push(body);
    written.push({ one, declaration: asWritten(writer, one) });
  }
  writer.lost.push(...lostVpcs(writer), ...lostFields(placed));
  const groups = placed
    .filter(({ item }) => item.declaration.kind === 'group')
    .map(({ item }) => nameOf(writer, item.declaration));
  return { text: parts.length === 0 ? '' : `${parts.join('\n\n')}\n`, groups, lost: writer.lost, written };
}

/** A declaration with those of its rules, peers and items that were written. */
function asWritten(writer: Writer, one: Placed): ast.Declaration {
  const node = one.item.declaration;
  switch (node.kind) {
    case 'group':
    case 'acl': {
      const rules = (list: ast.RuleList) => list.rules.flatMap((rule) => writer.rules.get(rule) ?? []);
      return { ...node, lists: node.lists.map((list) => ({ ...list, rules: rules(list) })) };
    }
    case 'addresses':
      return { ...node, items: kept(one, node.items) };
    case 'services':
      return { ...node, items: kept(one, node.items).filter(({ value }) => !hasUnreadablePort(value)) };
    case 'cvm':
      return {
        ...withKept(one, node),
        interfaces: interfacesOf(writer, one, node).map(([of, each]) => withKept(of, each)),
      };
    default:
      return node;
  }
}

function withKept<T extends ast.Cvm | ast.Interface>(one: Placed, node: T): T {
  return {
    ...node,
    privateAddresses: kept(one, node.privateAddresses),
    publicAddresses: kept(one, node.publicAddresses),
  };
}

/** A machine's own, and those that stand by themselves, each with where it is from. */
function interfacesOf(writer: Writer, one: Placed, node: ast.Cvm): readonly (readonly [Placed, ast.Interface])[] {
  const apart = (writer.interfaces.get(node) ?? []).flatMap((each) =>
    each.item.declaration.kind === 'interface' ? [[each, each.item.declaration] as const] : [],
  );
  return [...node.interfaces.map((each) => [one, each] as const), ...apart];
}

/** The rules of a group as lines of the rule language, one a policy, for a group that is there already. */
export function ruleLines(
  placed: readonly Placed[],
  group: Placed,
): { readonly lines: ReadonlyMap<ast.Direction, readonly string[]>; readonly lost: SgText['lost'] } {
  const writer = makeWriter(placed, { ids: true });
  // What the groups of the files are called is of no interest here.
  writer.lost.length = 0;
  const lines = new Map<ast.Direction, string[]>();
  const node = group.item.declaration;
  for (const list of node.kind === 'group' ? node.lists : []) {
    lines.set(list.direction, [...(lines.get(list.direction) ?? []), ...rulesOf(writer, group, list)]);
  }
  return { lines, lost: writer.lost };
}

interface Writer {
  /** The chosen name of each declaration. */
  readonly names: ReadonlyMap<ast.Declaration, string>;
  readonly byId: ReadonlyMap<string, Item>;
  /** By region and the name as the file has it. */
  readonly byName: ReadonlyMap<string, ReadonlyMap<string, Item>>;
  readonly lost: { file: number; finding: Finding }[];
  /** The rules that were written, with those of their peers that were. */
  readonly rules: Map<ast.Rule, ast.Rule>;
  /** Interfaces that stand by themselves, by the declarations of their machines. */
  readonly interfaces: ReadonlyMap<ast.Declaration, readonly Placed[]>;
  /** Of machines whose subnet does not tell it. */
  readonly vpcs: { readonly file: number; readonly vpc: ast.Name }[];
  readonly options: SgOptions;
}

function makeWriter(placed: readonly Placed[], options: SgOptions): Writer {
  const names = new Map<ast.Declaration, string>();
  const byId = new Map<string, Item>();
  const byName = new Map<string, Map<string, Item>>();
  const lost: Writer['lost'] = [];
  const inOrder = [...placed].sort((a, b) => rank(a.item.declaration) - rank(b.item.declaration));
  const regions = groupBy(
    inOrder.flatMap(({ item, file }) => {
      const node = item.declaration;
      if (!isEntity(node)) return [];
      const name = node.name?.text ?? node.ids[0]?.text ?? '';
      return [{ kind: node.kind, name, node, file, region: item.region ?? '' }];
    }),
    ({ region }) => region,
  );
  for (const things of regions.values()) {
    for (const [{ name: before, node, file }, name] of chooseNames(things)) {
      names.set(node, name);
      if (node.name === undefined || name === before || node.ids.some(({ text }) => text === before)) continue;
      const words = [quote(before), name] as const;
      const message =
        isName(before) && cloudIdKind(before) === undefined
          ? t("The name {0} is taken: it becomes '{1}'.", ...words)
          : t("The name {0} is not a name of the rule language: it becomes '{1}'.", ...words);
      lost.push({ file, finding: lostAt(node.name, message) });
    }
  }
  for (const { item } of inOrder) {
    const node = item.declaration;
    if (!isEntity(node)) continue;
    const region = item.region ?? '';
    for (const id of node.ids) if (!byId.has(id.text)) byId.set(id.text, item);
    const known = byName.get(region) ?? new Map<string, Item>();
    byName.set(region, known);
    if (node.name !== undefined && !known.has(node.name.text)) known.set(node.name.text, item);
  }
  const interfaces = interfacesByMachine(placed, byId, byName, lost);
  return { names, byId, byName, lost, interfaces, rules: new Map(), vpcs: [], options };
}

/** Those of machines that are not there, and of other products, have no place: one note a file. What primary ones say, their machines do. */
function interfacesByMachine(
  placed: readonly Placed[],
  byId: Writer['byId'],
  byName: Writer['byName'],
  lost: Writer['lost'],
): Writer['interfaces'] {
  const found = new Map<ast.Declaration, Placed[]>();
  const homeless = new Map<number, ast.Interface[]>();
  for (const one of placed) {
    const { declaration: node, region = '' } = one.item;
    if (node.kind !== 'interface' || node.primary === true) continue;
    const text = node.machine?.text ?? '';
    const machine = byId.get(text) ?? byName.get(region)?.get(text);
    if (machine?.declaration.kind === 'cvm') {
      found.set(machine.declaration, [...(found.get(machine.declaration) ?? []), one]);
    } else homeless.set(one.file, [...(homeless.get(one.file) ?? []), node]);
  }
  for (const [file, [first, ...more]] of homeless) {
    if (first === undefined) continue;
    const words = plural(
      more.length + 1,
      'An interface that belongs to no machine here is left out.',
      '{0} interfaces that belong to no machine here are left out.',
    );
    lost.push({ file, finding: lostAt(first, words) });
  }
  return found;
}

/** Groups are named first: where two things of one region have one name, the group keeps it. */
function rank(node: ast.Declaration): number {
  return ['group', 'addresses', 'services', 'acl', 'subnet', 'cvm'].indexOf(node.kind);
}

type EntityNode = ast.Group | ast.Acl | ast.Addresses | ast.Services | ast.Subnet | ast.Cvm;

function isEntity(node: ast.Declaration): node is EntityNode {
  return rank(node) >= 0;
}

function hasProject(node: ast.Declaration): boolean {
  return node.kind === 'group' || node.kind === 'cvm';
}

function byRegion(placed: readonly Placed[]): Placed[] {
  const regions = new Map<string, Placed[]>();
  // What says no region comes first: a line `region` holds for all behind it.
  regions.set('', []);
  for (const one of placed) {
    const region = one.item.region ?? '';
    const there = regions.get(region);
    if (there === undefined) regions.set(region, [one]);
    else there.push(one);
  }
  return [...regions.values()].flat();
}

function lostAt(range: Range, message: string): Finding {
  return { level: 'lost', start: range.start, end: range.end, message };
}

function lose(writer: Writer, one: Placed, range: Range, message: string): void {
  writer.lost.push({ file: one.file, finding: lostAt(range, message) });
}

function regionName(writer: Writer, one: Placed, region: string): string {
  if (isName(region) && cloudIdKind(region) === undefined) return region;
  const name = validName(region, 'region');
  lose(
    writer,
    one,
    one.item.declaration,
    t("The region {0} is not a name of the rule language: it becomes '{1}'.", quote(region), name),
  );
  return name;
}

function projectText(project: string): string {
  return /^[0-9]{1,15}$/.test(project) || (isName(project) && cloudIdKind(project) === undefined)
    ? project
    : literal(project);
}

function nameOf(writer: Writer, node: ast.Declaration): string {
  return writer.names.get(node) ?? '';
}

function declarationText(writer: Writer, one: Placed): string | undefined {
  const node = one.item.declaration;
  switch (node.kind) {
    case 'group':
    case 'acl':
      return block(
        writer,
        one,
        node,
        node.lists.map((list) => listText(writer, one, list)),
      );
    case 'addresses':
      return block(
        writer,
        one,
        node,
        kept(one, node.items).map((item) => addressItem(writer, one, item)),
      );
    case 'services':
      return block(
        writer,
        one,
        node,
        kept(one, node.items).flatMap((item) => serviceItemText(writer, one, item)),
      );
    case 'subnet':
      return block(writer, one, node, subnetLines(writer, one, node));
    case 'cvm':
      return block(writer, one, node, cvmLines(writer, one, node));
    case 'expect':
      return expectationText(writer, one, node);
    default:
      return undefined;
  }
}

function kept<T extends object>(one: Placed, values: readonly T[]): T[] {
  return values.filter((value) => !one.left.has(value));
}

function block(writer: Writer, one: Placed, node: EntityNode, lines: readonly string[]): string {
  const description = node.kind === 'subnet' ? '' : said(node.description);
  return braced(writer, one, node, `${node.kind} ${nameOf(writer, node)}${description}`, lines);
}

function braced(
  writer: Writer,
  one: Placed,
  { kind, ids }: EntityNode | ast.Interface,
  head: string,
  lines: readonly string[],
): string {
  const own: string[] = [];
  for (const id of ids) {
    if (cloudIdKind(id.text) === kind) own.push(`id ${id.text}`);
    else lose(writer, one, id, t('{0} is not an id of {1}: it is left out.', quote(id.text), t(A_NOUN[kind])));
  }
  const all = [...own, ...lines].map((line) => `  ${line.replaceAll('\n', '\n  ')}`);
  return all.length === 0 ? `${head} {\n}` : `${head} {\n${all.join('\n')}\n}`;
}

function said(description: ast.Text | undefined): string {
  return description === undefined || description.value === '' ? '' : ` ${literal(description.value)}`;
}

function listText(writer: Writer, one: Placed, list: ast.RuleList): string {
  const rules = rulesOf(writer, one, list);
  return rules.length === 0
    ? `${list.direction} {\n}`
    : `${list.direction} {\n${rules.map((rule) => `  ${rule}`).join('\n')}\n}`;
}

/** What cannot be read matches nothing, so it is left out: any word in its place would match something. */
function rulesOf(writer: Writer, one: Placed, list: ast.RuleList): string[] {
  return kept(one, list.rules).flatMap((rule) => {
    const peers = rule.peers.filter((peer) => peer.kind !== 'broken');
    if (rule.service === undefined || hasUnreadablePort(rule.service) || peers.length === 0) {
      lose(writer, one, rule, t('The rule cannot be read: it is left out.'));
      return [];
    }
    if (peers.length < rule.peers.length)
      lose(writer, one, rule, t('A peer of the rule cannot be read: it is left out.'));
    writer.rules.set(rule, { ...rule, peers });
    return printRule({
      action: rule.action,
      service: serviceText(writer, one, rule.service),
      word: list.direction === 'inbound' ? 'from' : 'to',
      peers: peers.map((peer) => peerText(writer, one, peer)),
      until: rule.until?.text,
      description: rule.description?.value,
    });
  });
}

function serviceItemText(writer: Writer, one: Placed, item: ast.ServiceItem): string[] {
  if (!hasUnreadablePort(item.value)) return [`${serviceText(writer, one, item.value)}${said(item.description)}`];
  lose(writer, one, item, t('The service has an invalid port: it is left out.'));
  return [];
}

function hasUnreadablePort(service: ast.Service): boolean {
  const ports = service.kind === 'tcp' || service.kind === 'udp' ? service.ports : [];
  return ports.some(({ first, last }) => Number.isNaN(first) || Number.isNaN(last));
}

function serviceText(writer: Writer, one: Placed, service: ast.Service): string {
  switch (service.kind) {
    case 'name':
      return referenceText(writer, one, service.name);
    case 'tcp':
    case 'udp':
      return service.ports.length === 0 ? service.kind : `${service.kind} ${service.ports.map(portText).join(',')}`;
    default:
      return service.kind;
  }
}

/** `80` or `80-90`. A range of one port is told from a port by how long it is written. */
export function portText(port: ast.Port): string {
  const digits = String(port.first).length;
  return port.first === port.last && port.end - port.start !== 2 * digits + 1
    ? `${port.first}`
    : `${port.first}-${port.last}`;
}

function peerText(writer: Writer, one: Placed, peer: Exclude<ast.Peer, ast.BrokenPeer>): string {
  if (peer.kind === 'address') return addressText(peer);
  if (peer.kind !== 'name') return peer.kind;
  const target = targetOf(writer, one, peer.name);
  return target?.declaration === one.item.declaration && target.declaration.kind === 'group'
    ? 'self'
    : referenceText(writer, one, peer.name);
}

function addressText(address: ast.AddressText): string {
  return address.to === undefined ? address.text : `${address.text}-${address.to}`;
}

function addressItem(writer: Writer, one: Placed, item: ast.AddressItem): string {
  const value = item.value.kind === 'name' ? referenceText(writer, one, item.value.name) : addressText(item.value);
  return `${value}${said(item.description)}`;
}

function expectationText(writer: Writer, one: Placed, node: ast.Expectation): string | undefined {
  const readable = [...node.from, ...node.to].every((peer) => peer.kind !== 'broken');
  if (node.service === undefined || !readable || node.from.length === 0 || node.to.length === 0) {
    lose(writer, one, node, t('The expectation cannot be read: it is left out.'));
    return undefined;
  }
  const side = (peers: readonly ast.Peer[]) =>
    peers.flatMap((peer) => (peer.kind === 'broken' ? [] : [peerText(writer, one, peer)])).join(', ');
  const service = serviceText(writer, one, node.service);
  return `expect ${node.action} ${service} from ${side(node.from)} to ${side(node.to)}${said(node.name)}`;
}

function subnetLines(writer: Writer, one: Placed, node: ast.Subnet): string[] {
  const lines: string[] = [];
  if (node.vpc !== undefined) lines.push(`vpc ${vpcName(writer, one, node.vpc)}`);
  if (node.cidr !== undefined && !one.left.has(node.cidr)) lines.push(`cidr ${addressText(node.cidr)}`);
  if (node.acl !== undefined) lines.push(`acl ${referenceText(writer, one, node.acl)}`);
  return lines;
}

function vpcName(writer: Writer, one: Placed, vpc: ast.Name): string {
  if (isName(vpc.text) && cloudIdKind(vpc.text) === undefined) return vpc.text;
  const name = validName(vpc.text, 'subnet');
  lose(writer, one, vpc, t("The vpc {0} is not a name of the rule language: it becomes '{1}'.", quote(vpc.text), name));
  return name;
}

function attachedLines(writer: Writer, one: Placed, node: ast.Cvm | ast.Interface): string[] {
  const lines: string[] = [];
  const addresses = (list: readonly ast.AddressText[]) => kept(one, list).map(addressText).join(', ');
  if (kept(one, node.privateAddresses).length > 0) lines.push(`private-ip ${addresses(node.privateAddresses)}`);
  if (kept(one, node.publicAddresses).length > 0) lines.push(`public-ip ${addresses(node.publicAddresses)}`);
  if (node.subnet !== undefined) lines.push(`subnet ${referenceText(writer, one, node.subnet)}`);
  if (node.groups.length > 0)
    lines.push(`groups ${node.groups.map((name) => referenceText(writer, one, name)).join(', ')}`);
  return lines;
}

function interfaceText(writer: Writer, one: Placed, node: ast.Interface): string {
  const name = node.name === undefined || node.name.text === '' ? '' : ` ${validName(node.name.text, 'interface')}`;
  return braced(writer, one, node, `interface${name}`, attachedLines(writer, one, node));
}

function cvmLines(writer: Writer, one: Placed, node: ast.Cvm): string[] {
  const lines = attachedLines(writer, one, node);
  if (node.dedicated) lines.push('dedicated');
  lines.push(...interfacesOf(writer, one, node).map(([of, each]) => interfaceText(writer, of, each)));
  const subnet = node.subnet === undefined ? undefined : targetOf(writer, one, node.subnet)?.declaration;
  if (node.vpc !== undefined && !(subnet?.kind === 'subnet' && subnet.vpc?.text === node.vpc.text)) {
    writer.vpcs.push({ file: one.file, vpc: node.vpc });
  }
  return lines;
}

/** One note a file, at the first. */
function lostVpcs({ vpcs }: Writer): Writer['lost'] {
  return [...groupBy(vpcs, ({ file }) => file)].flatMap(([file, [first, ...more]]) => {
    if (first === undefined) return [];
    const vpc = quote(first.vpc.text);
    const words =
      more.length === 0
        ? t('A cvm is always in the vpc of its subnet: that this one is in {0} cannot be expressed.', vpc)
        : plural(
            more.length,
            'A cvm is always in the vpc of its subnet: that this one is in {1} cannot be expressed, nor the vpc of {0} other.',
            'A cvm is always in the vpc of its subnet: that this one is in {1} cannot be expressed, nor the vpcs of {0} others.',
            vpc,
          );
    return [{ file, finding: lostAt(first.vpc, words) }];
  });
}

function targetOf(writer: Writer, one: Placed, name: ast.Name): Item | undefined {
  const special = one.references.get(name.text);
  if (special !== undefined) return { ...one.item, declaration: special };
  if (cloudIdKind(name.text) !== undefined) return writer.byId.get(name.text);
  return writer.byName.get(one.item.region ?? '')?.get(name.text) ?? writer.byId.get(name.text);
}

/** The name that the target has now. Ids of what is not imported, or is of another region, stay ids. */
function referenceText(writer: Writer, one: Placed, name: ast.Name): string {
  const target = targetOf(writer, one, name);
  const isId = cloudIdKind(name.text) !== undefined;
  const id = target !== undefined && isEntity(target.declaration) ? target.declaration.ids[0]?.text : undefined;
  if (writer.options.ids === true && (isId || id !== undefined)) return id ?? name.text;
  if (target !== undefined && (target.region === one.item.region || !isId)) {
    const chosen = writer.names.get(target.declaration);
    if (chosen !== undefined) return chosen;
  }
  if (isId || BUILTIN.has(name.text) || (writer.options.openNames === true && isName(name.text))) return name.text;
  const valid = validName(name.text, 'group');
  lose(
    writer,
    one,
    name,
    valid === name.text
      ? t('{0} is not in the file.', quote(name.text))
      : t("{0} is not in the file; it becomes '{1}'.", quote(name.text), valid),
  );
  return valid;
}

/** Known everywhere without being declared. */
const BUILTIN: ReadonlySet<string> = new Set(
  builtinTree().blocks.flatMap(({ block }) => {
    const node = block.declaration;
    return node !== undefined && isEntity(node) && node.name !== undefined ? [node.name.text] : [];
  }),
);
