// All requests of the protocol that are answered, each with its handler.

import * as lsp from 'vscode-languageserver';
import type { Steps } from '#util/steps.ts';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from './callHierarchy.ts';
import { codeActions } from './codeActions.ts';
import { codeLenses } from './codeLenses.ts';
import { completions, resolveCompletion } from './completion.ts';
import { type FileContext, fileContext } from './context.ts';
import { documentLinks } from './documentLinks.ts';
import { formatting, onTypeFormatting, rangeFormatting } from './formatting.ts';
import { answer, type Session } from './handlers.ts';
import { hover } from './hover.ts';
import { inlayHints } from './inlayHints.ts';
import { aboutFile } from './inSlices.ts';
import { definition, documentHighlights, findReferences, prepareRename, rename } from './navigation.ts';
import { documentDiagnostic, workspaceDiagnostic } from './pullDiagnostics.ts';
import { semanticTokens, semanticTokensDelta, semanticTokensInRange } from './semanticTokens.ts';
import type { Server } from './server.ts';
import { foldingRanges, selectionRanges } from './structure.ts';
import { documentSymbols, workspaceSymbols } from './symbols.ts';
import { willRenameFiles } from './willRename.ts';

export function registerRequests(session: Session): void {
  const { inFile, inSteps } = aboutFiles(session);
  answer(session, lsp.DocumentDiagnosticRequest.type, documentDiagnostic);
  answer(session, lsp.WorkspaceDiagnosticRequest.type, workspaceDiagnostic);

  inFile(lsp.HoverRequest.type, null, hover);
  inFile(lsp.DeclarationRequest.type, null, definition('declaration'));
  inFile(lsp.DefinitionRequest.type, null, definition('definition'));
  inFile(lsp.TypeDefinitionRequest.type, null, definition('typeDefinition'));
  inFile(lsp.ReferencesRequest.type, [], findReferences);
  inFile(lsp.DocumentHighlightRequest.type, [], documentHighlights);
  answer(session, lsp.PrepareRenameRequest.type, prepareRename);
  answer(session, lsp.RenameRequest.type, rename);

  inFile(lsp.CompletionRequest.type, null, completions);
  answer(session, lsp.CompletionResolveRequest.type, resolveCompletion);
  answer(session, lsp.CodeActionRequest.type, codeActions);
  inSteps(lsp.DocumentFormattingRequest.type, [], formatting);
  inSteps(lsp.DocumentRangeFormattingRequest.type, [], rangeFormatting);
  inFile(lsp.DocumentOnTypeFormattingRequest.type, [], onTypeFormatting);
  answer(session, lsp.WillRenameFilesRequest.type, willRenameFiles);

  inSteps(lsp.DocumentSymbolRequest.type, [], documentSymbols);
  answer(session, lsp.WorkspaceSymbolRequest.type, workspaceSymbols);
  inFile(lsp.FoldingRangeRequest.type, [], foldingRanges);
  inFile(lsp.SelectionRangeRequest.type, null, selectionRanges);
  inSteps(lsp.SemanticTokensRequest.type, { data: [] }, semanticTokens);
  inSteps(lsp.SemanticTokensDeltaRequest.type, { data: [] }, semanticTokensDelta);
  inSteps(lsp.SemanticTokensRangeRequest.type, { data: [] }, semanticTokensInRange);

  inSteps(lsp.InlayHintRequest.type, [], inlayHints);
  inSteps(lsp.CodeLensRequest.type, [], codeLenses);
  inSteps(lsp.DocumentLinkRequest.type, [], documentLinks);
  inFile(lsp.CallHierarchyPrepareRequest.type, null, prepareCallHierarchy);
  answer(session, lsp.CallHierarchyIncomingCallsRequest.type, incomingCalls);
  answer(session, lsp.CallHierarchyOutgoingCallsRequest.type, outgoingCalls);
}

interface AboutFile {
  readonly textDocument: lsp.TextDocumentIdentifier;
}

/** Registers requests about one file. `none` is the answer about a file that belongs to no model. */
function aboutFiles(session: Session) {
  return {
    inFile<P extends AboutFile, R>(
      type: { readonly method: string },
      none: R,
      handler: (context: FileContext<Server>, params: P) => R,
    ): void {
      answer<P, R>(session, type, (server, params) => {
        const context = fileContext(server, params.textDocument.uri);
        return context === undefined ? none : handler(context, params);
      });
    },
    /** For an answer that may take long: it is made in steps between the messages, and begun anew where the file changes meanwhile. */
    inSteps<P extends AboutFile, R>(
      type: { readonly method: string },
      none: R,
      stepsOf: (context: FileContext<Server>, params: P) => Steps<R>,
    ): void {
      answer<P, R>(session, type, (server, params, token) =>
        aboutFile(server, params, token, none, (context) => stepsOf(context, params)),
      );
    },
  };
}
