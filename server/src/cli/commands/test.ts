import { Option } from 'commander';
import { coverageOf } from '#questions/coverage.ts';
import { type Judged, judgeAll } from '#questions/expectations.ts';
import { regionFault } from '#questions/region.ts';
import type { CommandModule } from '../command.ts';
import { type FormatOptions, offerFormats } from '../foreign.ts';
import { failOn, holdBack, offerPartial, type PartialOption } from '../incomplete.ts';
import { load } from '../load.ts';
import { counting } from '../progress.ts';
import { reportTests } from '../reporters/tests.ts';
import { visible } from '../reporters/visible.ts';
import { EXIT, fail, type System } from '../system.ts';

interface Options extends PartialOption {
  readonly formats: FormatOptions;
  readonly format: 'text' | 'json' | 'sarif' | 'github' | 'junit';
  readonly allowEmpty?: boolean;
  readonly coverage?: boolean;
  readonly region?: string;
  readonly config?: string;
  readonly color: boolean;
}

export const define: CommandModule['define'] = (command, run, system) => {
  const formatsOf = offerFormats(command);
  offerPartial(command)
    .argument('[path...]', 'files and folders, this folder by default')
    .option('--coverage', 'tell also the rules that no expectation speaks of')
    .option('--allow-empty', 'pass where there is no expectation, or one that speaks of no packet')
    .addOption(
      new Option('--format <name>', 'how results are printed')
        .choices(['text', 'json', 'sarif', 'github', 'junit'])
        .default('text'),
    )
    .action((paths: string[], options: Omit<Options, 'formats'> & FormatOptions) =>
      run(() => test(system, paths, { ...options, formats: formatsOf(options) })),
    );
};

async function test(system: System, paths: readonly string[], options: Options): Promise<number> {
  const { region, allowEmpty, coverage } = options;
  const loaded = await load(system, paths, { ...options, unread: 'tell' });
  if (loaded.error !== undefined) return fail(system, loaded.error);
  const { snapshot } = loaded;
  const fault = regionFault(region, [snapshot.model]);
  if (fault !== undefined) return failOn(system, [snapshot], fault);
  const { judged, incomplete } = judgeAll(snapshot, region, counting(system, 'expectations judged'));
  const damage = [{ snapshot, gaps: incomplete }];
  const held = holdBack(system, damage, options);
  if (held !== undefined) return held;
  for (const notice of snapshot.notices) system.complain(`secgroup: ${visible(notice)}\n`);
  const covered = coverage === true ? coverageOf(snapshot.model, region) : undefined;
  system.out(await reportTests(system, snapshot, { judged, damage, covered }, options));
  if (judged.length === 0 && allowEmpty !== true) {
    system.complain('secgroup: There is no expectation: write one, or say --allow-empty.\n');
    return EXIT.found;
  }
  return judged.some((each) => isFailure(each, allowEmpty === true)) ? EXIT.found : EXIT.ok;
}

/** One that cannot be judged, for a name or an address in it is broken, fails: nobody has shown that it holds. */
function isFailure({ result: { status } }: Judged, allowEmpty: boolean): boolean {
  return status !== 'passed' && !(allowEmpty && status === 'empty');
}
