import * as lsp from 'vscode-languageserver';
import type { Steps } from '#util/steps.ts';
import { type FileContext, fileContext } from './context.ts';
import { failure } from './handlers.ts';
import { within } from './scheduler.ts';
import type { Sliced } from './server.ts';

/** So long a request is worked on before messages that wait come in between, in milliseconds. */
const AT_ONCE_MS = 5;

/** What the steps of a request come to: at once where that is quick, else in slices between the messages, until it is cancelled. */
export async function inSlices<T>(server: Sliced, making: Steps<T>, token: lsp.CancellationToken): Promise<T> {
  const steps = madeReady(server, making);
  const quick = within(steps, performance.now() + AT_ONCE_MS);
  if (quick !== undefined) return quick.value;
  const found = await server.scheduler.run(boxed(steps), () => !token.isCancellationRequested);
  if (found === undefined) throw cancelled();
  return found.value;
}

/** The same about a file, begun anew where it changes meanwhile; `none` where it belongs to no model. */
export async function aboutFile<S extends Sliced, T>(
  server: S,
  { textDocument }: { readonly textDocument: lsp.TextDocumentIdentifier },
  token: lsp.CancellationToken,
  none: T,
  stepsOf: (context: FileContext<S>) => Steps<T>,
): Promise<T> {
  for (;;) {
    const context = fileContext(server, textDocument.uri);
    if (context === undefined) return none;
    const found = await inSlices(server, stepsOf(context), token);
    if (server.workspace.folders().includes(context.folder)) return found;
  }
}

/** With what it takes to send the answer. */
function* madeReady<T>({ makingReady }: Sliced, steps: Steps<T>): Steps<T> {
  const answer = yield* steps;
  if (makingReady !== undefined) yield* makingReady(answer);
  return answer;
}

/** Tells an answer that is undefined from none. */
function* boxed<T>(steps: Steps<T>): Steps<{ readonly value: T }> {
  return { value: yield* steps };
}

export function cancelled(): lsp.ResponseError<void> {
  return failure(lsp.LSPErrorCodes.RequestCancelled, 'Cancelled.');
}
