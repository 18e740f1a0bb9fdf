import { Option } from 'commander';
import { diagnosticsOf, type Snapshot, type SourceFile } from '#workspace/snapshot.ts';
import type { CommandModule } from '../command.ts';
import { type FormatOptions, offerFormats } from '../foreign.ts';
import { load } from '../load.ts';
import type { Finding } from '../reporters/finding.ts';
import { reportFindings } from '../reporters/findings.ts';
import { visible } from '../reporters/visible.ts';
import { standing, standingOf } from '../standing.ts';
import { EXIT, fail, type System } from '../system.ts';

interface Options {
  readonly formats: FormatOptions;
  readonly format: 'text' | 'json' | 'sarif' | 'github';
  readonly maxWarnings?: number;
  readonly config?: string;
  readonly color: boolean;
}

export const define: CommandModule['define'] = (command, run, system) => {
  const formatsOf = offerFormats(command);
  command
    .argument('[path...]', 'files and folders, this folder by default')
    .addOption(
      new Option('--format <name>', 'how results are printed')
        .choices(['text', 'json', 'sarif', 'github'])
        .default('text'),
    )
    .option('--max-warnings <n>', 'fail where there are more warnings than this', wholeNumber)
    .action((paths: string[], options: Omit<Options, 'formats'> & FormatOptions) =>
      run(() => check(system, paths, { ...options, formats: formatsOf(options) })),
    );
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
      if (file.language !== 'config') files += file.parts?.length ?? 1;
      findings.push(...findingsOf(side, file));
    }
    for (const notice of side.notices) system.complain(`secgroup: ${visible(notice)}\n`);
  }
  writeAll(system, await reportFindings(system, snapshot, { files, findings }, options));
  const count = (severity: string) => findings.filter(({ diagnostic }) => diagnostic.severity === severity).length;
  const tooMany = maxWarnings !== undefined && count('warning') > maxWarnings;
  return count('error') > 0 || tooMany ? EXIT.found : EXIT.ok;
}

/** What is said of one place of a file of another format for several things that are made from it is said once. */
function findingsOf(side: Snapshot, file: SourceFile): readonly Finding[] {
  const all = diagnosticsOf(side, file.uri).map((diagnostic) => {
    const at = standing(file, diagnostic);
    const related = diagnostic.related.map((each) => standingOf(side, each));
    return { file: at.file, diagnostic: { ...at.range, related } };
  });
  if (file.parts === undefined) return all;
  return [
    ...new Map(
      all.map((each) => {
        const { code, start, end, message } = each.diagnostic;
        return [JSON.stringify([each.file.uri, code, start, end, message]), each] as const;
      }),
    ).values(),
  ];
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
