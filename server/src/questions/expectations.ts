// Every expectation, proved or refuted, and what could change the verdict.

import { type ExpectationResult, judgeExpectation } from '#engine/reach/expectation.ts';
import { emptyWords } from '#engine/words.ts';
import type { Expectation, Model } from '#model/model.ts';
import { startOf } from '#model/places.ts';
import type { Range } from '#text/range.ts';
import { shift } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import type { Folder, SourceFile } from '#workspace/folder.ts';
import type { Gap } from './gaps.ts';
import { incomplete, NOTHING_LOOKED_AT, together } from './incomplete.ts';
import { lookedAtByExpectation } from './lookedAt.ts';

export interface Judged {
  readonly file: SourceFile;
  /** The whole expectation. */
  readonly range: Range;
  readonly expectation: Expectation;
  readonly result: ExpectationResult;
}

/** Judges the expectations of one region, or of all. `say` is told before each how many have been judged, of how many. */
export function judgeAll(
  folder: Folder,
  region: string | undefined,
  say: (judged: number, all: number) => void = () => {},
): { readonly judged: readonly Judged[]; readonly incomplete: readonly Gap[] } {
  const { model } = folder;
  const asked = model.expectations.filter((one) => region === undefined || one.region === region);
  const regions = new Set(region === undefined ? model.regions.keys() : [region]);
  // Any line that could not be read may be an expectation.
  const looked = () => [
    { ...NOTHING_LOOKED_AT, regions, expectations: true },
    ...asked.map((expectation) => lookedAtByExpectation(model, expectation)),
  ];
  return {
    judged: asked.flatMap((expectation, i) => {
      say(i, asked.length);
      return judge(folder, expectation) ?? [];
    }),
    incomplete: incomplete(folder, () => together(looked())),
  };
}

function judge(folder: Folder, expectation: Expectation): Judged | undefined {
  const { uri, block } = expectation.source;
  const file = folder.files.get(uri);
  const start = startOf(file?.tree, block);
  if (file === undefined || start === undefined) return undefined;
  return {
    file,
    range: shift(expectation.node, start),
    expectation,
    result: judgeExpectation(folder.model, expectation),
  };
}

/** What could change the verdict on one expectation. */
export function incompleteFor(folder: Folder, expectation: Expectation): readonly Gap[] {
  const { source } = expectation;
  const start = startOf(folder.files.get(source.uri)?.tree, source.block) ?? 0;
  return incomplete(folder, () => lookedAtByExpectation(folder.model, expectation)).filter(
    ({ reach, uri, ...at }) =>
      reach.kind !== 'expectation' ||
      (uri === source.uri && at.start >= start && at.start < start + source.block.length),
  );
}

/** Why an expectation says nothing, or cannot be judged. */
export function whyNotJudged(
  model: Model,
  expectation: Expectation,
  result: Extract<ExpectationResult, { status: 'empty' | 'unknown' }>,
): string {
  if (result.status === 'empty') return emptyWords(model, expectation, result.reason);
  return result.reason === 'incomplete'
    ? t('It cannot be judged: a name, an address or a port in it is wrong. Correct that first.')
    : t('It covers too many kinds of packets to be judged: split it.');
}
