// Test packet: a question from a typed line or from its parts, and the way of the packet in words.

import { packetsInWords } from '#engine/describe.ts';
import { resolveEndpoint } from '#engine/packet/endpoint.ts';
import type * as engine from '#engine/packet/trace.ts';
import { effectOf } from '#engine/versions/changeEffect.ts';
import { changeRule, protocolNamed } from '#engine/words.ts';
import type { Model } from '#model/model.ts';
import { directionWord } from '#model/words.ts';
import { type Address, printAddress } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';
import * as cuts from '#net/cuts.ts';
import { PROTOCOLS, type Protocol, printPorts, protocol as protocolSet, type ServiceSet } from '#net/services.ts';
import type { Gap } from '#questions/gaps.ts';
import { packet } from '#questions/packet.ts';
import { peerText, policyText } from '#questions/policyText.ts';
import { parse } from '#syntax/parse.ts';
import { printPeer } from '#syntax/print.ts';
import { commas, t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import { titleOf } from './describe.ts';
import { type Place, placeIn, placeOfName } from './place.ts';
import { type RuleSpot, ruleSpot } from './ruleSpot.ts';

export interface PacketQuestion {
  /** `tcp 22 from 203.0.113.7 to web-1`, or the parts. */
  readonly line?: string;
  readonly from?: string;
  readonly to?: string;
  readonly protocol?: string;
  readonly port?: number;
  readonly sourcePort?: number;
  readonly region?: string;
}

export interface PacketAnswer {
  readonly trace: engine.Trace;
  readonly region: string;
  readonly packet: {
    readonly source: string;
    readonly destination: string;
    readonly protocol: string;
    readonly sourcePort: number | null;
    readonly port: number | null;
  };
  readonly request: readonly AnswerStep[];
  readonly answer: { readonly verdict: 'allow' | 'deny'; readonly steps: readonly AnswerStep[] };
  readonly summary: string;
  readonly change?: string;
  readonly changes: readonly { readonly text: string; readonly besides: readonly string[] }[];
  readonly expectation: string;
  readonly command: string;
  readonly line: string;
  readonly many: readonly ManyEnds[];
  readonly incomplete: readonly Gap[];
}

/** An end that stands for many machines or addresses, of which one was taken. */
export interface ManyEnds {
  readonly end: 'from' | 'to';
  readonly name: string;
  readonly taken: string;
  /** Machines by name, blocks by an address of each; at most a hundred. */
  readonly choices: readonly string[];
}

export interface AnswerStep extends Pick<engine.Step, 'stage' | 'direction' | 'action' | 'reason'> {
  readonly cvm: string | null;
  readonly subnet: string | null;
  readonly rule: RuleSpot | null;
  readonly groups: readonly string[];
  /** Where the list ends that no rule of it decided: the end of its last block, or the name of what has none. */
  readonly end: Place | null;
  readonly passed: readonly { readonly rule: RuleSpot; readonly why: string }[];
}

/** At most so many rules passed over are named at a step: the last before the one that decided. */
const MAX_PASSED = 100;

export function testPacket(
  folder: Folder,
  question: PacketQuestion,
): { readonly answer: PacketAnswer } | { readonly error: string } {
  const line = question.line === undefined ? undefined : readLine(question.line);
  if (line?.error !== undefined) return { error: line.error };
  const asked: PacketQuestion = { ...question, ...line };
  const { model } = folder;
  const { from, to, region } = asked;
  if (from === undefined || to === undefined) return { error: t("Write a source and a destination: '{0}'.", EXAMPLE) };
  const [source, ...otherSources] = choicesOf(model, from, region);
  const [destination, ...otherDestinations] = choicesOf(model, to, region);
  const many = [...manyOf('from', from, source, otherSources), ...manyOf('to', to, destination, otherDestinations)];
  const { protocol = '', port, sourcePort } = asked;
  const sayRegion = t('say which region');
  const found = packet(folder, { from: source, to: destination, region, protocol, port, sourcePort, sayRegion });
  if ('error' in found) return found;
  const { trace, region: seenFrom, incomplete } = found.answer;
  return { answer: { ...describe(folder, trace, seenFrom, { from: source, to: destination }), many, incomplete } };
}

const EXAMPLE = 'tcp 22 from 203.0.113.7 to web-1';

/** `tcp 22 from a to b` has the grammar of an expectation without its first words. */
function readLine(
  line: string,
): Pick<PacketQuestion, 'from' | 'to' | 'protocol' | 'port'> & { readonly error?: string } {
  const words = line
    .trim()
    .replace(/^expect\s+/, '')
    .replace(/^(allow|deny)\s+/, '');
  // A protocol by number, and `other`, are no services of the language: they are put aside while the rest is read.
  const [, first = '', rest = ''] = /^(\S+)\s+(.*)$/s.exec(words) ?? [];
  const unnamed = protocolNamed(first) === 'other' || /^[0-9]+$/.test(first);
  const block = parse(`expect allow ${unnamed ? `gre ${rest}` : words}`).blocks.find(
    ({ block }) => block.declaration !== undefined,
  )?.block;
  const node = block?.declaration;
  if (block === undefined || node?.kind !== 'expect' || block.problems.length > 0)
    return { error: t("Write it as '{0}'.", EXAMPLE) };
  const [from, ...moreFrom] = node.from;
  const [to, ...moreTo] = node.to;
  if (from === undefined || to === undefined || moreFrom.length + moreTo.length > 0) {
    return { error: t("A packet has one source and one destination: '{0}'.", EXAMPLE) };
  }
  const ends = { from: printPeer(from), to: printPeer(to) };
  if (unnamed) return { ...ends, protocol: first };
  const { service } = node;
  switch (service?.kind) {
    case 'tcp':
    case 'udp': {
      const [port, ...others] = service.ports;
      if (port === undefined || others.length > 0 || port.first !== port.last)
        return { error: t("A packet has one port: '{0}'.", EXAMPLE) };
      return { ...ends, protocol: service.kind, port: port.first };
    }
    case 'name':
      return { ...ends, protocol: service.name.text };
    case 'icmp':
    case 'icmpv6':
    case 'gre':
      return { ...ends, protocol: service.kind };
    default:
      return { error: t("One packet has one protocol, not 'all': '{0}'.", EXAMPLE) };
  }
}

type Choices = readonly [first: string, ...others: string[]];

const MOST_CHOICES = 100;

function manyOf(end: ManyEnds['end'], name: string, taken: string, others: readonly string[]): readonly ManyEnds[] {
  return name === taken ? [] : [{ end, name, taken, choices: [taken, ...others].slice(0, MOST_CHOICES) }];
}

/** What stands for one machine or address stays. Of many, the first is taken: of a group its members, of a list an address a block. */
function choicesOf(model: Model, text: string, region: string | undefined): Choices {
  const found = resolveEndpoint(model, text, region);
  if (!found.ok) return [text];
  const { endpoint } = found.value;
  switch (endpoint.kind) {
    case 'cvm':
      return [text];
    case 'group': {
      const [first, ...others] = (model.members.get(endpoint.key) ?? []).map(({ id, name }) => id ?? name);
      return first === undefined ? [text] : [first, ...others];
    }
    case 'subnet': {
      const subnet = model.entities.get(endpoint.key);
      const cidr = subnet?.kind === 'subnet' ? subnet.cidr : undefined;
      return cidr === undefined ? [text] : firsts(addressSet.of(cidr), text);
    }
    case 'internet':
      return [SOMEWHERE];
    case 'addresses':
      return text === 'any' ? [SOMEWHERE] : firsts(endpoint.set, text);
  }
}

/** An address of the internet that documentation and public resolvers do not use otherwise. */
const SOMEWHERE = '1.0.0.1';

/** The first address of each run. */
function firsts({ v4, v6 }: addressSet.AddressSet, text: string): Choices {
  const [first, ...others] = [
    ...cuts.intervals(v4).map(([start]) => printAddress({ family: 4, start, end: start + 1 })),
    ...cuts.intervals(v6).map(([start]) => printAddress({ family: 6, start, end: start + 1n })),
  ];
  return first === undefined ? [text] : [first, ...others];
}

function describe(
  folder: Folder,
  trace: engine.Trace,
  region: string,
  ends: { readonly from: string; readonly to: string },
): Omit<PacketAnswer, 'incomplete' | 'many'> {
  const { model } = folder;
  const { packet } = trace;
  const printed = {
    source: printAddress(packet.source),
    destination: printAddress(packet.destination),
    protocol: packet.protocol,
    sourcePort: packet.sourcePort,
    port: packet.port,
  };
  const service = packet.port === null ? packet.protocol : `${packet.protocol} ${packet.port}`;
  const request = trace.request.map((step) => stepIn(folder, step, askIn(packet, step, 'request')));
  const answered = trace.answer.steps.map((step) => stepIn(folder, step, askIn(packet, step, 'answer')));
  const answer = { verdict: trace.answer.verdict, steps: answered };
  const last = [...answer.steps, ...request].find(({ action }) => action === 'deny') ?? request.at(-1);
  const [change] = trace.changes;
  const line = `${service} from ${ends.from} to ${ends.to}`;
  const several = [...model.regions.keys()].length > 1 ? ` --region ${shellWord(region)}` : '';
  return {
    trace,
    region,
    packet: printed,
    request,
    answer,
    summary: summaryOf(trace, last),
    ...(change === undefined ? {} : { change: changeText(folder, change) }),
    changes: trace.changes.map((each) => ({
      text: changeText(folder, each),
      besides: besidesOf(folder, trace, each),
    })),
    expectation: `expect ${trace.verdict} ${service === 'other' ? 'all' : service} from ${ends.from} to ${ends.to}`,
    command: `secgroup packet --from ${shellWord(ends.from)} --to ${shellWord(ends.to)} --protocol ${packet.protocol}${
      packet.port === null ? '' : ` --port ${packet.port}`
    }${packet.sourcePort === null ? '' : ` --source-port ${packet.sourcePort}`}${several}`,
    line,
  };
}

/** What the rules of a step are asked about. */
interface Ask {
  readonly peer: Address;
  readonly protocol: Protocol;
  /** Its text: an answer may be sent to any of many ports. */
  readonly port: string;
}

function stepIn(folder: Folder, step: engine.Step, ask: Ask): AnswerStep {
  const { model } = folder;
  const { stage, direction, action, reason } = step;
  const rule = step.decidedBy === undefined ? undefined : ruleSpot(folder, step.decidedBy, direction);
  return {
    stage,
    direction,
    action,
    reason,
    cvm: step.cvm === undefined ? null : titleOf(model, step.cvm),
    subnet: step.subnet === undefined ? null : titleOf(model, step.subnet),
    rule: rule ?? null,
    groups: step.owners.map((key) => titleOf(model, key)),
    end: step.reason === 'default' && action === 'deny' ? endOfList(folder, step) : null,
    passed: step.passedOver.slice(-MAX_PASSED).flatMap((passed) => {
      const spot = ruleSpot(folder, passed, direction);
      return spot === undefined ? [] : { rule: spot, why: whyNot(folder.model, passed, ask) };
    }),
  };
}

function endOfList(folder: Folder, { owners, direction }: engine.Step): Place | null {
  const entity = folder.model.entities.get(owners.at(-1) ?? '');
  if (entity?.kind !== 'group' && entity?.kind !== 'acl') return null;
  const list = entity.node.lists.findLast((each) => each.direction === direction);
  const name = placeOfName(folder, entity);
  if (list === undefined) return name ?? null;
  return placeIn(folder, entity.source, { start: Math.max(list.start, list.end - 1), end: list.end }) ?? name ?? null;
}

/** In exact words: `port 22 is not in 443`, `203.0.113.7 is not in 10.0.0.0/8`, `db has no members`. */
function whyNot(model: Model, { policy, why }: engine.PassedOver, { peer, protocol, port }: Ask): string {
  const named = peerText(model, policy.peerNode);
  const address = printAddress(peer);
  switch (why) {
    case 'unknown':
      return t('it names something unknown');
    case 'protocol':
      return t('{0} is not in {1}', protocol, protocolsOf(policy.services));
    case 'port': {
      const ports = protocol === 'tcp' || protocol === 'udp' ? printPorts(policy.services, protocol) : '';
      return port.includes('-') ? t('ports {0} are not in {1}', port, ports) : t('port {0} is not in {1}', port, ports);
    }
    case 'family':
      return peer.family === 4
        ? t('{0} is IPv4, and {1} holds only IPv6', address, named)
        : t('{0} is IPv6, and {1} holds only IPv4', address, named);
    case 'empty-group':
      return t('{0} has no members', policy.peer.kind === 'group' ? titleOf(model, policy.peer.group) : named);
    case 'peer':
      return policy.peer.kind === 'group'
        ? t('{0} is not a member of {1}', address, titleOf(model, policy.peer.group))
        : t('{0} is not in {1}', address, named);
  }
}

function protocolsOf(services: ServiceSet): string {
  return commas(PROTOCOLS.filter((name) => cuts.overlap(services, protocolSet(name))));
}

function summaryOf(trace: engine.Trace, last: AnswerStep | undefined): string {
  if (trace.note === 'same-host')
    return t('Allowed: both ends are the same machine or address, and no filter is in between.');
  const verdict = trace.verdict === 'allow' ? t('Allowed') : t('Denied');
  if (last === undefined) return t('{0}: no filter is on its way.', verdict);
  const where = last.cvm ?? last.subnet;
  const at = where === null ? verdict : t('{0} at {1}', verdict, where);
  if (last.rule !== null) return t("{0} by '{1}' of {2}.", at, last.rule.text, last.rule.owner);
  if (last.action === 'deny') return t('{0}: no rule of {1} allows it.', at, commas(last.groups) || t('its groups'));
  return t('{0}.', verdict);
}

function askIn(
  { source, destination, protocol, port, sourcePort }: engine.Trace['packet'],
  { direction }: engine.Step,
  way: 'request' | 'answer',
): Ask {
  const isFromSource = (way === 'request') === (direction === 'inbound');
  const asked = way === 'request' ? port : (sourcePort ?? '1024-65535');
  return { peer: isFromSource ? source : destination, protocol, port: `${asked ?? ''}` };
}

/** What a change lets through besides the packet: `web-2 inbound: tcp 22 from 203.0.113.7`. */
function besidesOf({ model }: Folder, trace: engine.Trace, change: engine.Change): readonly string[] {
  const isSource = change.stage === 'source-groups' || change.stage === 'source-acl';
  const { cvm, subnet } = isSource ? trace.source : trace.destination;
  const asked = change.stage.endsWith('groups') ? cvm?.key : subnet?.key;
  return effectOf(model, change, asked).flatMap(({ owners, direction, packets }) =>
    packetsInWords(packets, { word: direction === 'inbound' ? 'from' : 'to' }).map((text) =>
      t('{0} {1}: {2}', commas(owners), directionWord(direction), text),
    ),
  );
}

function changeText(folder: Folder, change: engine.Change): string {
  const owner = change.owner === undefined ? t('a group of its own') : titleOf(folder.model, change.owner);
  const rule = changeRule(change);
  const direction = directionWord(change.direction);
  if (change.blockedBy === undefined) return t("Add '{0}' to {1} of {2}.", rule, direction, owner);
  const before = policyText(folder.model, change.blockedBy.policy, change.direction);
  return t("Add '{0}' to {1} of {2}, before '{3}'.", rule, direction, owner, before);
}

/** A word that a shell takes as it is. */
function shellWord(text: string): string {
  return /^[\p{L}\p{N}_.:/-]+$/u.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
