// How the command line says what was not read and could change its answer.

import type * as api from '#answers/api.ts';
import { type Damage, incompleteOf } from '#answers/incomplete.ts';
import { gapsOf } from '#questions/gaps.ts';
import type { Folder } from '#workspace/folder.ts';
import type { PartialOption } from './options.ts';
import { fileNames } from './paths.ts';
import { EXIT, fail, type System, tell } from './system.ts';

interface HoldOptions extends PartialOption {
  readonly format?: string;
  /** Said already. */
  readonly notCompared?: api.DiffAnswer['notCompared'];
}

/**
 * Says each place on standard error. Answers the exit code where the answer has to be held back for it: in JSON the places are the whole
 * answer then.
 */
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

/** A question that cannot be answered. What it asks for may stand where the files could not be read, which is told before. */
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
