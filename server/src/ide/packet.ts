// Test packet: a question from a typed line or from its parts, and the way of the packet in words.

import { packetsInWords } from '#engine/describe.ts';
import type * as engine from '#engine/packet/trace.ts';
import { effectOf } from '#engine/versions/changeEffect.ts';
import { changeRule } from '#engine/words.ts';
import type { Model } from '#model/model.ts';
import { directionWord } from '#model/words.ts';
import { type Address, printAddress } from '#net/address.ts';
import * as cuts from '#net/cuts.ts';
import { PROTOCOLS, type Protocol, printPorts, protocol as protocolSet, type ServiceSet } from '#net/services.ts';
import type * as protocol from '#protocol/packets.ts';
import type { Gap } from '#questions/gaps.ts';
import { packet, printPacket } from '#questions/packet.ts';
import { peerText, policyText } from '#questions/policyText.ts';
import { commas, t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import { titleOf } from './describe.ts';
import { choicesOf, EXAMPLE, manyOf, readLine } from './packetQuestion.ts';
import { type Place, placeIn, placeOfName } from './place.ts';
import { type RuleSpot, ruleSpot } from './ruleSpot.ts';

type Shared = 'packet' | 'summary' | 'change' | 'changes' | 'expectation' | 'command' | 'line' | 'many';

export interface PacketAnswer extends Pick<protocol.PacketAnswer, Shared> {
  readonly trace: engine.Trace;
  readonly region: string;
  readonly request: readonly AnswerStep[];
  readonly answer: { readonly verdict: 'allow' | 'deny'; readonly steps: readonly AnswerStep[] };
  readonly incomplete: readonly Gap[];
}

export interface AnswerStep extends Omit<protocol.Step, 'rule' | 'end' | 'passed'> {
  readonly rule: RuleSpot | null;
  /** The end of the list's last block, or the name of a group or acl that has none. */
  readonly end: Place | null;
  readonly passed: readonly { readonly rule: RuleSpot; readonly why: string }[];
}

/** At most so many rules passed over are named at a step: the last before the one that decided. */
const MAX_PASSED = 100;

export function testPacket(
  folder: Folder,
  question: protocol.PacketQuestion,
): { readonly answer: PacketAnswer } | { readonly error: string } {
  const line = question.line === undefined ? undefined : readLine(question.line);
  if (line?.error !== undefined) return { error: line.error };
  const asked: protocol.PacketQuestion = { ...question, ...line };
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

function describe(
  folder: Folder,
  trace: engine.Trace,
  region: string,
  ends: { readonly from: string; readonly to: string },
): Omit<PacketAnswer, 'incomplete' | 'many'> {
  const { model } = folder;
  const { packet } = trace;
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
    packet: printPacket(packet),
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
      return port.includes('-') ? t('{0} is not in {1}', port, ports) : t('port {0} is not in {1}', port, ports);
    }
    case 'family':
      return peer.family === 4
        ? t('{0} is IPv4, and {1} holds only IPv6', address, named)
        : t('{0} is IPv6, and {1} holds only IPv4', address, named);
    case 'empty-group':
      return t('{0} has no members', policy.peer.kind === 'group' ? titleOf(model, policy.peer.group) : named);
    case 'peer':
      return t('{0} is not in {1}', address, policy.peer.kind === 'group' ? titleOf(model, policy.peer.group) : named);
  }
}

function protocolsOf(services: ServiceSet): string {
  return commas(PROTOCOLS.filter((name) => cuts.overlap(services, protocolSet(name))));
}

function summaryOf(trace: engine.Trace, last: AnswerStep | undefined): string {
  if (trace.note === 'same-host')
    return t('Allowed: both ends are the same machine or address, and no filter is in between.');
  const isAnswer = trace.answer.steps.length > 0;
  const denied = isAnswer ? t('Its answer is denied') : t('Denied');
  const verdict = trace.verdict === 'allow' ? t('Allowed') : denied;
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

/** What a change allows besides the packet: `web-2 inbound: tcp 22 from 203.0.113.7`. */
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
