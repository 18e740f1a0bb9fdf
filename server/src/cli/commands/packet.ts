import { packetAnswer } from '#answers/packet.ts';
import { packet as followPacket } from '#questions/packet.ts';
import type { CommandModule } from '../command.ts';
import { answerOf } from '../incomplete.ts';
import {
  type FormatOptions,
  offerFormat,
  offerFormats,
  offerPartial,
  type PartialOption,
  SAY_REGION,
} from '../options.ts';
import { fileNames } from '../paths.ts';
import { packetText } from '../reporters/packetText.ts';
import { EXIT, type System } from '../system.ts';

interface Options extends FormatOptions, PartialOption {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port?: string;
  readonly sourcePort?: string;
  readonly config?: string;
  readonly format: 'text' | 'json';
  readonly color: boolean;
}

export const define: CommandModule['define'] = (command, run, system) => {
  offerFormats(offerPartial(offerFormat(command, ['text', 'json'])))
    .argument('[path...]', 'files and folders, this folder by default')
    .requiredOption('--from <end>', 'a CVM or an address')
    .requiredOption('--to <end>', 'a CVM or an address')
    .requiredOption('--protocol <name>', 'tcp, udp, icmp, icmpv6, gre, other, a number or a service')
    .option('--port <n>', 'the destination port, for tcp and udp')
    .option('--source-port <n>', "the sender's port; 1024-65535 by default")
    .action((paths: string[], options: Options) => run(() => packet(system, paths, options)));
};

async function packet(system: System, paths: readonly string[], options: Options): Promise<number> {
  const found = await answerOf(system, paths, options, (folder) =>
    followPacket(folder, { ...options, sayRegion: SAY_REGION }),
  );
  if ('exit' in found) return found.exit;
  const { folder, answer } = found;
  if (options.format === 'text')
    for (const each of answer.traces) system.out(packetText(system, folder, each, options));
  else system.out(`${JSON.stringify(packetAnswer(fileNames(system), folder, answer))}\n`);
  return answer.trace.verdict === 'allow' ? EXIT.ok : EXIT.found;
}
