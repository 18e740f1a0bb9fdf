import * as lsp from 'vscode-languageserver';
import type { ClientFeatures } from './clientFeatures.ts';

/** How long after the last change what hangs on other files is asked for again. */
const DELAY_MS = 100;

export interface Refresh {
  /** Names of other files may mean something else now: their members are counted in lenses and hints, their kinds are colours. */
  later(): void;
  /** What the client shows is wrong now, and it cannot know. */
  now(): void;
}

/** Asks the client to ask again, for what it can be asked about. */
export function keepRefreshed(connection: lsp.Connection, client: ClientFeatures, isWanted: () => boolean): Refresh {
  let timer: TimerHandle | undefined;

  function now(): void {
    const ask = (type: { readonly method: string }): void =>
      void connection.sendRequest(type.method).catch(() => undefined);
    if (client.inlayHintRefresh) ask(lsp.InlayHintRefreshRequest.type);
    if (client.codeLensRefresh) ask(lsp.CodeLensRefreshRequest.type);
    if (client.semanticTokensRefresh) ask(lsp.SemanticTokensRefreshRequest.type);
  }

  return {
    now,
    later() {
      clearTimeout(timer);
      timer = setTimeout(() => {
        if (isWanted()) now();
      }, DELAY_MS);
    },
  };
}
