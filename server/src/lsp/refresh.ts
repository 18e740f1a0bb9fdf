import * as lsp from 'vscode-languageserver';
import type { ClientFeatures } from './clientFeatures.ts';

/** How long after the last change the client is asked to request again what follows from other files, in milliseconds. */
const DELAY_MS = 100;

export interface Refresh {
  /** Something changed that findings, lenses, hints and colours of other files depend on: names, their kinds, numbers of members. */
  later(): void;
  /** What the client shows is wrong, and it cannot know that. */
  now(): void;
}

/** Asks the client to request diagnostics, hints, lenses and tokens again, as far as it supports that. */
export function keepRefreshed(connection: lsp.Connection, client: ClientFeatures): Refresh {
  let timer: TimerHandle | undefined;

  const ask = (type: { readonly method: string }): void =>
    void connection.sendRequest(type.method).catch(() => undefined);

  function askDiagnostics(): void {
    if (client.pullDiagnostics && client.diagnosticRefresh) ask(lsp.DiagnosticRefreshRequest.type);
  }

  function askOthers(): void {
    if (client.inlayHintRefresh) ask(lsp.InlayHintRefreshRequest.type);
    if (client.codeLensRefresh) ask(lsp.CodeLensRefreshRequest.type);
    if (client.semanticTokensRefresh) ask(lsp.SemanticTokensRefreshRequest.type);
  }

  return {
    now() {
      askDiagnostics();
      askOthers();
    },
    later() {
      clearTimeout(timer);
      timer = setTimeout(() => {
        // Ours asks about all files that it shows by itself.
        if (!client.isOurs) askDiagnostics();
        askOthers();
      }, DELAY_MS);
    },
  };
}
