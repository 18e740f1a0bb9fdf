// Every request of the protocol that is answered, and by whom.

import * as lsp from 'vscode-languageserver';
import { codeActions } from './codeActions.ts';
import { answer, type Session } from './handlers.ts';
import { hover } from './hover.ts';
import { definition, documentHighlights, findReferences, prepareRename, rename } from './navigation.ts';
import { documentDiagnostic, workspaceDiagnostic } from './pullDiagnostics.ts';
import { semanticTokens, semanticTokensDelta, semanticTokensInRange } from './semanticTokens.ts';
import { foldingRanges, selectionRanges } from './structure.ts';
import { documentSymbols, workspaceSymbols } from './symbols.ts';

export function registerRequests(session: Session): void {
  answer(session, lsp.DocumentDiagnosticRequest.type, documentDiagnostic);
  answer(session, lsp.WorkspaceDiagnosticRequest.type, workspaceDiagnostic);

  answer(session, lsp.HoverRequest.type, hover);
  answer(session, lsp.DeclarationRequest.type, definition);
  answer(session, lsp.DefinitionRequest.type, definition);
  answer(session, lsp.TypeDefinitionRequest.type, definition);
  answer(session, lsp.ReferencesRequest.type, findReferences);
  answer(session, lsp.DocumentHighlightRequest.type, documentHighlights);
  answer(session, lsp.PrepareRenameRequest.type, prepareRename);
  answer(session, lsp.RenameRequest.type, rename);

  answer(session, lsp.CodeActionRequest.type, codeActions);

  answer(session, lsp.DocumentSymbolRequest.type, documentSymbols);
  answer(session, lsp.WorkspaceSymbolRequest.type, workspaceSymbols);
  answer(session, lsp.FoldingRangeRequest.type, foldingRanges);
  answer(session, lsp.SelectionRangeRequest.type, selectionRanges);
  answer(session, lsp.SemanticTokensRequest.type, semanticTokens);
  answer(session, lsp.SemanticTokensDeltaRequest.type, semanticTokensDelta);
  answer(session, lsp.SemanticTokensRangeRequest.type, semanticTokensInRange);
}
