// What `test` prints, in each of its formats.

import pc from 'picocolors';
import type { Incomplete } from '#answers/api.ts';
import type { Finding } from '#answers/check.ts';
import { rangeOf, ruleOf } from '#answers/places.ts';
import { senderWords } from '#engine/words.ts';
import { printAddress } from '#net/address.ts';
import type { Coverage } from '#questions/coverage.ts';
import { type Judged, whyNotJudged } from '#questions/expectations.ts';
import { printPacket } from '#questions/packet.ts';
import type { Folder } from '#workspace/folder.ts';
import { fileNames, shownFile, shownPlace } from '../paths.ts';
import type { System } from '../system.ts';
import type { AnnotationLog } from './annotation.ts';
import { type AnnotationFormat, annotationLog, codeRules } from './annotations.ts';
import { coverageAnnotations, coverageRule } from './coverage.ts';
import { findingsReport } from './findings.ts';
import { shownRule } from './shownRule.ts';
import { visible } from './visible.ts';

export interface TestPrinting {
  readonly format: 'text' | 'json' | 'sarif' | 'github' | 'junit';
  readonly allowEmpty?: boolean;
  readonly color: boolean;
}

/** What one model adds to the report, in the words of the format. It is plain data, as it may come from a thread. */
export interface TestPart {
  readonly counts: TestCounts;
  readonly rows: readonly string[];
  /** The rules that no expectation covers, with `--coverage`. */
  readonly coverage: TestCoverage | undefined;
  readonly places: readonly Incomplete[];
}

interface TestCounts {
  readonly passed: number;
  /** With those that could not be judged. */
  readonly failed: number;
  readonly empty: number;
}

interface TestCoverage {
  readonly rules: number;
  readonly uncovered: number;
  readonly rows: readonly string[];
}

interface TestReport {
  readonly judged: readonly Judged[];
  readonly places: readonly Incomplete[];
  readonly covered: Coverage | undefined;
}

/** The part of a model that is held back. */
export function noPart(places: readonly Incomplete[]): TestPart {
  return { counts: { passed: 0, failed: 0, empty: 0 }, rows: [], coverage: undefined, places };
}

export async function partOf(
  system: System,
  folder: Folder,
  { judged, places, covered }: TestReport,
  printing: TestPrinting,
): Promise<TestPart> {
  const count = (status: string) => judged.filter(({ result }) => result.status === status).length;
  return {
    counts: { passed: count('passed'), failed: count('failed') + count('unknown'), empty: count('empty') },
    rows: await rowsOf(system, folder, judged, printing),
    coverage:
      covered === undefined
        ? undefined
        : {
            rules: covered.rules,
            uncovered: covered.uncovered.length,
            rows: await coverageRows(system, folder, covered, printing),
          },
    places,
  };
}

export function countsOf(parts: readonly TestPart[]): TestCounts {
  const sum = (of: (counts: TestCounts) => number) => parts.reduce((all, { counts }) => all + of(counts), 0);
  return { passed: sum(({ passed }) => passed), failed: sum(({ failed }) => failed), empty: sum(({ empty }) => empty) };
}

/** The parts of all models as one report. */
export async function printed(
  system: System,
  parts: readonly TestPart[],
  { format, allowEmpty }: TestPrinting,
): Promise<string> {
  const rows = parts.flatMap((part) => part.rows);
  const counts = countsOf(parts);
  const coverage = coverageOfAll(parts);
  switch (format) {
    case 'text': {
      const summary = `${counts.passed} passed, ${counts.failed} failed, ${counts.empty} empty\n`;
      return `${rows.join('')}${summary}${coverage === undefined ? '' : `\n${coverageText(coverage)}`}`;
    }
    case 'json': {
      const places = parts.flatMap((part) => part.places);
      const covered =
        coverage === undefined ? '' : `,"coverage":{"rules":${coverage.rules},"unspoken":[${coverage.rows.join()}]}`;
      const incomplete = places.length === 0 ? '' : `,"incomplete":${JSON.stringify(places)}`;
      return `{"version":1,"expectations":[${rows.join()}]${covered}${incomplete}}\n`;
    }
    case 'junit': {
      const { passed, failed, empty } = counts;
      const failures = allowEmpty === true ? failed : failed + empty;
      const { junit } = await import('./junit.ts');
      return junit(
        rows,
        passed + failed + empty,
        failures,
        coverage === undefined ? undefined : coverageText(coverage),
      );
    }
    case 'sarif':
    case 'github': {
      const { head, between, foot } = await logOf(system, format, coverage !== undefined);
      return `${head}${[...rows, ...(coverage?.rows ?? [])].join(between)}${foot}`;
    }
  }
}

/** A row for each expectation; in formats that know only findings for each that does not hold, in JUnit for each file. */
async function rowsOf(
  system: System,
  folder: Folder,
  judged: readonly Judged[],
  { format, allowEmpty, color }: TestPrinting,
): Promise<readonly string[]> {
  switch (format) {
    case 'text':
      return textRows(system, folder, judged, color && system.colours);
    case 'json':
      return jsonRows(system, folder, judged);
    case 'junit':
      return (await import('./junit.ts')).suites(
        system,
        judged.map((each) => ({
          ...each,
          title: titleOf(each),
          failure: failureOf(system, folder, each),
          isSkipped: each.result.status === 'empty' && allowEmpty === true,
        })),
      );
    case 'sarif':
    case 'github': {
      const { row } = await findingsReport(system, { format, color });
      return findingsOf(system, folder, judged).map((finding) => row(folder, finding));
    }
  }
}

