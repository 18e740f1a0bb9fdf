// What `test` prints, in each of its formats.

import pc from 'picocolors';
import type { Finding } from '#answers/check.ts';
import { type Damage, incompletePart } from '#answers/incomplete.ts';
import { packetOf } from '#answers/packet.ts';
import { rangeOf, ruleOf } from '#answers/places.ts';
import { senderWords } from '#engine/words.ts';
import { printAddress } from '#net/address.ts';
import type { Coverage } from '#questions/coverage.ts';
import { type Judged, whyNotJudged } from '#questions/expectations.ts';
import { positionAt } from '#text/lineIndex.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { fileNames, shownFile } from '../paths.ts';
import type { System } from '../system.ts';
import { coverageGithub, coverageRule, coverageSarif, coverageText } from './coverage.ts';
import { findingsReport, written } from './findings.ts';
import { shownRule } from './shownRule.ts';
import { visible } from './visible.ts';

interface Options {
  readonly format: 'text' | 'json' | 'sarif' | 'github' | 'junit';
  readonly allowEmpty?: boolean;
  readonly color: boolean;
}

export interface TestReport {
  readonly judged: readonly Judged[];
  readonly damage: readonly Damage[];
  readonly covered: Coverage | undefined;
}

export async function reportTests(
  system: System,
  snapshot: Snapshot,
  { judged, damage, covered }: TestReport,
  { format, allowEmpty, color }: Options,
): Promise<string> {
  switch (format) {
    case 'text':
      return `${text(system, snapshot, judged, color && system.colours)}${covered === undefined ? '' : `\n${coverageText(system, snapshot, covered)}`}`;
    case 'json':
      return json(system, snapshot, { judged, damage, covered });
    case 'junit':
      return (await import('./junit.ts')).junit(
        system,
        judged.map((each) => ({
          ...each,
          title: titleOf(each),
          failure: failureOf(system, snapshot, each),
          isSkipped: each.result.status === 'empty' && allowEmpty === true,
        })),
        covered === undefined ? undefined : coverageText(system, snapshot, covered),
      );
    case 'sarif': {
      const { codeRules, log, resultOf } = await import('./sarif.ts');
      const results = findingsOf(system, snapshot, judged).map(resultOf);
      return covered === undefined
        ? log(system, codeRules(), [{ snapshot, results }])
        : log(
            system,
            [...codeRules(), coverageRule],
            [{ snapshot, results: [...results, ...coverageSarif(snapshot, covered)] }],
          );
    }
    case 'github': {
      const found = written(
        await findingsReport(system, { format, color }),
        snapshot,
        findingsOf(system, snapshot, judged),
      );
      return covered === undefined ? found : `${found}${coverageGithub(system, snapshot, covered)}`;
    }
  }
}

/** The expectation's string, or its text without one. */
function titleOf({ file, range, expectation }: Judged): string {
  return expectation.node.name?.value ?? file.text.slice(range.start, range.end).replace(/\s+/g, ' ');
}

/** Why it does not hold; undefined where it does. */
function failureOf(system: System, snapshot: Snapshot, { expectation, result }: Judged): string | undefined {
  switch (result.status) {
    case 'passed':
      return undefined;
    case 'empty':
    case 'unknown':
      return whyNotJudged(snapshot.model, expectation, result);
    case 'failed': {
      const { counterexample: packet, step } = result;
      const port = packet.port === null ? '' : ` ${packet.port}`;
      const fate = expectation.action === 'allow' ? 'is denied' : 'passes';
      const by =
        step?.decidedBy === undefined ? '' : `: ${shownRule(system, snapshot, step.decidedBy, step.direction)}`;
      return `${packet.protocol}${port} from ${senderWords(packet, printAddress(packet.source))} to ${printAddress(packet.destination)} ${fate}${by}`;
    }
  }
}

function json(system: System, snapshot: Snapshot, { judged, damage, covered }: TestReport): string {
  const expectations = judged.map(({ file, range, expectation, result }) => ({
    file: shownFile(system, file.uri),
    range: rangeOf(file.lineIndex, range),
    name: expectation.node.name?.value ?? null,
    expected: expectation.action,
    // The three words are the interface: what could not be judged did not hold, and has no packet to show.
    status: result.status === 'unknown' ? 'failed' : result.status,
    counterexample: result.status === 'failed' ? packetOf(result.counterexample) : null,
    decidedBy:
      result.status === 'failed' && result.step !== undefined
        ? ruleOf(fileNames(system), snapshot, result.step.decidedBy, result.step.direction)
        : null,
  }));
  const coverage =
    covered === undefined
      ? {}
      : {
          coverage: {
            rules: covered.rules,
            unspoken: covered.unspoken.map(({ direction, ...decision }) =>
              ruleOf(fileNames(system), snapshot, decision, direction),
            ),
          },
        };
  return `${JSON.stringify({ version: 1, expectations, ...coverage, ...incompletePart(fileNames(system), damage) })}\n`;
}

function text(system: System, snapshot: Snapshot, judged: readonly Judged[], colours: boolean): string {
  const c = pc.createColors(colours);
  const marks = {
    passed: c.green('passed '),
    failed: c.red('failed '),
    unknown: c.red('unknown'),
    empty: c.yellow('empty  '),
  };
  const lines = judged.map((each) => {
    const { line, character } = positionAt(each.file.lineIndex, each.range.start);
    const failure = failureOf(system, snapshot, each);
    const where = `${visible(shownFile(system, each.file.uri))}:${line + 1}:${character + 1}`;
    const why = failure === undefined ? '' : `\n         ${visible(failure)}`;
    return `${marks[each.result.status]}  ${visible(titleOf(each))}  ${c.dim(where)}${why}\n`;
  });
  const count = (status: string) => judged.filter(({ result }) => result.status === status).length;
  const failed = count('failed') + count('unknown');
  return `${lines.join('')}${count('passed')} passed, ${failed} failed, ${count('empty')} empty\n`;
}

/** What does not hold as findings, for the formats that know nothing but findings. */
function findingsOf(system: System, snapshot: Snapshot, judged: readonly Judged[]): readonly Finding[] {
  return judged.flatMap((each): Finding[] => {
    const failure = failureOf(system, snapshot, each);
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
