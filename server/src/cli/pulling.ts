// Asks the cloud what is live, for `pull` and `drift --pull`: with which keys, of which regions, and writes the snapshots.

import path from 'node:path';
import process from 'node:process';
import type { Command } from 'commander';
import type { Fault } from '#pull/ask.ts';
import { write } from './files.ts';
import { EXIT, fail, type System, tell } from './system.ts';

export interface PullOptions {
  readonly region?: readonly string[];
  readonly profile?: string;
  readonly endpoint?: string;
  /** Where an action is refused, take the answers of the others. */
  readonly partial?: boolean;
}

type Region = Readonly<Record<string, unknown>>;

interface Pulled {
  readonly regions: readonly Region[];
  readonly textOf: (regions: readonly Region[]) => string;
}

export function offerKeys(command: Command): Command {
  return command
    .option('--profile <name>', "the profile of tccli that has the keys, 'default' where none is named")
    .option('--endpoint <url>', 'what to ask instead: a URL, or a domain such as intl.tencentcloudapi.com');
}

/** The names in a text with commas, behind those of earlier options. */
export function regionsIn(text: string, before: readonly string[] = []): readonly string[] {
  return text === '' ? before : [...before, ...text.split(',').map((each) => each.trim())];
}

/** All regions, or the exit code, after it has been said why. */
export async function askCloud(
  system: System,
  options: PullOptions,
  signal: AbortSignal,
): Promise<Pulled | { readonly exit: number }> {
  // The SDK's libraries use parts of Node that are deprecated, about which a user can do nothing.
  process.noDeprecation = true;
  const [
    { connectTo },
    { endpointOf, proxyFor },
    { findCredentials },
    { allRegions, pull, snapshotText },
    { roleKeys },
  ] = await Promise.all([
    import('#pull/connection.ts'),
    import('#pull/endpoint.ts'),
    import('#pull/credentials.ts'),
    import('#pull/pull.ts'),
    import('#pull/role.ts'),
  ]);
  const urlOf = endpointOf(options.endpoint);
  if ('error' in urlOf) return refused(system, urlOf.error);
  const found = await findCredentials(
    { variable: system.variable, tccliFile: (name) => system.readHome(`.tccli/${name}`), role: roleKeys() },
    options.profile,
  );
  if ('error' in found) return refused(system, found.error);
  const asked = options.region ?? regionsIn(system.variable('TENCENTCLOUD_REGION') ?? found.region ?? '');
  const wrong = asked.find((name) => !/^[a-z0-9-]+$/.test(name));
  if (wrong !== undefined) return refused(system, `'${wrong}' is not a region: write it as ap-guangzhou.`);
  if (asked.length === 0) {
    return refused(system, 'Say of which region: --region ap-guangzhou, several with commas, or --region all.');
  }
  const ask = connectTo({
    urlOf,
    keys: found.keys,
    source: found.source,
    proxyFor: (url) => proxyFor(url, system.variable),
    signal,
  });
  const names = asked.includes('all') ? await allRegions(ask) : { names: [...new Set(asked)] };
  if ('fault' in names) return stopped(system, names.fault);
  let lists = 0;
  const pulled = await pull(ask, names.names, {
    partial: options.partial === true,
    came: (what) => {
      lists++;
      system.progress(() => `${lists} lists read, ${what} …`);
    },
    note: (text) => tell(system, `note: ${text}`),
  });
  if (signal.aborted) return { exit: EXIT.interrupted };
  if ('fault' in pulled) return stopped(system, pulled.fault);
  for (const region of pulled.regions) tellMissing(system, region);
  return { regions: pulled.regions, textOf: snapshotText };
}

function refused(system: System, message: string): { readonly exit: number } {
  return { exit: fail(system, message) };
}

function stopped(system: System, fault: Fault): { readonly exit: number } {
  return fault.kind === 'interrupted' ? { exit: EXIT.interrupted } : refused(system, fault.message);
}

function tellMissing(system: System, region: Region): void {
  const missing = (region['Missing'] ?? []) as readonly { readonly Action: string; readonly Code: string }[];
  for (const { Action, Code } of missing) {
    tell(system, `note: ${region['Region']}: ${Action} is refused (${Code}), so what it tells is missing.`);
  }
}

/** Writes one file, or in a folder a file for each region. Answers the exit code where one cannot be written. */
export async function writePulled(
  system: System,
  { regions, textOf }: Pulled,
  output: string,
): Promise<number | undefined> {
  const isFolder = /[/\\]$/.test(output) || (await system.kindOf(output)) === 'folder';
  const unmade = isFolder ? await system.makeFolder(output) : undefined;
  if (unmade !== undefined) return fail(system, `'${output}' cannot be made: ${unmade}.`);
  const files = isFolder
    ? regions.map((region) => [path.join(output, `${region['Region']}.live.sg.json`), textOf([region])] as const)
    : [[output, textOf(regions)] as const];
  for (const [file, text] of files) {
    const exit = await write(system, file, text);
    if (exit !== undefined) return exit;
  }
  return undefined;
}
