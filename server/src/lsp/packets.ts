import * as ide from '#ide/packet.ts';
import type { RuleSpot } from '#ide/ruleSpot.ts';
import type * as protocol from '#protocol/packets.ts';
import { askedFolders, noRuleFiles } from './context.ts';
import type { Handler } from './handlers.ts';
import { locationOf, type PlaceContext, sentIncomplete } from './places.ts';
import type { Models } from './server.ts';

/** Of several models the first that knows both ends answers. */
export const testPacket: Handler<typeof protocol.packet, Models> = (server, question) => {
  let error = noRuleFiles();
  for (const folder of askedFolders(server, question)) {
    const found = ide.testPacket(folder, question);
    if ('answer' in found) return { answer: sentAnswer({ server, folder }, found.answer) };
    error = found.error;
  }
  return { error };
};

function sentAnswer(
  context: PlaceContext,
  { trace, request, answer, incomplete, region: _, ...rest }: ide.PacketAnswer,
): protocol.PacketAnswer {
  const steps = (each: readonly ide.AnswerStep[]) => each.map((step) => sentStep(context, step));
  return {
    ...rest,
    verdict: trace.verdict,
    note: trace.note,
    request: steps(request),
    answer: { verdict: answer.verdict, steps: steps(answer.steps) },
    incomplete: sentIncomplete(context, incomplete),
  };
}

function sentStep(context: PlaceContext, { rule, passed, end, ...step }: ide.AnswerStep): protocol.Step {
  return {
    ...step,
    rule: rule === null ? null : rulePlace(context, rule),
    end: end === null ? null : locationOf(context, end),
    passed: passed.map((each) => ({ rule: rulePlace(context, each.rule), why: each.why })),
  };
}

export function rulePlace(context: PlaceContext, { place, ...rule }: RuleSpot): protocol.RulePlace {
  return { ...rule, ...locationOf(context, place) };
}
