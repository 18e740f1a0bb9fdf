// Runs all handlers. An exception ends only the request in which it is thrown, and is written to the log once.

import * as lsp from 'vscode-languageserver';
import type { Request } from '#protocol/requests.ts';
import type { Shape } from '#protocol/shape.ts';
import { logOnce } from './log.ts';
import { shapeOfParams } from './paramShapes.ts';
import type { Models, Server } from './server.ts';
import { spelt } from './uris.ts';

/** The server's life as the protocol knows it; requests at the wrong time have error codes of their own. */
export interface Session {
  readonly connection: lsp.Connection;
  /** Absent until the client has introduced itself. */
  server?: Server;
  shutDown: boolean;
}

type Answer<R> = R | Promise<R>;

/** What answers a request of ours. `Needed`: the parts of the server that it needs. */
export type Handler<Asked, Needed = Server> =
  Asked extends Request<infer P, infer R>
    ? (server: Needed, params: P, token: lsp.CancellationToken) => Answer<R>
    : never;

/**
 * Answers a request. The handler is called when all earlier messages have been dealt with. It is not called for a request that
 * was cancelled in between, nor for one that answers with edits of a text that has changed in between. Parameters that are not sound
 * are answered with `refuse`, or else with the protocol's error.
 */
export function answer<P, R>(
  session: Session,
  type: { readonly method: string; readonly params?: Shape<P> },
  handler: (server: Server, params: P, token: lsp.CancellationToken) => Answer<R>,
  refuse?: (fault: string) => R,
): void {
  const shape: Shape<unknown> = type.params ?? shapeOfParams(type.method);
  // The library hands over what the message has: a list one by one, and without parameters the token alone.
  const run = async (...given: readonly unknown[]): Promise<R | lsp.ResponseError<void>> => {
    const { server } = session;
    const token = given.at(-1) as lsp.CancellationToken;
    if (server === undefined || session.shutDown) return wrongTime(session);
    if (given.length > 2) return failure(lsp.ErrorCodes.InvalidParams, 'The parameters are to be an object.');
    const params = (given.length < 2 ? {} : (given[0] ?? {})) as P;
    const fault = shape(params, 'params');
    if (fault !== undefined) return refuse?.(fault) ?? failure(lsp.ErrorCodes.InvalidParams, fault);
    server.begin();
    const isSameText = textGuard(server, params);
    await server.messagesDone;
    if (PLACED.has(type.method) && !isSameText()) return outdated();
    if (token.isCancellationRequested) return failure(lsp.LSPErrorCodes.RequestCancelled, 'Cancelled.');
    const began = performance.now();
    try {
      const found = await handler(server, params, token);
      return PLACED.has(type.method) && !isSameText() ? outdated() : found;
    } catch (error) {
      if (error instanceof lsp.ResponseError) return error;
      logOnce(session.connection, type.method, error);
      return failure(lsp.ErrorCodes.InternalError, `'${type.method}' failed: ${messageOf(error)}`);
    } finally {
      // Says nothing unless the client has asked for a trace.
      session.connection.tracer.log(`${type.method}: ${(performance.now() - began).toFixed(1)} ms`);
    }
  };
  session.connection.onRequest(type.method, run as lsp.GenericRequestHandler<unknown, void>);
}

/** What a request is answered with that comes before the client has introduced itself, or after it has shut the server down. */
export function wrongTime({ shutDown }: Session): lsp.ResponseError<void> {
  return shutDown
    ? failure(lsp.ErrorCodes.InvalidRequest, 'The server was shut down.')
    : failure(lsp.ErrorCodes.ServerNotInitialized, "'initialize' comes first.");
}

/** Whether the document of a request, if it is open, still has the text that it has now. */
export function textGuard({ opened }: Models, params: unknown): () => boolean {
  const { textDocument } = params as { readonly textDocument?: { readonly uri?: string } };
  const uri = textDocument?.uri === undefined ? '' : spelt(textDocument.uri);
  const document = opened.get(uri);
  return () => opened.get(uri) === document;
}

/** What is answered with edits: their places are in the text that the client had when it asked. */
const PLACED: ReadonlySet<string> = new Set(
  ['rename', 'codeAction', 'formatting', 'rangeFormatting', 'onTypeFormatting'].map((name) => `textDocument/${name}`),
);

/** The client asks again, as the protocol has it. */
export function outdated(): lsp.ResponseError<void> {
  return failure(lsp.LSPErrorCodes.ContentModified, 'The text has changed since.');
}

/** Takes a notification in. One whose parameters are not sound changes nothing: half of it would be another text than the client's. */
export function take<P>(
  session: Session,
  type: { readonly method: string },
  handler: (server: Server, params: P) => void | Promise<void>,
): void {
  const shape = shapeOfParams(type.method);
  session.connection.onNotification(type.method, async (params: P) => {
    const { server } = session;
    if (server === undefined || session.shutDown) return;
    const fault = shape(params ?? {}, 'params');
    if (fault !== undefined) return logOnce(session.connection, type.method, fault);
    // Begun at once: texts change in the order of the messages, whatever is still being read.
    const done = (async () => handler(server, params))().catch((error: unknown) =>
      logOnce(session.connection, type.method, error),
    );
    server.messagesDone = Promise.all([server.messagesDone, done]).then(() => undefined);
    await done;
  });
}

export function failure(code: number, message: string): lsp.ResponseError<void> {
  return new lsp.ResponseError(code, message);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
