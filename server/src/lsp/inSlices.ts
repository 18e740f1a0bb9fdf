import * as lsp from 'vscode-languageserver';
import type { Steps } from '#util/steps.ts';
import { type FileContext, fileContext } from './context.ts';
import { failure } from './handlers.ts';
import { within } from './scheduler.ts';
import type { Sliced } from './server.ts';

/** How long a request is worked on before waiting messages are answered in between, in milliseconds. */
const AT_ONCE_MS = 5;

/** The result of a request's steps: at once if that is quick, else in slices between the messages, until the request is cancelled. */
export async function inSlices<T>(server: Sliced, making: Steps<T>, token: lsp.CancellationToken): Promise<T> {
  const steps = madeReady(server, making);
  const quick = within(steps, performance.now() + AT_ONCE_MS);
  if (quick !== undefined) return quick.value;
  const found = await server.scheduler.run(boxed(steps), () => !token.isCancellationRequested);
  if (found === undefined) throw cancelled();
  return found.value;
}

/** The same for a file. If it changes meanwhile, the steps begin again; `none` if it belongs to no model. */
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

/** Includes the steps that prepare the answer for sending. */
function* madeReady<T>({ makingReady }: Sliced, steps: Steps<T>): Steps<T> {
  const answer = yield* steps;
  if (makingReady !== undefined) yield* makingReady(answer);
  return answer;
}

/** Distinguishes an answer that is undefined from no answer. */
function* boxed<T>(steps: Steps<T>): Steps<{ readonly value: T }> {
  return { value: yield* steps };
}

export function cancelled(): lsp.ResponseError<void> {
  return failure(lsp.LSPErrorCodes.RequestCancelled, 'Cancelled.');
}
