// Every request of the protocol that is answered, and by whom.

import * as lsp from 'vscode-languageserver';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from './callHierarchy.ts';
import { codeActions } from './codeActions.ts';
import { codeLenses } from './codeLenses.ts';
import { completions, resolveCompletion } from './completion.ts';
import { documentLinks } from './documentLinks.ts';
import { formatting, onTypeFormatting, rangeFormatting } from './formatting.ts';
import { answer, type Session } from './handlers.ts';
import { hover } from './hover.ts';
import { inlayHints } from './inlayHints.ts';
import { definition, documentHighlights, findReferences, prepareRename, rename } from './navigation.ts';
import { documentDiagnostic, workspaceDiagnostic } from './pullDiagnostics.ts';
import { semanticTokens, semanticTokensDelta, semanticTokensInRange } from './semanticTokens.ts';
import { foldingRanges, selectionRanges } from './structure.ts';
import { documentSymbols, workspaceSymbols } from './symbols.ts';
import { willRenameFiles } from './willRename.ts';

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

  answer(session, lsp.CompletionRequest.type, completions);
  answer(session, lsp.CompletionResolveRequest.type, resolveCompletion);
  answer(session, lsp.CodeActionRequest.type, codeActions);
  answer(session, lsp.DocumentFormattingRequest.type, formatting);
  answer(session, lsp.DocumentRangeFormattingRequest.type, rangeFormatting);
  answer(session, lsp.DocumentOnTypeFormattingRequest.type, onTypeFormatting);
  answer(session, lsp.WillRenameFilesRequest.type, willRenameFiles);

  answer(session, lsp.DocumentSymbolRequest.type, documentSymbols);
  answer(session, lsp.WorkspaceSymbolRequest.type, workspaceSymbols);
  answer(session, lsp.FoldingRangeRequest.type, foldingRanges);
  answer(session, lsp.SelectionRangeRequest.type, selectionRanges);
  answer(session, lsp.SemanticTokensRequest.type, semanticTokens);
  answer(session, lsp.SemanticTokensDeltaRequest.type, semanticTokensDelta);
  answer(session, lsp.SemanticTokensRangeRequest.type, semanticTokensInRange);

  answer(session, lsp.InlayHintRequest.type, inlayHints);
  answer(session, lsp.CodeLensRequest.type, codeLenses);
  answer(session, lsp.DocumentLinkRequest.type, documentLinks);
  answer(session, lsp.CallHierarchyPrepareRequest.type, prepareCallHierarchy);
  answer(session, lsp.CallHierarchyIncomingCallsRequest.type, incomingCalls);
  answer(session, lsp.CallHierarchyOutgoingCallsRequest.type, outgoingCalls);
}
