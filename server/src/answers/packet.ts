// One packet, step by step.

import type { Step, Trace } from '#engine/packet/trace.ts';
import { type PacketAnswer, printPacket } from '#questions/packet.ts';
import type { Folder } from '#workspace/folder.ts';
import type * as api from './api.ts';
import { incompletePart } from './incomplete.ts';
import { type FileName, ruleOf } from './places.ts';

export function packetAnswer(
  fileName: FileName,
  folder: Folder,
  { trace, traces, incomplete }: PacketAnswer,
): api.PacketAnswer {
  // A service with several ports is several packets. The answer as a whole is that of the first one that is denied.
  const all = traces.length === 1 ? {} : { packets: traces.map((each) => traceOf(fileName, folder, each)) };
  const damage = [{ folder, gaps: incomplete }];
  return { version: 1, ...traceOf(fileName, folder, trace), ...all, ...incompletePart(fileName, damage) };
}

function traceOf(fileName: FileName, folder: Folder, answer: Trace): api.PacketTrace {
  const step = (each: Step): api.Step => ({
    stage: each.stage,
    direction: each.direction,
    cvm: nameOf(folder, each.cvm),
    subnet: nameOf(folder, each.subnet),
    action: each.action,
    reason: each.reason,
    rule: ruleOf(fileName, folder, each.decidedBy, each.direction),
  });
  return {
    verdict: answer.verdict,
    packet: printPacket(answer.packet),
    ...(answer.note === 'same-host' ? { note: 'same-host' } : {}),
    request: answer.request.map(step),
    answer: { verdict: answer.answer.verdict, steps: answer.answer.steps.map(step) },
  };
}

function nameOf(folder: Folder, key: string | undefined): string | null {
  return key === undefined ? null : (folder.model.entities.get(key)?.name ?? null);
}
