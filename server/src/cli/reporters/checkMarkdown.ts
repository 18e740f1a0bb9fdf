import { type Severity, severities } from '#diagnostics/codes.ts';
import { positionAt } from '#text/lineIndex.ts';
import { shownFile } from '../paths.ts';
import type { System } from '../system.ts';
import type { Finding, FindingsReport, Totals } from './finding.ts';
import { inlineCode, plainMarkdown } from './markdownText.ts';

/** GitHub takes no comment of 65,536 characters. */
const MOST = 65_000;
/** For what is said before and behind the rows. */
const AROUND = 500;

/** A pull request's comment: the gravest findings first, and where they are too many the rest counted. */
export function checkMarkdown(system: System): FindingsReport {
  const rows = new Map<Severity, string[]>(severities.map((severity) => [severity, []]));
  const lengths = new Map<Severity, number>();
  return {
    head: () => '',
    between: '',
    // What is printed first is known last. Of each severity no more is kept than a comment holds.
    row: (_, finding) => {
      const { severity } = finding.diagnostic;
      const row = rowOf(system, finding);
      const length = (lengths.get(severity) ?? 0) + row.length;
      lengths.set(severity, length);
      if (length <= MOST - AROUND) rows.get(severity)?.push(row);
      return '';
    },
    foot: (totals) => comment(totals, rows),
  };
}

function comment(totals: Totals, rows: ReadonlyMap<Severity, readonly string[]>): string {
  const { files } = totals;
  const found = countsOf(totals);
  const head = `**Security groups:** ${found === '' ? 'nothing found' : found} in ${files} file${files === 1 ? '' : 's'}.\n`;
  if (found === '') return head;
  const shown: string[] = [];
  const left = { ...totals };
  let length = AROUND;
  let isFull = false;
  for (const severity of severities) {
    for (const row of rows.get(severity) ?? []) {
      length += row.length;
      isFull ||= length > MOST;
      if (isFull) break;
      shown.push(row);
      left[severity]--;
    }
    // Nothing less grave stands in the place of what is left out.
    isFull ||= left[severity] > 0;
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
