// What a helper is asked, and what it answers: one model, judged as `check` itself would, with what is printed of it as text.

import { type AccountOptions, openAccount, rowsOf } from './account.ts';
import type { Row, Totals } from './reporters/finding.ts';
import { added, type FindingsFormat, findingsReport, inChunks, totalsOf } from './reporters/findings.ts';
import type { System } from './system.ts';

export interface AccountQuestion {
  readonly paths: readonly string[];
  readonly options: AccountOptions & { readonly format: FindingsFormat; readonly color: boolean };
  readonly colours: boolean;
  readonly today: string;
}

export type AccountAnswer = { readonly complaints: string } & (
  | { readonly exit: number }
  | {
      readonly totals: Totals;
      /** Empty where the format prints rows as they come. */
      readonly rows: readonly Row[];
      readonly chunks: readonly string[];
    }
);

export async function answerAccount(
  process: System,
  { paths, options, colours, today }: AccountQuestion,
): Promise<AccountAnswer> {
  let complaints = '';
  const complain = (text: string): void => {
    complaints += text;
  };
  const system: System = { ...process, colours, today, complain, progress: () => {} };
  const report = await findingsReport(system, options);
  const account = await openAccount(system, paths, options);
  if ('exit' in account) return { complaints, exit: account.exit };
  let totals = totalsOf(account.files, []);
  const kept: Row[] = [];
  const chunks: string[] = [];
  for (const rows of rowsOf(system, account, report)) {
    totals = added(totals, totalsOf(0, rows));
    if (report.isWhole === true) for (const row of rows) kept.push(row);
    for (const [i, chunk] of inChunks(report, rows).entries())
      chunks.push(i === 0 && chunks.length > 0 ? `${report.between}${chunk}` : chunk);
  }
  return { complaints, totals, rows: kept, chunks };
}
