// What a helper is asked, and what it answers. A helper is a thread that judges one model as the command itself would; what would be printed
// is part of its answer.

import { type Checked, type CheckOptions, checkedAccount } from './checking.ts';
import { type Drifted, type DriftOptions, driftOfAccount } from './drifting.ts';
import type { System } from './system.ts';
import { type Tested, type TestOptions, testAccount } from './testing.ts';

export type Question = {
  readonly paths: readonly string[];
  readonly colours: boolean;
  readonly today: string;
} & (
  | { readonly command: 'check'; readonly options: CheckOptions }
  | { readonly command: 'test'; readonly options: TestOptions }
  | { readonly command: 'drift'; readonly options: DriftOptions }
);

export interface Answers {
  readonly check: Checked;
  readonly test: Tested;
  readonly drift: Drifted;
}

export interface Answered<A> {
  /** What is to be said on standard error, and on standard output, before the answer. */
  readonly complaints: string;
  readonly printed: string;
  readonly answer: A;
}

export async function answerQuestion(process: System, question: Question): Promise<Answered<Answers[keyof Answers]>> {
  const { colours, today } = question;
  let [complaints, printed] = ['', ''];
  const system: System = {
    ...process,
    colours,
    today,
    complain: (text) => {
      complaints += text;
    },
    out: (text) => {
      printed += text;
    },
    progress: () => {},
  };
  const answer = await judged(system, question);
  return { complaints, printed, answer };
}

function judged(system: System, question: Question): Promise<Answers[keyof Answers]> {
  switch (question.command) {
    case 'check':
      return checkedAccount(system, question.paths, question.options);
    case 'test':
      return testAccount(system, question.paths, question.options, false);
    case 'drift':
      return driftOfAccount(system, question.paths, question.options);
  }
}
