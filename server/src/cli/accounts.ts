// Several accounts in one command. Each is a model of its own, and each is asked the same question: one after the other, or, if they
// are large, by helpers in parallel. The output is the same.

import path from 'node:path';
import type { Answered, Answers, Question } from './helper.ts';
import { counting } from './progress.ts';
import { sideBySide } from './sideBySide.ts';
import { fail, type System } from './system.ts';

/** The paths of each model. A folder with a secgroup.json of its own is an account; all other paths make one model together. */
export async function modelsOf(system: System, paths: readonly string[]): Promise<readonly (readonly string[])[]> {
  if (paths.length < 2) return [paths];
  const isAccount = await Promise.all(
    paths.map(async (each) => (await system.kindOf(path.join(each, 'secgroup.json'))) === 'file'),
  );
  const others = paths.filter((_, i) => !isAccount[i]);
  // The other paths come where the first of them was named.
  return paths.flatMap((each, i) => (isAccount[i] ? [[each]] : each === others[0] ? [others] : []));
}

/** What is asked of each; without `helpers`, one after the other however many there are. */
interface Asked<C extends keyof Answers> {
  readonly command: C;
  readonly options: Extract<Question, { command: C }>['options'];
  readonly helpers?: boolean;
}

const DONE = { check: 'checked', test: 'tested', drift: 'compared' } as const;

/**
 * The answers of all models, in their order. Where the models are large, helpers answer; else `here` does. An answer with an exit code is
 * that of a model that could not be judged.
 */
export async function* ofEachModel<C extends keyof Answers, A extends { readonly exit?: number | undefined }>(
  system: System,
  models: readonly (readonly string[])[],
  { command, options, helpers: mayHelp = true }: Asked<C>,
  here: (system: System, paths: readonly string[]) => Promise<A>,
): AsyncGenerator<A | Answers[C] | { readonly exit: number }> {
  const { helpers, colours, today } = system;
  const count = mayHelp ? await helpersWorth(system, models) : 0;
  if (helpers === undefined || count === 0) {
    for (const [i, paths] of models.entries()) yield await here(within(system, i, models.length, DONE[command]), paths);
    return;
  }
  const questions = models.map((paths) => ({ command, options, paths, colours, today }));
  const say = counting(system, `folders ${DONE[command]}`);
  let done = 0;
  for await (const outcome of sideBySide(helpers, count, questions)) {
    if ('died' in outcome) {
      yield { exit: fail(system, `'${models[done]?.join(' ')}' could not be judged: ${outcome.died}`) };
      return;
    }
    const { complaints, printed, answer } = outcome.answer as Answered<Answers[C]>;
    if (complaints !== '') system.complain(complaints);
    if (printed !== '') system.out(printed);
    yield answer;
    say(++done, models.length);
  }
}

/** A system whose progress also says how many models are done. */
function within(system: System, done: number, all: number, what: string): System {
  if (all === 1) return system;
  return {
    ...system,
    progress: (line) => system.progress(line && (() => `${done} of ${all} folders ${what}, ${line()}`)),
  };
}

/** A thread takes as long to start and to compile the program as it takes to judge so many bytes. */
const WORTH_A_THREAD = 400_000;

/** How many helpers the models are worth: none where they are few, or small. */
async function helpersWorth(system: System, models: readonly (readonly string[])[]): Promise<number> {
  if (system.helpers === undefined || models.length < 2) return 0;
  const most = Math.min(system.helpers.count, models.length);
  let bytes = 0;
  for (const each of models.flat()) {
    bytes += await system.sizeOf(each);
    if (bytes >= most * WORTH_A_THREAD) return most;
  }
  const worth = Math.floor(bytes / WORTH_A_THREAD);
  return worth < 2 ? 0 : worth;
}
