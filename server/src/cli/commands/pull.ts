import type { CommandModule } from '../command.ts';
import { askCloud, offerKeys, type PullOptions, regionsIn, writePulled } from '../pulling.ts';
import { EXIT, type System } from '../system.ts';

interface Options extends PullOptions {
  readonly output?: string;
}

export const define: CommandModule['define'] = (command, run, system) => {
  command
    .option('--region <names>', "regions, with commas or repeated; 'all' for every one", regionsIn)
    .option('-o, --output <path>', 'a file for all regions, or a folder for a file a region (REGION.live.sg.json)');
  offerKeys(command)
    .option('--partial', 'write the rest where an action is refused, with a list of what is missing')
    .action((options: Options) => run(() => system.interruptible((signal) => pullTo(system, options, signal))));
};

async function pullTo(system: System, options: Options, signal: AbortSignal): Promise<number> {
  const pulled = await askCloud(system, options, signal);
  if ('exit' in pulled) return pulled.exit;
  if (options.output !== undefined) return (await writePulled(system, pulled, options.output)) ?? EXIT.ok;
  system.out(pulled.textOf(pulled.regions));
  return EXIT.ok;
}
