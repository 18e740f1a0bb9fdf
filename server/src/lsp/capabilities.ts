import * as lsp from 'vscode-languageserver';
import type { ClientFeatures } from './clientFeatures.ts';
import { codeActionKinds } from './codeActions.ts';
import { semanticTokensLegend } from './semanticTokens.ts';

/** What the server offers. No client can do without any of it, and none has to use it. */
export function serverCapabilities(client: ClientFeatures): lsp.ServerCapabilities {
  return {
    positionEncoding: client.encoding,
    textDocumentSync: { openClose: true, change: lsp.TextDocumentSyncKind.Incremental, save: false },
    diagnosticProvider: {
      identifier: 'secgroup',
      interFileDependencies: true,
      workspaceDiagnostics: true,
      workDoneProgress: true,
    },
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
    codeActionProvider: { codeActionKinds: [...codeActionKinds], resolveProvider: false },
    documentFormattingProvider: true,
    documentRangeFormattingProvider: true,
    documentOnTypeFormattingProvider: { firstTriggerCharacter: '}', moreTriggerCharacter: ['\n'] },
    renameProvider: { prepareProvider: true },
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

const ruleFiles: lsp.FileOperationRegistrationOptions = {
  filters: [
    { pattern: { glob: '**/*.{sg,sg.json}', matches: 'file' } },
    { pattern: { glob: '**', matches: 'folder' } },
  ],
};
