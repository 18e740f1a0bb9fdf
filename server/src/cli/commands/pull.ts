import path from 'node:path';
import process from 'node:process';
import type { Fault } from '#pull/ask.ts';
import type { CommandModule } from '../command.ts';
import { visible } from '../reporters/visible.ts';
import { EXIT, fail, type System } from '../system.ts';

interface Options {
  readonly region?: readonly string[];
  readonly output?: string;
  readonly profile?: string;
  readonly endpoint?: string;
  readonly partial?: true;
}

export const define: CommandModule['define'] = (command, run, system) => {
  command
    .option('--region <names>', "regions, with commas or repeated; 'all' for every one", several)
    .option('-o, --output <path>', 'a file for all regions, or a folder for a file a region (REGION.live.sg.json)')
    .option('--profile <name>', "the profile of tccli that has the keys, 'default' where none is named")
    .option('--endpoint <url>', 'what to ask instead: a URL, or a domain such as intl.tencentcloudapi.com')
    .option('--partial', 'write the rest where an action is refused, with a list of what is missing')
    .action((options: Options) =>
      run(() => system.interruptible((signal) => pullTo(system, options, signal).finally(() => system.progress('')))),
    );
};

function several(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, ...text.split(',').map((each) => each.trim())];
}

async function pullTo(system: System, options: Options, signal: AbortSignal): Promise<number> {
  // The SDK's libraries use parts of Node that are to go; that is no news for who pulls.
  process.noDeprecation = true;
  const [
    { connectTo },
    { endpointOf },
    { findCredentials },
    { proxyFor },
    { allRegions, pull, snapshotText },
    { roleKeys },
  ] = await Promise.all([
    import('#pull/connection.ts'),
    import('#pull/endpoint.ts'),
    import('#pull/credentials.ts'),
    import('#pull/proxy.ts'),
    import('#pull/pull.ts'),
    import('#pull/role.ts'),
  ]);
  const urlOf = endpointOf(options.endpoint);
  if ('error' in urlOf) return fail(system, urlOf.error);
  const found = await findCredentials(
    { variable: system.variable, tccliFile: (name) => system.readHome(`.tccli/${name}`), role: roleKeys() },
    options.profile,
  );
  if ('error' in found) return fail(system, found.error);
  const asked = options.region ?? regionsSet(system.variable('TENCENTCLOUD_REGION') ?? found.region);
  const wrong = asked.find((name) => !/^[a-z0-9-]+$/.test(name));
  if (wrong !== undefined) return fail(system, `'${wrong}' is not a region: write it as ap-guangzhou.`);
  if (asked.length === 0) {
    return fail(system, 'Say of which region: --region ap-guangzhou, several with commas, or --region all.');
  }
  const ask = connectTo({
    urlOf,
    keys: found.keys,
    source: found.source,
    proxyFor: (url) => proxyFor(url, system.variable),
    signal,
  });
  const names = asked.includes('all') ? await allRegions(ask) : { names: [...new Set(asked)] };
  if ('fault' in names) return refuse(system, names.fault);
  let lists = 0;
  const pulled = await pull(ask, names.names, {
    partial: options.partial === true,
    came: (what) => system.progress(`${++lists} lists read, ${what} …`),
    note: (text) => system.complain(`secgroup: note: ${visible(text)}\n`),
  });
  if (signal.aborted) return EXIT.interrupted;
  if ('fault' in pulled) return refuse(system, pulled.fault);
  for (const region of pulled.regions) tellMissing(system, region);
  return write(system, pulled.regions, options.output, snapshotText);
}

function regionsSet(text: string | undefined): readonly string[] {
  return text === undefined ? [] : several(text);
}

function refuse(system: System, fault: Fault): number {
  system.progress('');
  return fault.kind === 'interrupted' ? EXIT.interrupted : fail(system, fault.message);
}

type Region = Readonly<Record<string, unknown>>;

function tellMissing(system: System, region: Region): void {
  const missing = (region['Missing'] ?? []) as readonly { readonly Action: string; readonly Code: string }[];
  for (const { Action, Code } of missing) {
    system.complain(
      `secgroup: note: ${region['Region']}: ${Action} is refused (${visible(Code)}), so what it tells is missing.\n`,
    );
  }
}

/** Nothing is written before everything has come. */
async function write(
  system: System,
  regions: readonly Region[],
  output: string | undefined,
  textOf: (regions: readonly Region[]) => string,
): Promise<number> {
  if (output === undefined) {
    system.out(textOf(regions));
    return EXIT.ok;
  }
  const isFolder = /[/\\]$/.test(output) || (await system.kindOf(output)) === 'folder';
  if (isFolder) await system.makeFolder(output);
  const files = isFolder
    ? regions.map((region) => [path.join(output, `${region['Region']}.live.sg.json`), textOf([region])] as const)
    : [[output, textOf(regions)] as const];
  for (const [file, text] of files) {
    const fault = await system.replaceFile(file, text);
    if (fault !== undefined) return fail(system, `'${file}' cannot be written: ${fault}.`);
  }
  return EXIT.ok;
}
