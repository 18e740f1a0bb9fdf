import { Option } from 'commander';
import { diagnosticsOf } from '#workspace/snapshot.ts';
import type { CommandModule } from '../command.ts';
import { load } from '../load.ts';
import type { Finding } from '../reporters/finding.ts';
import { reportFindings } from '../reporters/findings.ts';
import { visible } from '../reporters/visible.ts';
import { EXIT, fail, type System } from '../system.ts';

interface Options {
  readonly format: 'text' | 'json' | 'sarif' | 'github';
  readonly maxWarnings?: number;
  readonly config?: string;
  readonly color: boolean;
}

export const define: CommandModule['define'] = (command, run, system) => {
  command
    .argument('[path...]', 'files and folders, this folder by default')
    .addOption(new Option('--format <name>').choices(['text', 'json', 'sarif', 'github']).default('text'))
    .option('--max-warnings <n>', 'fail where there are more warnings than this', wholeNumber)
    .action((paths: string[], options: Options) => run(() => check(system, paths, options)));
};

async function check(system: System, paths: readonly string[], options: Options): Promise<number> {
  const { maxWarnings } = options;
  if (Number.isNaN(maxWarnings)) return fail(system, '--max-warnings takes a whole number from 0.');
  const loaded = await load(system, paths, options);
  if (loaded.error !== undefined) return fail(system, loaded.error);
  const { snapshot } = loaded;
  const findings: Finding[] = [];
  let files = 0;
  for (const side of [snapshot, ...snapshot.live]) {
    for (const file of side.files.values()) {
      if (file.language !== 'config') files++;
      for (const diagnostic of diagnosticsOf(side, file.uri)) findings.push({ file, diagnostic });
    }
    for (const notice of side.notices) system.complain(`secgroup: ${visible(notice)}\n`);
  }
  writeAll(system, await reportFindings(system, snapshot, { files, findings }, options));
  const count = (severity: string) => findings.filter(({ diagnostic }) => diagnostic.severity === severity).length;
  const tooMany = maxWarnings !== undefined && count('warning') > maxWarnings;
  return count('error') > 0 || tooMany ? EXIT.found : EXIT.ok;
}

const CHUNK = 65_536;

function writeAll(system: System, pieces: Iterable<string>): void {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK) continue;
    system.out(chunk);
    chunk = '';
  }
  system.out(chunk);
}

function wholeNumber(text: string): number {
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN;
}
