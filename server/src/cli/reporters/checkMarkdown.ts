import type { Finding } from '#answers/check.ts';
import { type Severity, severities } from '#diagnostics/codes.ts';
import { positionAt } from '#text/lineIndex.ts';
import { shownFile } from '../paths.ts';
import type { System } from '../system.ts';
import type { FindingsReport, Row, Totals } from './finding.ts';
import { inlineCode, plainMarkdown } from './markdownText.ts';

/** GitHub takes no comment of 65,536 characters. */
const MOST = 65_000;
/** Characters for what stands before and behind the rows. */
const AROUND = 500;

/** The comment of a pull request: the gravest findings first; those for which there is no room are counted. */
export function checkMarkdown(system: System): FindingsReport {
  return {
    head: () => '',
    between: '',
    row: (_, finding) => rowOf(system, finding),
    foot: comment,
    isWhole: true,
  };
}

function comment(totals: Totals, rows: readonly Row[]): string {
  const { files } = totals;
  const found = countsOf(totals);
  const head = `**Security groups:** ${found === '' ? 'nothing found' : found} in ${files} file${files === 1 ? '' : 's'}.\n`;
  if (found === '') return head;
  const left = { ...totals };
  const shown: string[] = [];
  let length = AROUND;
  const order = severities.flatMap((severity) => rows.filter((row) => row.severity === severity));
  for (const { severity, text } of order) {
    length += text.length;
    // What is left out is never graver than what is shown.
    if (length > MOST) break;
    shown.push(text);
    left[severity]--;
  }
  const rest = countsOf(left);
  const table = shown.length === 0 ? '' : `\n| | Where | Finding |\n| --- | --- | --- |\n${shown.join('')}`;
  return `${head}${table}${rest === '' ? '' : `\nNot shown here: ${rest}.\n`}`;
}

function rowOf(system: System, { file, diagnostic }: Finding): string {
  const { line } = positionAt(file.lineIndex, diagnostic.start);
  const where = inlineCode(`${shownFile(system, file.uri)}:${line + 1}`);
  return `| ${diagnostic.severity} | ${where} | ${plainMarkdown(diagnostic.message)} ${inlineCode(diagnostic.code)} |\n`;
}

function countsOf(totals: Totals): string {
  return severities
    .flatMap((severity) =>
      totals[severity] === 0 ? [] : [`${totals[severity]} ${nounOf(severity, totals[severity])}`],
    )
    .join(', ');
}

function nounOf(severity: Severity, count: number): string {
  return severity === 'information' || count === 1 ? severity : `${severity}s`;
}
