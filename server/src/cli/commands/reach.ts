import { Option } from 'commander';
import { resolveViews } from '#engine/endpoint.ts';
import { hasPorts } from '#engine/packet.ts';
import { MAX_PATHS, type ReachPath, reach } from '#engine/reach.ts';
import { endpointFault, protocolNamed } from '#engine/words.ts';
import * as services from '#net/services.ts';
import type { CommandModule } from '../command.ts';
import { load, noRegion } from '../load.ts';
import { visible } from '../reporters/visible.ts';
import { EXIT, fail, type System } from '../system.ts';

interface Options {
  readonly from?: string;
  readonly to?: string;
  readonly protocol?: string;
  readonly port?: string;
  readonly region?: string;
  readonly config?: string;
  readonly format: 'text' | 'json';
}

export const define: CommandModule['define'] = (command, run, system) => {
  command
    .argument('[path...]', 'files and folders, this folder by default')
    .option('--to <end>', 'who reaches this cvm, group, subnet, list or address')
    .option('--from <end>', 'whom it reaches')
    .option('--protocol <name>', 'only tcp, udp, icmp, icmpv6, gre, other or a number')
    .option('--port <n>', 'only this port, for tcp and udp')
    .addOption(new Option('--format <name>').choices(['text', 'json']).default('text'))
    .action((paths: string[], options: Options) => run(() => reachFrom(system, paths, options)));
};

async function reachFrom(system: System, paths: readonly string[], options: Options): Promise<number> {
  const { from, to, region } = options;
  if ((from === undefined) === (to === undefined)) return fail(system, 'Say either --to or --from.');
  const asked = readServices(options);
  if (asked !== undefined && 'fault' in asked) return fail(system, asked.fault);
  const loaded = await load(system, paths, options);
  if (loaded.error !== undefined) return fail(system, loaded.error);
  const { model } = loaded.snapshot;
  if (region !== undefined && !model.regions.has(region)) return fail(system, noRegion(region, [loaded.snapshot]));
  const text = from ?? to ?? '';
  const views = resolveViews(model, text, region);
  if (!views.ok) return fail(system, endpointFault(views.error, 'say which with --region'));
  const found = views.value.map((view) =>
    reach(model, {
      region: view.region,
      ...(from === undefined ? { to: view.endpoint } : { from: view.endpoint }),
      ...(asked === undefined ? {} : { services: asked.set }),
    }),
  );
  if (!found.every(({ complete }) => complete)) {
    system.complain(
      `secgroup: There are more than ${MAX_PATHS.toLocaleString('en')} paths, not all are shown: ask for one protocol and port.\n`,
    );
  }
  for (const [one, other] of new Map(
    found.flatMap(({ untold }) => untold.map((pair) => [pair.join(' '), pair])),
  ).values())
    system.complain(
      `secgroup: '${one}' and '${other}' have one address: a packet from one to the other cannot be told from one to itself, and is left out.\n`,
    );
  const rows = distinct(found.map((each) => each.paths)).map((path) => ({
    from: path.from,
    to: path.to,
    services: path.services,
  }));
  system.out(
    options.format === 'json'
      ? `${JSON.stringify({ version: 1, endpoint: text, paths: rows })}\n`
      : table(rows, from === undefined ? 'from' : 'to'),
  );
  return EXIT.ok;
}

/** A machine with a public address is met from every region, on the same paths. */
function distinct(found: readonly (readonly ReachPath[])[]): readonly ReachPath[] {
  const [only = [], ...others] = found;
  if (others.length === 0) return only;
  return [...new Map(found.flat().map((path) => [JSON.stringify(path), path])).values()];
}

function readServices({
  protocol: text,
  port: portText,
}: Options): { readonly set: services.ServiceSet } | { readonly fault: string } | undefined {
  if (text === undefined)
    return portText === undefined ? undefined : { fault: '--port goes with --protocol tcp or udp.' };
  const protocol = protocolNamed(text);
  if (protocol === undefined) {
    return { fault: `'${text}' is no protocol: use tcp, udp, icmp, icmpv6, gre, other or a number from 0 to 255.` };
  }
  if (portText === undefined) return { set: services.protocol(protocol) };
  if (!hasPorts(protocol)) return { fault: `${protocol} has no ports: leave --port out.` };
  const port = /^[0-9]{1,5}$/.test(portText) ? Number(portText) : 0;
  if (port < 1 || port > services.MAX_PORT)
    return { fault: `'${portText}' is no port: use a number from 1 to ${services.MAX_PORT}.` };
  return { set: services.ports(protocol, port, port) };
}

type Row = Pick<ReachPath, 'from' | 'to' | 'services'>;

/** The other end alone where the asked one is a single thing, else both. */
function table(rows: readonly Row[], column: 'from' | 'to'): string {
  if (rows.length === 0) return 'nothing\n';
  const asked = new Set(rows.map((row) => (column === 'from' ? row.to : row.from)));
  const label = ({ from, to, [column]: other }: Row): string => visible(asked.size === 1 ? other : `${from} to ${to}`);
  const width = Math.min(48, Math.max(...rows.map((row) => label(row).length)));
  return rows.map((row) => `${label(row).padEnd(width)}  ${row.services.join(', ')}\n`).join('');
}
