// Test packet: a question from a typed line or from its parts, and the way of the packet in words.

import { resolveEndpoint } from '#engine/endpoint.ts';
import type * as engine from '#engine/trace.ts';
import { changeRule, protocolNamed } from '#engine/words.ts';
import type { Model } from '#model/model.ts';
import { directionWord } from '#model/words.ts';
import { printAddress } from '#net/address.ts';
import * as addressSet from '#net/addressSet.ts';
import type { Gap } from '#questions/gaps.ts';
import { packet } from '#questions/packet.ts';
import { parse } from '#syntax/parse.ts';
import { printPeer } from '#syntax/print.ts';
import { commas, t } from '#util/l10n.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { policyText, titleOf } from './describe.ts';
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
  readonly expectation: string;
  readonly command: string;
  readonly line: string;
  readonly incomplete: readonly Gap[];
}

export interface AnswerStep extends Pick<engine.Step, 'stage' | 'direction' | 'action' | 'reason'> {
  readonly cvm: string | null;
  readonly subnet: string | null;
  readonly rule: RuleSpot | null;
  readonly groups: readonly string[];
  readonly passed: readonly { readonly rule: RuleSpot; readonly why: string }[];
}

/** At most so many rules passed over are named at a step: the last before the one that decided. */
const MAX_PASSED = 100;

export function testPacket(
  snapshot: Snapshot,
  question: PacketQuestion,
): { readonly answer: PacketAnswer } | { readonly error: string } {
  const line = question.line === undefined ? undefined : readLine(question.line);
  if (line?.error !== undefined) return { error: line.error };
  const asked: PacketQuestion = { ...question, ...line };
  const { model } = snapshot;
  const { from, to, region } = asked;
  if (from === undefined || to === undefined) return { error: t("Say from where and to where: '{0}'.", EXAMPLE) };
  const source = oneOf(model, from, region);
  const destination = oneOf(model, to, region);
  const { protocol = '', port, sourcePort } = asked;
  const sayRegion = t('say which region');
  const found = packet(snapshot, { from: source, to: destination, region, protocol, port, sourcePort, sayRegion });
  if ('error' in found) return found;
  const { trace, region: seenFrom, incomplete } = found.answer;
  return { answer: { ...describe(snapshot, trace, seenFrom, { from: source, to: destination }), incomplete } };
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
      return { error: t("'all' is no protocol of one packet: '{0}'.", EXAMPLE) };
  }
}

/** What stands for one machine or address stays; of many, one is taken: the first member of a group, the lowest address of a list. */
function oneOf(model: Model, text: string, region: string | undefined): string {
  const found = resolveEndpoint(model, text, region);
  if (!found.ok) return text;
  const { endpoint } = found.value;
  switch (endpoint.kind) {
    case 'cvm':
      return text;
    case 'group': {
      const [member] = model.members.get(endpoint.key) ?? [];
      return member === undefined ? text : (member.id ?? member.name);
    }
    case 'subnet': {
      const subnet = model.entities.get(endpoint.key);
      const cidr = subnet?.kind === 'subnet' ? subnet.cidr : undefined;
      return cidr === undefined ? text : lowest(addressSet.of(cidr), text);
    }
    case 'internet':
      return SOMEWHERE;
    case 'addresses':
      return text === 'any' ? SOMEWHERE : lowest(endpoint.set, text);
  }
}

/** An address of the internet that documentation and public resolvers do not use otherwise. */
const SOMEWHERE = '1.0.0.1';

function lowest(set: addressSet.AddressSet, text: string): string {
  const address = addressSet.sample(set);
  return address === undefined ? text : printAddress(address);
}

function describe(
  snapshot: Snapshot,
  trace: engine.Trace,
  region: string,
  ends: { readonly from: string; readonly to: string },
): Omit<PacketAnswer, 'incomplete'> {
  const { model } = snapshot;
  const { packet } = trace;
  const printed = {
    source: printAddress(packet.source),
    destination: printAddress(packet.destination),
    protocol: packet.protocol,
    sourcePort: packet.sourcePort,
    port: packet.port,
  };
  const service = packet.port === null ? packet.protocol : `${packet.protocol} ${packet.port}`;
  const steps = (all: readonly engine.Step[]) => all.map((step) => stepIn(snapshot, step));
  const request = steps(trace.request);
  const answer = { verdict: trace.answer.verdict, steps: steps(trace.answer.steps) };
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
    ...(change === undefined ? {} : { change: changeText(snapshot, change) }),
    expectation: `expect ${trace.verdict} ${service === 'other' ? 'all' : service} from ${ends.from} to ${ends.to}`,
    command: `secgroup packet --from ${shellWord(ends.from)} --to ${shellWord(ends.to)} --protocol ${packet.protocol}${
      packet.port === null ? '' : ` --port ${packet.port}`
    }${packet.sourcePort === null ? '' : ` --source-port ${packet.sourcePort}`}${several}`,
    line,
  };
}

function stepIn(snapshot: Snapshot, step: engine.Step): AnswerStep {
  const { model } = snapshot;
  const { stage, direction, action, reason } = step;
  const rule = step.decidedBy === undefined ? undefined : ruleSpot(snapshot, step.decidedBy, direction);
  return {
    stage,
    direction,
    action,
    reason,
    cvm: step.cvm === undefined ? null : titleOf(model, step.cvm),
    subnet: step.subnet === undefined ? null : titleOf(model, step.subnet),
    rule: rule ?? null,
    groups: step.owners.map((key) => titleOf(model, key)),
    passed: step.passedOver.slice(-MAX_PASSED).flatMap((passed) => {
      const spot = ruleSpot(snapshot, passed, direction);
      return spot === undefined ? [] : { rule: spot, why: whyNot(passed.why) };
    }),
  };
}

function whyNot(why: engine.Mismatch): string {
  switch (why) {
    case 'unknown':
      return t('names something unknown');
    case 'protocol':
      return t('other protocol');
    case 'port':
      return t('other port');
    case 'family':
      return t('other address family');
    case 'empty-group':
      return t('the group has no members');
    case 'peer':
      return t('other peer');
  }
}

function summaryOf(trace: engine.Trace, last: AnswerStep | undefined): string {
  if (trace.note === 'same-host')
    return t('Allowed: both ends are one machine or address, and no filter is in between.');
  const verdict = trace.verdict === 'allow' ? t('Allowed') : t('Denied');
  if (last === undefined) return t('{0}: no filter is on its way.', verdict);
  const where = last.cvm ?? last.subnet;
  const at = where === null ? verdict : t('{0} at {1}', verdict, where);
  if (last.rule !== null) return t("{0} by '{1}' of {2}.", at, last.rule.text, last.rule.owner);
  if (last.action === 'deny')
    return t('{0}: no rule of {1} lets it through.', at, commas(last.groups) || t('its groups'));
  return t('{0}.', verdict);
}

function changeText(snapshot: Snapshot, change: engine.Change): string {
  const owner = change.owner === undefined ? t('a group of its own') : titleOf(snapshot.model, change.owner);
  const rule = changeRule(change);
  const direction = directionWord(change.direction);
  if (change.blockedBy === undefined) return t("Add '{0}' to {1} of {2}.", rule, direction, owner);
  const before = policyText(change.blockedBy.policy, change.direction);
  return t("Add '{0}' to {1} of {2}, before '{3}'.", rule, direction, owner, before);
}

/** A word that a shell takes as it is. */
function shellWord(text: string): string {
  return /^[\p{L}\p{N}_.:/-]+$/u.test(text) && !text.startsWith('-') ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
