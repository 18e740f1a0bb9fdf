// Says what was not read and could change the answer of a command, and holds the answer back unless `--partial` is given.

import type * as api from '#answers/api.ts';
import { type Damage, incompleteOf } from '#answers/incomplete.ts';
import { type Gap, gapsOf } from '#questions/gaps.ts';
import type { Fault } from '#questions/services.ts';
import type { Folder } from '#workspace/folder.ts';
import { load } from './load.ts';
import type { FormatOptions, PartialOption } from './options.ts';
import { fileNames } from './paths.ts';
import { EXIT, fail, type System, tell } from './system.ts';

interface HoldOptions extends PartialOption {
  readonly format?: string;
  /** Files that were not compared: that is said already. */
  readonly notCompared?: api.DiffAnswer['notCompared'];
}

/** Says each place on standard error. Answers the exit code where the answer is held back; in JSON the places are printed in its place. */
export function holdBack(
  system: System,
  damage: readonly Damage[],
  { partial, format, notCompared }: HoldOptions,
): number | undefined {
  const told = incompleteOf(fileNames(system), damage);
  if (told.length + (notCompared?.length ?? 0) === 0) return undefined;
  complainOf(system, told);
  if (partial === true) return undefined;
  const remedy = told.length > 0 ? 'mend it, or say --partial' : 'say --partial';
  tell(system, `This could change the answer: ${remedy} to be answered from the rest.`);
  if (format === 'json') {
    system.out(`${JSON.stringify({ version: 1, incomplete: told, notCompared })}\n`);
  }
  return EXIT.failed;
}

/** What is asked of one model, or the exit code where there is no answer, after it has been said why. */
export async function answerOf<A extends { readonly incomplete: readonly Gap[] }>(
  system: System,
  paths: readonly string[],
  options: FormatOptions & HoldOptions & { readonly config?: string },
  ask: (folder: Folder) => { readonly answer: A } | Fault,
): Promise<{ readonly folder: Folder; readonly answer: A } | { readonly exit: number }> {
  const loaded = await load(system, paths, { config: options.config, formats: options, unread: 'tell' });
  if ('error' in loaded) return { exit: fail(system, loaded.error) };
  const { folder } = loaded;
  const found = ask(folder);
  if ('error' in found) {
    const { error, hangsOnFiles = false } = found;
    return { exit: hangsOnFiles ? failOn(system, [folder], error) : fail(system, error) };
  }
  const { answer } = found;
  const held = holdBack(system, [{ folder, gaps: answer.incomplete }], options);
  return held === undefined ? { folder, answer } : { exit: held };
}

/** Says why a question cannot be answered, and before that what was not read: the thing that was asked for may be there. */
export function failOn(system: System, folders: readonly Folder[], message: string): number {
  const hiding = folders.map((folder) => ({ folder, gaps: gapsOf(folder) }));
  complainOf(system, incompleteOf(fileNames(system), hiding));
  return fail(system, message);
}

function complainOf(system: System, told: readonly api.Incomplete[]): void {
  for (const { file, range, message } of told) {
    const { line, character } = range.start;
    tell(system, `${file}:${line + 1}:${character + 1}: ${message}`);
  }
}
