// Writes one declaration in the rule language: parts that cannot be written are noted and removed first.

import { A_NOUN } from '#model/kindWords.ts';
import type * as ast from '#syntax/ast.ts';
import { cloudIdKind } from '#syntax/names.ts';
import { printAddressText, printRule } from '#syntax/print.ts';
import { type Property, type PropertyBlock, type PropertyValue, properties, valuesOf } from '#syntax/properties.ts';
import { quote as literal } from '#syntax/strings.ts';
import { t } from '#util/l10n.ts';
import { asPlaced, type Placed } from '../reading.ts';
import { portText } from '../serviceText.ts';
import { quote } from '../source.ts';
import { isPlainName, validName } from './names.ts';
import { type EntityNode, isEntity, lose, nameOf, referenceText, targetOf, type Writer } from './writer.ts';

/** The declaration with those of its parts that can be written; undefined for one that cannot be written at all. */
export function writable(writer: Writer, one: Placed): ast.Declaration | undefined {
  const node = one.item.declaration;
  switch (node.kind) {
    case 'group':
    case 'acl':
      return {
        ...node,
        lists: node.lists.map((list) => ({ ...list, rules: writableRules(writer, asPlaced(one, list), list.rules) })),
      };
    case 'addresses':
      return { ...node, items: kept(one, node.items) };
    case 'services':
      return { ...node, items: kept(one, node.items).filter((item) => isWritable(writer, one, item)) };
    case 'subnet':
      return { ...node, cidr: node.cidr && kept(one, [node.cidr])[0] };
    case 'cvm':
      return {
        ...withKept(one, node),
        interfaces: interfacesOf(writer, one, node).map(([of, each]) => withKept(of, each)),
      };
    case 'expect': {
      const isReadable = [...node.from, ...node.to].every((peer) => peer.kind !== 'broken');
      if (node.service !== undefined && isReadable && node.from.length > 0 && node.to.length > 0) return node;
      lose(writer, one, node, t('The expectation cannot be read: it is left out.'));
      return undefined;
    }
    default:
      return undefined;
  }
}

function kept<T extends object>(one: Placed, values: readonly T[]): T[] {
  return values.filter((value) => !one.refused.has(value));
}

function withKept<T extends ast.Cvm | ast.Interface>(one: Placed, node: T): T {
  const { privateAddresses, publicAddresses } = node;
  return {
    ...node,
    privateAddresses: kept(one, privateAddresses),
    publicAddresses: kept(one, publicAddresses),
  };
}

/** The interfaces of a machine, each with where it is from: those in its declaration, and those that are declared by themselves. */
function interfacesOf(writer: Writer, one: Placed, node: ast.Cvm): readonly (readonly [Placed, ast.Interface])[] {
  const apart = (writer.interfaces.get(one.item.declaration) ?? []).flatMap((each) =>
    each.item.declaration.kind === 'interface' ? [[each, each.item.declaration] as const] : [],
  );
  return [...node.interfaces.map((each) => [one, each] as const), ...apart];
}

/** A rule that cannot be read matches nothing, so it is left out: whatever was written in its place would match something. */
function writableRules(writer: Writer, one: Placed, rules: readonly ast.Rule[]): ast.Rule[] {
  return kept(one, rules).flatMap((rule) => {
    const peers = rule.peers.filter((peer) => peer.kind !== 'broken');
    if (rule.service === undefined || hasUnreadablePort(rule.service) || peers.length === 0) {
      lose(writer, one, rule, t('The rule cannot be read: it is left out.'));
      return [];
    }
    if (peers.length === rule.peers.length) return [rule];
    lose(writer, one, rule, t('A peer of the rule cannot be read: it is left out.'));
    return [{ ...rule, peers }];
  });
}

function isWritable(writer: Writer, one: Placed, item: ast.ServiceItem): boolean {
  if (!hasUnreadablePort(item.value)) return true;
  lose(writer, one, item, t('The service has an invalid port: it is left out.'));
  return false;
}

function hasUnreadablePort(service: ast.Service): boolean {
  const ports = service.kind === 'tcp' || service.kind === 'udp' ? service.ports : [];
  return ports.some(({ first, last }) => Number.isNaN(first) || Number.isNaN(last));
}

/** The text of a declaration that `writable` gives. */
export function declarationText(writer: Writer, one: Placed, node: ast.Declaration): string {
  if (node.kind === 'expect') return expectationText(writer, one, node);
  if (!isEntity(node)) return '';
  const description = node.kind === 'subnet' ? '' : said(node.description);
  const head = `${node.kind} ${nameOf(writer, one.item.declaration)}${description}`;
  return braced(head, [...idLines(writer, one, node), ...linesOf(writer, one, node)]);
}

function expectationText(writer: Writer, one: Placed, { action, service, from, to, name }: ast.Expectation): string {
  const side = (peers: readonly ast.Peer[]) => peers.map((peer) => peerText(writer, one, peer)).join(', ');
  const what = service === undefined ? '' : serviceText(writer, one, service);
  return `expect ${action} ${what} from ${side(from)} to ${side(to)}${said(name)}`;
}

