import type { Judged } from '#questions/expectations.ts';
import { groupBy } from '#util/groupBy.ts';
import { shownFile, shownPlace } from '../paths.ts';
import type { System } from '../system.ts';

interface Case extends Judged {
  readonly title: string;
  readonly failure: string | undefined;
  /** An expectation that covers no packet, where that is allowed. */
  readonly isSkipped: boolean;
}

/** JUnit's XML as CI servers read it, with a suite for each file. The schema of Jenkins has no members for a file and a line. */
export function junit(suites: readonly string[], tests: number, failures: number, coverage?: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="secgroup" tests="${tests}" failures="${failures}" errors="0">\n${suites.join('')}${coverage === undefined ? '' : coverageSuite(coverage)}</testsuites>\n`;
}

export function suites(system: System, cases: readonly Case[]): readonly string[] {
  return [...groupBy(cases, ({ file }) => file)].map(([file, own]) => {
    const name = shownFile(system, file.uri);
    const body = own.map((each) => testCase(system, name, each)).join('');
    return `  <testsuite name="${attribute(name)}" ${counts(own)}>\n${body}  </testsuite>\n`;
  });
}

function testCase(system: System, file: string, { title, failure, isSkipped, ...each }: Case): string {
  const head = `    <testcase classname="${attribute(file)}" name="${attribute(title)}"`;
  if (failure === undefined) return `${head}/>\n`;
  const element = isSkipped ? 'skipped' : 'failure';
  return `${head}>\n      <${element} message="${attribute(`${shownPlace(system, each)}: ${failure}`)}"/>\n    </testcase>\n`;
}

/** A suite without tests, whose output CI servers show beside the others. */
function coverageSuite(coverage: string): string {
  const lines = coverage.split('\n').map(attribute).join('\n');
  return `  <testsuite name="coverage" tests="0" failures="0" errors="0" skipped="0">\n    <system-out>${lines}</system-out>\n  </testsuite>\n`;
}

function counts(cases: readonly Case[]): string {
  const skipped = cases.filter(({ isSkipped }) => isSkipped).length;
  const failures = cases.filter(({ failure }) => failure !== undefined).length - skipped;
  return `tests="${cases.length}" failures="${failures}" errors="0" skipped="${skipped}"`;
}

/** XML has no control characters: they become the replacement character, and so do those that change the direction of text. */
function attribute(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufffe\uffff]/g, '\ufffd')
    .toWellFormed();
}
