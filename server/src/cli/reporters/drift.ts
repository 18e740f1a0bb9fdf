// What `drift` prints, in each of its formats: the packets of each account as `diff` prints them, and what else differs.

import type * as api from '#answers/api.ts';
import { type Difference as ChangedPackets, diffAnswer } from '#answers/diff.ts';
import { placeOfEntity } from '#answers/places.ts';
import { changeWords } from '#engine/versions/changeWords.ts';
import type { Difference } from '#plan/drift.ts';
import type { Folder } from '#workspace/folder.ts';
import { fileNames } from '../paths.ts';
import type { System } from '../system.ts';
import type { Annotation } from './annotation.ts';
import { annotationLog } from './annotations.ts';
import { reportDiff } from './diff.ts';
import { inlineCode, plainMarkdown } from './markdownText.ts';
import { visible } from './visible.ts';

export type DriftFormat = 'text' | 'json' | 'markdown' | 'sarif';

export interface DriftPrinting {
  readonly format: DriftFormat;
  readonly color: boolean;
}

interface DriftedAccount {
  /** Its paths, as they were given. */
  readonly name: string;
  readonly live: Folder;
  readonly wanted: Folder;
}

interface DriftReport extends ChangedPackets {
  /** What differs and changes no packet now. */
  readonly others: readonly Difference[];
}

/** What one account has to the report. Plain data: it may come from a thread. */
export interface DriftPart {
  readonly name: string;
  readonly differs: boolean;
  /** In text and Markdown the whole of it, in SARIF its results. */
  readonly rows: readonly string[];
  readonly hasOthers: boolean;
  /** In JSON. */
  readonly answer?: Answer;
}

type Answer = api.DiffAnswer & { readonly other: readonly Pick<Difference, 'region' | 'kind' | 'name' | 'what'>[] };

export async function driftPart(
  system: System,
  account: DriftedAccount,
  { others, ...report }: DriftReport,
  printing: DriftPrinting,
): Promise<DriftPart> {
  const { name, live } = account;
  const differs = report.compared.changed.length + others.length > 0;
  const part = { name, differs, hasOthers: others.length > 0, rows: [] };
  switch (printing.format) {
    case 'json': {
      const other = others.map(({ region, kind, name: its, what }) => ({ region, kind, name: its, what }));
      return { ...part, answer: { ...diffAnswer(fileNames(system), live, report), other } };
    }
    case 'sarif': {
      const { changeAnnotations, changeRules } = await import('./diffFindings.ts');
      const { row } = await annotationLog(system, 'sarif', [...changeRules, DIFFERS]);
      const all = [
        ...changeAnnotations(live, changeWords(report.compared)),
        ...others.map((each) => otherAnnotation(account, each)),
      ];
      return { ...part, rows: all.map((each) => row(live, each)) };
    }
    case 'text':
    case 'markdown': {
      const { format, color } = printing;
      const packets = await reportDiff(system, live, report, { format, color });
      return { ...part, rows: [packets, ...otherRows(others, format)] };
    }
  }
}

/** The parts of all accounts as one report. */
export async function printedDrift(
  system: System,
  parts: readonly DriftPart[],
  { format }: DriftPrinting,
): Promise<string> {
  switch (format) {
    case 'json':
      return `${JSON.stringify(answerOfAll(parts))}\n`;
    case 'sarif': {
      const { changeRules } = await import('./diffFindings.ts');
      const rules = parts.some(({ hasOthers }) => hasOthers) ? [...changeRules, DIFFERS] : changeRules;
      const { head, between, foot } = await annotationLog(system, 'sarif', rules);
      return `${head}${parts.flatMap(({ rows }) => rows).join(between)}${foot}`;
    }
    case 'text':
    case 'markdown': {
      const headOf = (name: string) => (format === 'text' ? `${visible(name)}:\n` : `## ${inlineCode(name)}\n\n`);
      return parts.map(({ name, rows }) => (parts.length === 1 ? '' : headOf(name)) + rows.join('')).join('\n');
    }
  }
}

const DIFFERS = { id: 'differs', shortDescription: { text: 'Differs, without effect on packets' } };

/** Of several accounts each entry says of which it is. */
function answerOfAll(parts: readonly DriftPart[]) {
  const answers = parts.flatMap(({ name, answer }) => (answer === undefined ? [] : [{ name, answer }]));
  const [first, ...others] = answers;
  if (others.length === 0) return first?.answer;
  const all = (member: 'changes' | 'text' | 'notCompared' | 'other') =>
    answers.flatMap(({ name, answer }) => answer[member].map((each) => ({ account: name, ...each })));
  const incomplete = answers.flatMap(({ answer }) => answer.incomplete ?? []);
  return {
    version: 1,
    changes: all('changes'),
    text: all('text'),
    notCompared: all('notCompared'),
    ...(incomplete.length === 0 ? {} : { incomplete }),
    other: all('other'),
  };
}

function otherRows(others: readonly Difference[], format: 'text' | 'markdown'): readonly string[] {
  if (others.length === 0) return [];
  return format === 'text'
    ? ['\nWithout effect on packets now:\n', ...others.map((each) => `  ${visible(sentence(each))}\n`)]
    : ['\n### Without effect on packets now\n\n', ...others.map(markdownRow)];
}

function sentence({ kind, name, region, what }: Difference): string {
  return `${kind} ${name}${region === 'default' ? '' : ` in ${region}`} ${what}.`;
}

function markdownRow({ kind, name, region, what }: Difference): string {
  return `- ${kind} ${inlineCode(name)}${region === 'default' ? '' : ` in ${inlineCode(region)}`} ${plainMarkdown(what)}.\n`;
}

/** It stands in the files where they have the thing, else in the snapshot. */
function otherAnnotation({ live, wanted }: DriftedAccount, difference: Difference): Annotation {
  const at =
    difference.wanted === undefined ? placeOfEntity(live, difference.live) : placeOfEntity(wanted, difference.wanted);
  return { ruleId: 'differs', level: 'note', message: sentence(difference), at, related: [] };
}
