// What a helper is asked, and what it answers: one model, judged as the command itself would, with what is printed of it as text.

import { type AccountOptions, openAccount, rowsOf } from './account.ts';
import type { Row, Totals } from './reporters/finding.ts';
import { added, type FindingsFormat, findingsReport, inChunks, totalsOf } from './reporters/findings.ts';
import type { System } from './system.ts';
import { type Tested, type TestOptions, testAccount } from './testing.ts';

interface Asked {
  readonly paths: readonly string[];
  readonly colours: boolean;
  readonly today: string;
}

export interface CheckQuestion extends Asked {
  readonly command: 'check';
  readonly options: AccountOptions & { readonly format: FindingsFormat; readonly color: boolean };
}

export interface TestQuestion extends Asked {
  readonly command: 'test';
  readonly options: TestOptions;
}

export interface CheckAnswer {
  readonly complaints: string;
  readonly checked:
    | { readonly exit: number }
    | {
        readonly totals: Totals;
        /** Empty where the format prints rows as they come. */
        readonly rows: readonly Row[];
        readonly chunks: readonly string[];
      };
}

export interface TestAnswer {
  readonly complaints: string;
  readonly tested: Tested;
}

export async function answerQuestion(
  process: System,
  question: CheckQuestion | TestQuestion,
): Promise<CheckAnswer | TestAnswer> {
  const { colours, today, paths } = question;
  let complaints = '';
  const complain = (text: string): void => {
    complaints += text;
  };
  const system: System = { ...process, colours, today, complain, progress: () => {} };
  if (question.command === 'test') {
    const tested = await testAccount(system, paths, question.options, false);
    return { complaints, tested };
  }
  const checked = await checkAccount(system, paths, question.options);
  return { complaints, checked };
}

async function checkAccount(
  system: System,
  paths: readonly string[],
  options: CheckQuestion['options'],
): Promise<CheckAnswer['checked']> {
  const report = await findingsReport(system, options);
  const account = await openAccount(system, paths, options);
  if ('exit' in account) return { exit: account.exit };
  let totals = totalsOf(account.files, []);
  const kept: Row[] = [];
  const chunks: string[] = [];
  for (const rows of rowsOf(system, account, report)) {
    totals = added(totals, totalsOf(0, rows));
    if (report.isWhole === true) for (const row of rows) kept.push(row);
    for (const [i, chunk] of inChunks(report, rows).entries())
      chunks.push(i === 0 && chunks.length > 0 ? `${report.between}${chunk}` : chunk);
  }
  return { totals, rows: kept, chunks };
}
