// Which of the given paths make one model, and whether they are worth the start of helpers.

import path from 'node:path';
import type { System } from './system.ts';

/** Of several paths each folder with settings of its own is an account, and so a model of its own; the other paths make one together. */
export async function modelsOf(system: System, paths: readonly string[]): Promise<readonly (readonly string[])[]> {
  if (paths.length < 2) return [paths];
  const isAccount = await Promise.all(
    paths.map(async (each) => (await system.kindOf(path.join(each, 'secgroup.json'))) === 'file'),
  );
  const others = paths.filter((_, i) => !isAccount[i]);
  // The other paths come where the first of them was named.
  return paths.flatMap((each, i) => (isAccount[i] ? [[each]] : each === others[0] ? [others] : []));
}

/** For one of several models: its progress says how many are done before it. */
export function within(system: System, done: number, all: number, what: string): System {
  if (all === 1) return system;
  return {
    ...system,
    progress: (line) => system.progress(line && (() => `${done} of ${all} folders ${what}, ${line()}`)),
  };
}

/** A thread takes as long to start, and to compile the program anew, as another one takes to judge so many bytes. */
const WORTH_A_THREAD = 400_000;

/** How many helpers the models are worth: none where they are few, or small. */
export async function helpersWorth(system: System, models: readonly (readonly string[])[]): Promise<number> {
  if (system.helpers === undefined || models.length < 2) return 0;
  const most = Math.min(system.helpers.count, models.length);
  let bytes = 0;
  for (const each of models.flat()) {
    bytes += await system.sizeOf(each);
    if (bytes >= most * WORTH_A_THREAD) return most;
  }
  const worth = Math.floor(bytes / WORTH_A_THREAD);
  return worth < 2 ? 0 : worth;
}
