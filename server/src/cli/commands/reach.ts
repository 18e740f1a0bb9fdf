import { Option } from 'commander';
import { MAX_PATHS, type ReachPath } from '#engine/reach/reach.ts';
import { reach } from '#questions/reach.ts';
import type { CommandModule } from '../command.ts';
import { type FormatOptions, offerFormats } from '../foreign.ts';
import { failOn, holdBack, incompletePart, offerPartial, type PartialOption } from '../incomplete.ts';
import { load } from '../load.ts';
import { visible } from '../reporters/visible.ts';
import { EXIT, fail, type System } from '../system.ts';

interface Options extends PartialOption {
  readonly formats: FormatOptions;
  readonly from?: string;
  readonly to?: string;
  readonly protocol?: string;
  readonly port?: string;
  readonly region?: string;
  readonly config?: string;
  readonly format: 'text' | 'json';
}

export const define: CommandModule['define'] = (command, run, system) => {
  const formatsOf = offerFormats(command);
  offerPartial(command)
    .argument('[path...]', 'files and folders, this folder by default')
    .option('--to <end>', 'who reaches this cvm, group, subnet, list or address')
    .option('--from <end>', 'whom it reaches')
    .option('--protocol <name>', 'only tcp, udp, icmp, icmpv6, gre, other, a number or a service')
    .option('--port <n>', 'only this port, for tcp and udp')
    .addOption(new Option('--format <name>', 'how results are printed').choices(['text', 'json']).default('text'))
    .action((paths: string[], options: Omit<Options, 'formats'> & FormatOptions) =>
      run(() => reachFrom(system, paths, { ...options, formats: formatsOf(options) })),
    );
};

async function reachFrom(system: System, paths: readonly string[], options: Options): Promise<number> {
  const { from, to } = options;
  if ((from === undefined) === (to === undefined)) return fail(system, 'Say either --to or --from.');
  const loaded = await load(system, paths, { ...options, unread: 'tell' });
  if (loaded.error !== undefined) return fail(system, loaded.error);
  const found = reach(loaded.snapshot, { ...options, sayRegion: 'say which with --region' });
  if ('error' in found) return failOn(system, [loaded.snapshot], found.error);
  const { endpoint, complete, untold, leavesOutStrangers, incomplete, ...answer } = found.answer;
  const damage = [{ snapshot: loaded.snapshot, gaps: incomplete }];
  const held = holdBack(system, damage, options);
  if (held !== undefined) return held;
  if (!complete) {
    system.complain(
      `secgroup: There are more than ${MAX_PATHS.toLocaleString('en')} paths, not all are shown: ask for one protocol and port.\n`,
    );
  }
  const notes = [
    ...untold.map(
      ([one, other]) =>
        `'${one}' and '${other}' have one address: a packet from one to the other cannot be told from one to itself, and is left out.`,
    ),
    ...(leavesOutStrangers ? [STRANGERS] : []),
  ];
  for (const note of notes) system.complain(`secgroup: ${visible(note)}\n`);
  const rows = answer.paths.map((path) => ({ from: path.from, to: path.to, services: path.services }));
  system.out(
    options.format === 'json'
      ? `${JSON.stringify({
          version: 1,
          endpoint,
          paths: rows,
          ...(notes.length > 0 ? { notes } : {}),
          ...incompletePart(system, damage),
        })}\n`
      : table(rows, from === undefined ? 'from' : 'to'),
  );
  return EXIT.ok;
}

const STRANGERS = 'Between addresses that are no cvm nothing filters where no acl stands: these pairs are left out.';

type Row = Pick<ReachPath, 'from' | 'to' | 'services'>;

/** The other end alone where the asked one is a single thing, else both. */
function table(rows: readonly Row[], column: 'from' | 'to'): string {
  if (rows.length === 0) return 'nothing\n';
  const asked = new Set(rows.map((row) => (column === 'from' ? row.to : row.from)));
  const label = ({ from, to, [column]: other }: Row): string => visible(asked.size === 1 ? other : `${from} to ${to}`);
  const width = Math.min(48, Math.max(...rows.map((row) => label(row).length)));
  return rows.map((row) => `${label(row).padEnd(width)}  ${row.services.join(', ')}\n`).join('');
}
