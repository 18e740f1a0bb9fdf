import { reachAnswer } from '#answers/reach.ts';
import type { ReachPath } from '#engine/reach/reachPaths.ts';
import type { Model } from '#model/model.ts';
import { reaching } from '#questions/reach.ts';
import { type ReachRow, reachRows } from '#questions/reachWords.ts';
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
import { finishWith } from '../progress.ts';
import { visible } from '../reporters/visible.ts';
import { EXIT, fail, type System, tell } from '../system.ts';

interface Options extends FormatOptions, PartialOption {
  readonly from?: string;
  readonly to?: string;
  readonly protocol?: string;
  readonly port?: string;
  readonly config?: string;
  readonly format: 'text' | 'json';
}

export const define: CommandModule['define'] = (command, run, system) => {
  offerFormats(offerPartial(offerFormat(command, ['text', 'json'])))
    .argument('[path...]', 'files and folders, this folder by default')
    .option('--to <end>', 'who reaches this CVM, group, subnet, list or address')
    .option('--from <end>', 'whom it reaches')
    .option('--protocol <name>', 'only tcp, udp, icmp, icmpv6, gre, other, a number or a service')
    .option('--port <n>', 'only this port, for tcp and udp')
    .action((paths: string[], options: Options) => run(() => reachFrom(system, paths, options)));
};

async function reachFrom(system: System, paths: readonly string[], options: Options): Promise<number> {
  const { from, to } = options;
  if ((from === undefined) === (to === undefined)) return fail(system, 'Say either --to or --from.');
  const what = from === undefined ? `Looking for who reaches ${to}` : `Looking for whom ${from} reaches`;
  const found = await answerOf(system, paths, options, (asked) =>
    finishWith(system, what, reaching(asked, { ...options, sayRegion: SAY_REGION })),
  );
  if ('exit' in found) return found.exit;
  const { folder } = found;
  const answer = reachAnswer(fileNames(system), folder, found.answer);
  for (const note of answer.notes ?? []) tell(system, note);
  system.out(
    options.format === 'json'
      ? `${JSON.stringify(answer)}\n`
      : table(folder.model, found.answer.paths, from === undefined ? 'from' : 'to'),
  );
  return EXIT.ok;
}

/** Rows with the other end, or with both ends where the asked one is several things. */
function table(model: Model, paths: readonly ReachPath[], column: 'from' | 'to'): string {
  const rows = reachRows(model, paths, column === 'from' ? 'to' : 'from');
  if (rows.length === 0) return 'nothing\n';
  const asked = new Set(rows.map((row) => (column === 'from' ? row.to : row.from)));
  const label = ({ from, to, [column]: other }: ReachRow): string =>
    visible(asked.size === 1 ? other : `${from} to ${to}`);
  const width = rows.reduce((widest, row) => Math.max(widest, Math.min(48, label(row).length)), 0);
  return rows.map((row) => `${label(row).padEnd(width)}  ${row.services.join(', ')}\n`).join('');
}