/** What is between the braces of a declaration, without its ids. */
function linesOf(writer: Writer, one: Placed, node: EntityNode): string[] {
  switch (node.kind) {
    case 'group':
    case 'acl': {
      const whole = one.item.declaration as typeof node;
      return node.lists.map((list, i) =>
        braced(list.direction, ruleTexts(writer, asPlaced(one, whole.lists[i]), list)),
      );
    }
    case 'addresses':
      return node.items.map(({ value, description }) => `${peerText(writer, one, value)}${said(description)}`);
    case 'services':
      return node.items.map(({ value, description }) => `${serviceText(writer, one, value)}${said(description)}`);
    case 'subnet':
      return propertyLines(writer, one, node);
    case 'cvm':
      return cvmLines(writer, one, node);
  }
}

function braced(head: string, lines: readonly string[]): string {
  const indented = lines.map((line) => `  ${line.replaceAll('\n', '\n  ')}\n`);
  return `${head} {\n${indented.join('')}}`;
}

function idLines(writer: Writer, one: Placed, { kind, ids }: EntityNode | ast.Interface): string[] {
  return ids.flatMap((id) => {
    if (cloudIdKind(id.text) === kind) return [`id ${id.text}`];
    lose(writer, asPlaced(one, id), id, t('{0} is not an id of {1}: it is left out.', quote(id.text), t(A_NOUN[kind])));
    return [];
  });
}

function said(description: ast.Text | undefined): string {
  return description === undefined || description.value === '' ? '' : ` ${literal(description.value)}`;
}

/** The rules of a list that `writable` gives, a line each. */
export function ruleTexts(writer: Writer, one: Placed, { direction, rules }: ast.RuleList): string[] {
  return rules.map((rule) =>
    printRule({
      action: rule.action,
      service: rule.service === undefined ? '' : serviceText(writer, one, rule.service),
      word: direction === 'inbound' ? 'from' : 'to',
      peers: rule.peers.map((peer) => peerText(writer, one, peer)),
      until: rule.until?.text,
      description: rule.description?.value,
    }),
  );
}

function serviceText(writer: Writer, one: Placed, service: ast.Service): string {
  if (service.kind === 'name') return referenceText(writer, one, service.name);
  if ((service.kind !== 'tcp' && service.kind !== 'udp') || service.ports.length === 0) return service.kind;
  return `${service.kind} ${service.ports.map(portText).join(',')}`;
}

function peerText(writer: Writer, one: Placed, peer: ast.Peer): string {
  if (peer.kind === 'address') return printAddressText(peer);
  if (peer.kind !== 'name') return peer.kind;
  const target = targetOf(writer, one, peer.name)?.declaration;
  const isSelf = target?.kind === 'group' && target === one.item.declaration;
  return isSelf ? 'self' : referenceText(writer, one, peer.name);
}

function vpcName(writer: Writer, one: Placed, vpc: ast.Name): string {
  if (isPlainName(vpc.text)) return vpc.text;
  const name = validName(vpc.text, 'subnet');
  lose(writer, one, vpc, t("The VPC {0} is not a name of the rule language: it becomes '{1}'.", quote(vpc.text), name));
  return name;
}

function cvmLines(writer: Writer, one: Placed, node: ast.Cvm): string[] {
  const lines = propertyLines(writer, one, node);
  const { declaration } = one.item;
  const origins = declaration.kind === 'cvm' ? interfacesOf(writer, one, declaration) : [];
  lines.push(...node.interfaces.map((each, i) => interfaceText(writer, origins[i]?.[0] ?? one, each)));
  const subnet = node.subnet && targetOf(writer, one, node.subnet)?.declaration;
  if (node.vpc !== undefined && !(subnet?.kind === 'subnet' && subnet.vpc?.text === node.vpc.text)) {
    writer.vpcs.push({ file: one.file, vpc: node.vpc });
  }
  return lines;
}

function interfaceText(writer: Writer, one: Placed, node: ast.Interface): string {
  const name = node.name === undefined || node.name.text === '' ? '' : ` ${validName(node.name.text, 'interface')}`;
  return braced(`interface${name}`, [...idLines(writer, one, node), ...propertyLines(writer, one, node)]);
}

function propertyLines(writer: Writer, one: Placed, node: PropertyBlock): string[] {
  return properties[node.kind].flatMap((property) => {
    const values = valuesOf(node, property);
    if (values.length === 0) return [];
    if (property.value === 'nothing') return [property.word];
    return [`${property.word} ${values.map((value) => valueText(writer, one, property, value)).join(', ')}`];
  });
}

function valueText(writer: Writer, one: Placed, property: Property, value: PropertyValue): string {
  if ('kind' in value) return printAddressText(value);
  const name = value as ast.Name;
  return property.value === 'vpc' ? vpcName(writer, one, name) : referenceText(writer, one, name);
}
