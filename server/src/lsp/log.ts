import * as lsp from 'vscode-languageserver';

const logged = new Set<string>();

/** Writes each fault once: one that comes back with every key press would fill the log. */
export function logOnce(connection: lsp.Connection, where: string, error: unknown): void {
  // What the client refuses is no fault of ours: its own words are enough.
  if (error instanceof lsp.ResponseError) {
    connection.console.info(`${where}: ${error.message}`);
    return;
  }
  const text = `${where}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  // Only the first place of the stack counts: the others differ with who waited for the answer.
  const fault = text.split('\n', 2).join('\n');
  if (logged.has(fault) || logged.size > 1000) return;
  logged.add(fault);
  connection.console.error(text);
}
