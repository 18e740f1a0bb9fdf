// One packet between two ends, or one for each port of a service: which rules allow or deny it.

import { resolveEnds } from '#engine/packet/endpoint.ts';
import type { Packet } from '#engine/packet/packet.ts';
import { type Trace, trace } from '#engine/packet/trace.ts';
import { endpointFault } from '#engine/words.ts';
import { printAddress } from '#net/address.ts';
import type { Folder } from '#workspace/folder.ts';
import { hangsOnFiles } from './endpointMachines.ts';
import type { Gap } from './gaps.ts';
import { incomplete, together } from './incomplete.ts';
import { lookedAtByTrace } from './lookedAt.ts';
import { regionFault } from './region.ts';
import { type Fault, type PacketServiceQuestion, readPacketServices } from './services.ts';

export interface PacketQuestion extends PacketServiceQuestion {
  /** An address, or a machine by its name or id. */
  readonly from: string;
  readonly to: string;
  /** What people can do to name a region: `say which with --region`. */
  readonly sayRegion: string;
}

export interface PacketAnswer {
  /** The first packet that is denied, or the first of all. */
  readonly trace: Trace;
  /** All packets, in the order of protocols and ports. */
  readonly traces: readonly Trace[];
  readonly region: string;
  readonly incomplete: readonly Gap[];
}

/** A packet as answers have it. */
export function printPacket({ source, destination, protocol, sourcePort, port }: Packet) {
  return { source: printAddress(source), destination: printAddress(destination), protocol, sourcePort, port };
}

export function packet(folder: Folder, question: PacketQuestion): { readonly answer: PacketAnswer } | Fault {
  const { model } = folder;
  const { from, to, region, sayRegion } = question;
  const fault = regionFault(region, [model]);
  if (fault !== undefined) return { error: fault, hangsOnFiles: true };
  const asked = readPacketServices(model, question);
  if ('error' in asked) return asked;
  const ends = resolveEnds(model, { from, to, region, protocol: asked.packets[0]?.protocol });
  if (!ends.ok) return { error: endpointFault(ends.error, sayRegion), hangsOnFiles: hangsOnFiles(ends.error) };
  const { source, destination, region: seenFrom } = ends.value;
  const traces = asked.packets.map((service) =>
    trace(model, { ...service, source: source.address, destination: destination.address }, seenFrom, {
      source: source.cvm,
      destination: destination.cvm,
    }),
  );
  const first = traces.find(({ verdict }) => verdict === 'deny') ?? (traces[0] as Trace);
  const looked = () => together(traces.map((each) => lookedAtByTrace(model, each, seenFrom)));
  return { answer: { trace: first, traces, region: seenFrom, incomplete: incomplete(folder, looked) } };
}
