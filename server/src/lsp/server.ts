import type { Connection } from 'vscode-languageserver';

/** Answers requests on a connection until it closes. */
export function serve(connection: Connection): void {
  connection.onInitialize(() => ({ capabilities: { textDocumentSync: 2 } }));
  connection.listen();
}
