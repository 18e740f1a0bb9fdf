import type { Helper, Helpers } from './system.ts';

export type Outcome = { readonly answer: unknown } | { readonly died: string };

/**
 * Has helpers answer questions side by side, and yields the outcomes in the order of the questions. At most twice as many questions as
 * helpers are asked or answered before their outcome is taken, so that memory does not grow with their number. All helpers end when the
 * caller stops asking.
 */
export async function* sideBySide(
  helpers: Helpers,
  count: number,
  questions: readonly unknown[],
): AsyncGenerator<Outcome, void> {
  const all = Array.from({ length: count }, () => helpers.start());
  const free = [...all];
  const waiting: ((helper: Helper) => void)[] = [];
  const ask = async (question: unknown): Promise<Outcome> => {
    const helper = free.pop() ?? (await new Promise<Helper>((resolve) => waiting.push(resolve)));
    try {
      return { answer: await helper.ask(question) };
    } catch (error) {
      return { died: error instanceof Error ? error.message : String(error) };
    } finally {
      const next = waiting.shift();
      if (next === undefined) free.push(helper);
      else next(helper);
    }
  };
  const open: Promise<Outcome>[] = [];
  try {
    for (const question of questions) {
      open.push(ask(question));
      if (open.length === 2 * count) yield (await open.shift()) as Outcome;
    }
    for (const each of open) yield await each;
  } finally {
    for (const helper of all) helper.end();
  }
}