async function coverageRows(
  system: System,
  folder: Folder,
  covered: Coverage,
  { format }: TestPrinting,
): Promise<readonly string[]> {
  switch (format) {
    case 'text':
    case 'junit':
      return covered.uncovered.map(
        ({ direction, ...decision }) => `  ${shownRule(system, folder, decision, direction)}\n`,
      );
    case 'json':
      return covered.uncovered.map(({ direction, ...decision }) =>
        JSON.stringify(ruleOf(fileNames(system), folder, decision, direction)),
      );
    case 'sarif':
    case 'github': {
      const { row } = await logOf(system, format, true);
      return coverageAnnotations(folder, covered).map((each) => row(folder, each));
    }
  }
}

function logOf(system: System, format: AnnotationFormat, hasCoverage: boolean): Promise<AnnotationLog> {
  return annotationLog(system, format, hasCoverage ? [...codeRules(), coverageRule] : codeRules());
}

function coverageOfAll(parts: readonly TestPart[]): TestCoverage | undefined {
  const told = parts.flatMap(({ coverage }) => coverage ?? []);
  if (told.length === 0) return undefined;
  return {
    rules: told.reduce((sum, { rules }) => sum + rules, 0),
    uncovered: told.reduce((sum, { uncovered }) => sum + uncovered, 0),
    rows: told.flatMap(({ rows }) => rows),
  };
}

function coverageText({ rules, uncovered, rows }: TestCoverage): string {
  return `Rules that no expectation covers: ${uncovered} of ${rules}\n${rows.join('')}`;
}

/** The expectation's string, or its text without one. */
function titleOf({ file, range, expectation }: Judged): string {
  return expectation.node.name?.value ?? file.text.slice(range.start, range.end).replace(/\s+/g, ' ');
}

/** Why it does not hold; undefined where it does. */
function failureOf(system: System, folder: Folder, { expectation, result }: Judged): string | undefined {
  switch (result.status) {
    case 'passed':
      return undefined;
    case 'empty':
    case 'unknown':
      return whyNotJudged(folder.model, expectation, result);
    case 'failed': {
      const { counterexample: packet, step } = result;
      const port = packet.port === null ? '' : ` ${packet.port}`;
      const fate = expectation.action === 'allow' ? 'is denied' : 'passes';
      const by = step?.decidedBy === undefined ? '' : `: ${shownRule(system, folder, step.decidedBy, step.direction)}`;
      return `${packet.protocol}${port} from ${senderWords(packet, printAddress(packet.source))} to ${printAddress(packet.destination)} ${fate}${by}`;
    }
  }
}

function jsonRows(system: System, folder: Folder, judged: readonly Judged[]): readonly string[] {
  return judged.map(({ file, range, expectation, result }) =>
    JSON.stringify({
      file: shownFile(system, file.uri),
      range: rangeOf(file.lineIndex, range),
      name: expectation.node.name?.value ?? null,
      expected: expectation.action,
      // JSON promises three words. An expectation that could not be judged did not hold, and has no packet to show.
      status: result.status === 'unknown' ? 'failed' : result.status,
      counterexample: result.status === 'failed' ? printPacket(result.counterexample) : null,
      decidedBy:
        result.status === 'failed' && result.step !== undefined
          ? ruleOf(fileNames(system), folder, result.step.decidedBy, result.step.direction)
          : null,
    }),
  );
}

function textRows(system: System, folder: Folder, judged: readonly Judged[], colours: boolean): readonly string[] {
  const c = pc.createColors(colours);
  const marks = {
    passed: c.green('passed '),
    failed: c.red('failed '),
    unknown: c.red('unknown'),
    empty: c.yellow('empty  '),
  };
  return judged.map((each) => {
    const failure = failureOf(system, folder, each);
    const where = visible(shownPlace(system, each));
    const why = failure === undefined ? '' : `\n         ${visible(failure)}`;
    return `${marks[each.result.status]}  ${visible(titleOf(each))}  ${c.dim(where)}${why}\n`;
  });
}

/** The expectations that do not hold, for formats that know only findings. */
function findingsOf(system: System, folder: Folder, judged: readonly Judged[]): readonly Finding[] {
  return judged.flatMap((each): Finding[] => {
    const failure = failureOf(system, folder, each);
    if (failure === undefined) return [];
    const empty = each.result.status === 'empty';
    const diagnostic = {
      ...each.range,
      code: empty ? ('expectation-empty' as const) : ('expectation-failed' as const),
      severity: empty ? ('warning' as const) : ('error' as const),
      message: `${titleOf(each)}: ${failure}`,
      unnecessary: false,
      related: [],
    };
    return [{ file: each.file, diagnostic }];
  });
}
