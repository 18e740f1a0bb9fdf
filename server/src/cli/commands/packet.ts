import { Option } from 'commander';
import { packetAnswer } from '#answers/packet.ts';
import { packet as followPacket } from '#questions/packet.ts';
import type { CommandModule } from '../command.ts';
import { type FormatOptions, offerFormats } from '../foreign.ts';
import { failOn, holdBack, offerPartial, type PartialOption } from '../incomplete.ts';
import { load } from '../load.ts';
import { fileNames } from '../paths.ts';
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
  const { folder } = loaded;
  const found = followPacket(folder, { ...options, sayRegion: 'say which with --region' });
  if ('error' in found) return failOn(system, [folder], found.error);
  const { trace, traces, incomplete } = found.answer;
  const damage = [{ folder, gaps: incomplete }];
  const held = holdBack(system, damage, options);
  if (held !== undefined) return held;
  if (options.format === 'text') for (const each of traces) system.out(packetText(system, folder, each, options));
  else system.out(`${JSON.stringify(packetAnswer(fileNames(system), folder, found.answer))}\n`);
  return trace.verdict === 'allow' ? EXIT.ok : EXIT.found;
}
