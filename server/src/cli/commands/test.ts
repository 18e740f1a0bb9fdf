import { Option } from 'commander';
import { type ExpectationResult, judgeExpectation } from '#engine/expectation.ts';
import type { Expectation } from '#model/model.ts';
import { startOf } from '#model/places.ts';
import { shift } from '#text/range.ts';
import type { Snapshot, SourceFile } from '#workspace/snapshot.ts';
import type { CommandModule } from '../command.ts';
import { load, noRegion } from '../load.ts';
import type { Judged } from '../reporters/judged.ts';
import { reportTests } from '../reporters/tests.ts';
import { visible } from '../reporters/visible.ts';
import { EXIT, fail, type System } from '../system.ts';

interface Options {
  readonly format: 'text' | 'json' | 'sarif' | 'github' | 'junit';
  readonly region?: string;
  readonly config?: string;
  readonly color: boolean;
}

export const define: CommandModule['define'] = (command, run, system) => {
  command
    .argument('[path...]', 'files and folders, this folder by default')
    .addOption(new Option('--format <name>').choices(['text', 'json', 'sarif', 'github', 'junit']).default('text'))
    .action((paths: string[], options: Options) => run(() => test(system, paths, options)));
};

async function test(system: System, paths: readonly string[], options: Options): Promise<number> {
  const loaded = await load(system, paths, options);
  if (loaded.error !== undefined) return fail(system, loaded.error);
  const { snapshot } = loaded;
  const { region } = options;
  if (region !== undefined && !snapshot.model.regions.has(region)) return fail(system, noRegion(region, [snapshot]));
  for (const notice of snapshot.notices) system.complain(`secgroup: ${visible(notice)}\n`);
  const judged = snapshot.model.expectations
    .filter((one) => region === undefined || one.region === region)
    .flatMap((expectation) => judge(snapshot, expectation) ?? []);
  system.out(await reportTests(system, snapshot, judged, options));
  return judged.some(({ result }) => isFailure(result)) ? EXIT.found : EXIT.ok;
}

/** One that cannot be judged, for a name or an address in it is broken, fails: nobody has shown that it holds. */
export function isFailure({ status }: ExpectationResult): boolean {
  return status === 'failed' || status === 'unknown';
}

function judge(snapshot: Snapshot, expectation: Expectation): Judged | undefined {
  const { uri, block } = expectation.source;
  const file: SourceFile | undefined = snapshot.files.get(uri);
  const start = file === undefined ? undefined : startOf(file.tree, block);
  if (file === undefined || start === undefined) return undefined;
  const range = shift(expectation.node, start);
  return { file, range, expectation, result: judgeExpectation(snapshot.model, expectation) };
}
