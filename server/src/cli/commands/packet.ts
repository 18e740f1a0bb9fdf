import { Option } from 'commander';
import type { Step, Trace } from '#engine/packet/trace.ts';
import { packet as followPacket } from '#questions/packet.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import type { CommandModule } from '../command.ts';
import { type FormatOptions, offerFormats } from '../foreign.ts';
import { failOn, holdBack, incompletePart, offerPartial, type PartialOption } from '../incomplete.ts';
import { load } from '../load.ts';
import { jsonRule } from '../places.ts';
import { jsonPacket } from '../reporters/packetJson.ts';
import { packetText } from '../reporters/packetText.ts';
import { EXIT, fail, type System } from '../system.ts';

interface Options extends PartialOption {
  readonly formats: FormatOptions;
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port?: string;
  readonly sourcePort?: string;
  readonly region?: string;
  readonly config?: string;
  readonly format: 'text' | 'json';
  readonly color: boolean;
}

export const define: CommandModule['define'] = (command, run, system) => {
  const formatsOf = offerFormats(command);
  offerPartial(command)
    .argument('[path...]', 'files and folders, this folder by default')
    .requiredOption('--from <end>', 'a cvm or an address')
    .requiredOption('--to <end>', 'a cvm or an address')
    .requiredOption('--protocol <name>', 'tcp, udp, icmp, icmpv6, gre, other, a number or a service')
    .option('--port <n>', 'the destination port, for tcp and udp')
    .option('--source-port <n>', "the sender's port; 1024-65535 by default")
    .addOption(new Option('--format <name>', 'how results are printed').choices(['text', 'json']).default('text'))
    .action((paths: string[], options: Omit<Options, 'formats'> & FormatOptions) =>
      run(() => packet(system, paths, { ...options, formats: formatsOf(options) })),
    );
};

async function packet(system: System, paths: readonly string[], options: Options): Promise<number> {
  const loaded = await load(system, paths, { ...options, unread: 'tell' });
  if (loaded.error !== undefined) return fail(system, loaded.error);
  const { snapshot } = loaded;
  const found = followPacket(snapshot, { ...options, sayRegion: 'say which with --region' });
  if ('error' in found) return failOn(system, [snapshot], found.error);
  const { trace, traces, incomplete } = found.answer;
  const damage = [{ snapshot, gaps: incomplete }];
  const held = holdBack(system, damage, options);
  if (held !== undefined) return held;
  if (options.format === 'text') for (const each of traces) system.out(packetText(system, snapshot, each, options));
  else {
    // A service is a packet for each of its ports: what is told of the first that is denied holds for the whole.
    const all = traces.length === 1 ? {} : { packets: traces.map((each) => packetJson(system, snapshot, each)) };
    const answer = { version: 1, ...packetJson(system, snapshot, trace), ...all, ...incompletePart(system, damage) };
    system.out(`${JSON.stringify(answer)}\n`);
  }
  return trace.verdict === 'allow' ? EXIT.ok : EXIT.found;
}

function packetJson(system: System, snapshot: Snapshot, answer: Trace) {
  const step = (each: Step) => ({
    stage: each.stage,
    direction: each.direction,
    cvm: nameOf(snapshot, each.cvm),
    subnet: nameOf(snapshot, each.subnet),
    action: each.action,
    reason: each.reason,
    rule: jsonRule(system, snapshot, each.decidedBy, each.direction),
  });
  return {
    verdict: answer.verdict,
    packet: jsonPacket(answer.packet),
    ...(answer.note === 'same-host' ? { note: 'same-host' } : {}),
    request: answer.request.map(step),
    answer: { verdict: answer.answer.verdict, steps: answer.answer.steps.map(step) },
  };
}

function nameOf(snapshot: Snapshot, key: string | undefined): string | null {
  return key === undefined ? null : (snapshot.model.entities.get(key)?.name ?? null);
}
