// The calls that turn what is live into what is wanted, and what they leave out.

import type { Plan } from '#plan/plan.ts';
import type { SourceFile } from '#workspace/folder.ts';
import type * as api from './api.ts';
import { type FileName, rangeOf } from './places.ts';
import { type Standing, standing } from './standing.ts';

export function planAnswer({ steps }: Plan, incomplete: readonly api.NotPlanned[]): api.PlanAnswer {
  return {
    version: 1,
    steps: steps.map(({ action, region, request, text, risk }) => ({
      action,
      region,
      request: { ...request },
      text,
      risk,
    })),
    ...(incomplete.length === 0 ? {} : { incomplete }),
  };
}

/** The place of a note in the files of both sides. */
export function placeOfNote(
  files: ReadonlyMap<string, SourceFile>,
  { uri, start, end = start }: Plan['notes'][number],
): { readonly file: SourceFile; readonly at: Standing | undefined } | undefined {
  const file = uri === undefined ? undefined : files.get(uri);
  if (file === undefined) return undefined;
  return { file, at: start === undefined || end === undefined ? undefined : standing(file, { start, end }) };
}

/** The notes that say what is not planned. */
export function notPlanned(
  fileName: FileName,
  files: ReadonlyMap<string, SourceFile>,
  { notes }: Plan,
): readonly api.NotPlanned[] {
  return notes
    .filter(({ incomplete }) => incomplete)
    .map((note) => {
      const place = placeOfNote(files, note);
      return {
        file: place === undefined ? null : fileName(place.at?.file.uri ?? place.file.uri),
        range: place?.at === undefined ? null : rangeOf(place.at.file.lineIndex, place.at.range),
        message: note.message,
      };
    });
}
