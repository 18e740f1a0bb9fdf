// What `test` finds in one model, as parts of what is printed.

import { incompleteOf } from '#answers/incomplete.ts';
import { coverageOf } from '#questions/coverage.ts';
import { judgeAll } from '#questions/expectations.ts';
import { regionFault } from '#questions/region.ts';
import { failOn, holdBack } from './incomplete.ts';
import { load } from './load.ts';
import type { FormatOptions, PartialOption } from './options.ts';
import { fileNames } from './paths.ts';
import { counting } from './progress.ts';
import { noPart, partOf, type TestPart, type TestPrinting } from './reporters/tests.ts';
import { fail, type System, tell } from './system.ts';

export interface TestOptions extends FormatOptions, PartialOption, TestPrinting {
  readonly coverage?: boolean;
  readonly config?: string;
}

export interface Tested {
  /** The exit code of a model that could not be judged. */
  readonly exit?: number;
  /** Absent where there is nothing to be printed. */
  readonly part?: TestPart;
}

/** Where the model is the only one and is held back, the places that were not read are the JSON answer; of several they are a part of it. */
export async function testAccount(
  system: System,
  paths: readonly string[],
  options: TestOptions,
  isAlone: boolean,
): Promise<Tested> {
  const { region, coverage } = options;
  const loaded = await load(system, paths, { config: options.config, formats: options, unread: 'tell' });
  if ('error' in loaded) return { exit: fail(system, loaded.error) };
  const { folder } = loaded;
  const fault = regionFault(region, [folder.model]);
  if (fault !== undefined) return { exit: failOn(system, [folder], fault) };
  const { judged, incomplete } = judgeAll(folder, region, counting(system, 'expectations judged'));
  const damage = [{ folder, gaps: incomplete }];
  const held = holdBack(system, damage, isAlone ? options : { partial: options.partial === true });
  const places = incompleteOf(fileNames(system), damage);
  if (held !== undefined) return isAlone ? { exit: held } : { exit: held, part: noPart(places) };
  for (const notice of folder.notices) tell(system, notice);
  const covered = coverage === true ? coverageOf(folder.model, region) : undefined;
  return { part: await partOf(system, folder, { judged, places, covered }, options) };
}
