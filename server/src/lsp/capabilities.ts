import * as lsp from 'vscode-languageserver';
import type { ClientFeatures } from './clientFeatures.ts';
import { codeActionKinds } from './codeActions.ts';
import { semanticTokensLegend } from './semanticTokens.ts';

/**
 * What the server offers. None of it has to be used; only diagnostics are not offered to a client that is sent them, nor more of renames and
 * actions than the client knows.
 */
export function serverCapabilities(client: ClientFeatures): lsp.ServerCapabilities {
  return {
    positionEncoding: client.encoding,
    textDocumentSync: { openClose: true, change: lsp.TextDocumentSyncKind.Incremental, save: false },
    ...(client.pullDiagnostics ? { diagnosticProvider } : {}),
    completionProvider: {
      triggerCharacters: [' ', ','],
      resolveProvider: true,
      completionItem: { labelDetailsSupport: true },
    },
    hoverProvider: true,
    declarationProvider: true,
    definitionProvider: true,
    typeDefinitionProvider: true,
    referencesProvider: true,
    documentHighlightProvider: true,
    documentSymbolProvider: { label: 'Security Groups' },
    workspaceSymbolProvider: true,
    codeActionProvider: client.knowsCodeActionKinds
      ? { codeActionKinds: [...codeActionKinds], resolveProvider: false }
      : client.codeActionLiterals,
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: { firstTriggerCharacter: '}', moreTriggerCharacter: ['\n'] },
    renameProvider: client.preparesRename ? { prepareProvider: true } : true,
    foldingRangeProvider: true,
    selectionRangeProvider: true,
    semanticTokensProvider: { legend: semanticTokensLegend(client), full: { delta: true }, range: true },
    inlayHintProvider: true,
    codeLensProvider: { resolveProvider: false },
    documentLinkProvider: { resolveProvider: false },
    callHierarchyProvider: true,
    workspace: {
      workspaceFolders: { supported: true, changeNotifications: true },
      fileOperations: { willRename: ruleFiles, didRename: ruleFiles, didDelete: ruleFiles },
    },
  };
}

const diagnosticProvider: lsp.DiagnosticOptions = {
  identifier: 'secgroup',
  interFileDependencies: true,
  workspaceDiagnostics: true,
  workDoneProgress: true,
};

const ruleFiles: lsp.FileOperationRegistrationOptions = {
  filters: [
    { pattern: { glob: '**/*.{sg,sg.json}', matches: 'file' } },
    { pattern: { glob: '**', matches: 'folder' } },
  ],
};
