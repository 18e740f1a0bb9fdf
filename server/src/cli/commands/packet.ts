import { Option } from 'commander';
import { resolveEnds } from '#engine/endpoint.ts';
import type { Packet } from '#engine/packet.ts';
import { hasPorts } from '#engine/packet.ts';
import { type Step, type Trace, trace } from '#engine/trace.ts';
import { endpointFault, protocolNamed } from '#engine/words.ts';
import { MAX_PORT } from '#net/services.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import type { CommandModule } from '../command.ts';
import { load, noRegion } from '../load.ts';
import { jsonRule } from '../places.ts';
import { jsonPacket } from '../reporters/packetJson.ts';
import { packetText } from '../reporters/packetText.ts';
import { EXIT, fail, type System } from '../system.ts';

interface Options {
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
  command
    .argument('[path...]', 'files and folders, this folder by default')
    .requiredOption('--from <end>', 'a cvm or an address')
    .requiredOption('--to <end>', 'a cvm or an address')
    .requiredOption('--protocol <name>', 'tcp, udp, icmp, icmpv6, gre, other or a number')
    .option('--port <n>', 'the destination port, for tcp and udp')
    .option('--source-port <n>', "the sender's port; 1024-65535 by default")
    .addOption(new Option('--format <name>').choices(['text', 'json']).default('text'))
    .action((paths: string[], options: Options) => run(() => packet(system, paths, options)));
};

async function packet(system: System, paths: readonly string[], options: Options): Promise<number> {
  const asked = readQuestion(options);
  if ('fault' in asked) return fail(system, asked.fault);
  const loaded = await load(system, paths, options);
  if (loaded.error !== undefined) return fail(system, loaded.error);
  const { model } = loaded.snapshot;
  const { from, to, region } = options;
  if (region !== undefined && !model.regions.has(region)) return fail(system, noRegion(region, [loaded.snapshot]));
  const ends = resolveEnds(model, { from, to, region, protocol: asked.protocol });
  if (!ends.ok) return fail(system, endpointFault(ends.error, 'say which with --region'));
  const { source, destination } = ends.value;
  const answer = trace(
    model,
    { ...asked, source: source.address, destination: destination.address },
    ends.value.region,
    {
      source: source.cvm,
      destination: destination.cvm,
    },
  );
  system.out(
    options.format === 'json'
      ? `${JSON.stringify(packetJson(system, loaded.snapshot, answer))}\n`
      : packetText(system, loaded.snapshot, answer, options),
  );
  return answer.verdict === 'allow' ? EXIT.ok : EXIT.found;
}

type Question = Pick<Packet, 'protocol' | 'port' | 'sourcePort'>;

function readQuestion({
  protocol: text,
  port: portText,
  sourcePort: sourceText,
}: Options): Question | { readonly fault: string } {
  const protocol = protocolNamed(text);
  if (protocol === undefined) {
    return { fault: `'${text}' is no protocol: use tcp, udp, icmp, icmpv6, gre, other or a number from 0 to 255.` };
  }
  if (!hasPorts(protocol)) {
    if (portText !== undefined || sourceText !== undefined) {
      return { fault: `${protocol} has no ports: leave --port and --source-port out.` };
    }
    return { protocol, port: null, sourcePort: null };
  }
  if (portText === undefined)
    return { fault: `${protocol} needs a port: add --port with a number from 1 to ${MAX_PORT}.` };
  const port = portNumber(portText);
  const sourcePort = sourceText === undefined ? null : portNumber(sourceText);
  if (port === undefined) return { fault: `'${portText}' is no port: use a number from 1 to ${MAX_PORT}.` };
  if (sourcePort === undefined) return { fault: `'${sourceText}' is no port: use a number from 1 to ${MAX_PORT}.` };
  return { protocol, port, sourcePort };
}

function portNumber(text: string): number | undefined {
  const port = /^[0-9]{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= MAX_PORT ? port : undefined;
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
    version: 1,
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
