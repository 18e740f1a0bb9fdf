import { type AnswerStep, testPacket } from '#ide/packet.ts';
import type { RuleSpot } from '#ide/ruleSpot.ts';
import type * as protocol from '#protocol/packets.ts';
import { chosenSnapshot } from './chosenSnapshot.ts';
import { locationOf, type PlaceContext } from './places.ts';
import type { Server } from './server.ts';

const NO_MODEL = { error: 'There are no rule files here: open a folder with .sg or .sg.json files.' };

export function packet(
  server: Server,
  question: protocol.PacketQuestion,
): { readonly answer: protocol.PacketAnswer } | { readonly error: string } {
  const snapshot = chosenSnapshot(server, question.uri);
  if (snapshot === undefined) return NO_MODEL;
  const found = testPacket(snapshot, question);
  if ('error' in found) return found;
  const { trace, region: _, ...answer } = found.answer;
  const steps = (all: readonly AnswerStep[]) => all.map((step) => toStep({ server, snapshot }, step));
  return {
    answer: {
      ...answer,
      verdict: trace.verdict,
      ...(trace.note === 'same-host' ? { note: 'same-host' } : {}),
      request: steps(answer.request),
      answer: { verdict: answer.answer.verdict, steps: steps(answer.answer.steps) },
    },
  };
}

export function toRulePlace(context: PlaceContext, { place, ...spot }: RuleSpot): protocol.RulePlace {
  return { ...spot, ...locationOf(context, place) };
}

function toStep(context: PlaceContext, step: AnswerStep): protocol.Step {
  return {
    ...step,
    rule: step.rule === null ? null : toRulePlace(context, step.rule),
    passed: step.passed.map(({ rule, why }) => ({ rule: toRulePlace(context, rule), why })),
  };
}
