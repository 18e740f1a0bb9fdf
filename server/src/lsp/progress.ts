import * as lsp from 'vscode-languageserver';
import type { Client } from './server.ts';

/** Long work as the client shows it. */
export interface Progress {
  report(percentage: number, message: string): void;
  done(): void;
}

/** Begins where the client has given a token for it with its request. */
export function progressAt({ connection }: Client, token: lsp.ProgressToken, title: string): Progress {
  const send = (value: lsp.WorkDoneProgressBegin | lsp.WorkDoneProgressReport | lsp.WorkDoneProgressEnd) =>
    void connection.sendProgress(lsp.WorkDoneProgress.type, token, value);
  send({ kind: 'begin', title, percentage: 0 });
  let shown = 0;
  return {
    report(percentage, message) {
      if (percentage < shown + 1) return;
      shown = percentage;
      send({ kind: 'report', percentage: Math.floor(percentage), message });
    },
    done: () => send({ kind: 'end' }),
  };
}

/** Begins of itself; nothing where the client does not show it. */
export async function beginProgress(server: Client, title: string): Promise<Progress | undefined> {
  if (!server.client.workDoneProgress) return undefined;
  const token = `secgroup-${Math.random().toString(36).slice(2)}`;
  try {
    await server.connection.sendRequest(lsp.WorkDoneProgressCreateRequest.type, { token });
  } catch {
    return undefined;
  }
  return progressAt(server, token, title);
}
