import type { ClientCapabilities, InitializeParams } from 'vscode-languageserver';
import type { InitializationOptions } from '#protocol/files.ts';
import type { PositionEncoding } from './positions.ts';

export type ClientFeatures = Readonly<ReturnType<typeof clientFeatures>>;

/** What the client can do beyond the required parts of the protocol. It must announce each of these. */
export function clientFeatures({ capabilities, initializationOptions }: InitializeParams) {
  const { general, workspace, textDocument, window }: ClientCapabilities = capabilities ?? {};
  const completion = textDocument?.completion;
  const codeAction = textDocument?.codeAction;
  const workspaceEdit = workspace?.workspaceEdit;
  const options: InitializationOptions = initializationOptions ?? {};
  const changeAnnotations =
    workspaceEdit?.documentChanges === true && workspaceEdit.changeAnnotationSupport !== undefined;
  return {
    encoding: agreedEncoding(general?.positionEncodings),
    workspaceFolders: workspace?.workspaceFolders === true,
    configuration: workspace?.configuration === true,
    dynamicConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    dynamicWatchedFiles: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    /**
     * It asks for diagnostics, and can be told to ask again: most clients ask about the file that was edited only, and what is found in
     * another open one would stay as it was. One that can be sent them instead is sent them.
     */
    pullDiagnostics:
      textDocument?.diagnostic !== undefined &&
      (workspace?.diagnostics?.refreshSupport === true || textDocument.publishDiagnostics === undefined),
    // Left out only for a client that says so: others ignore what they do not know.
    relatedInformation: textDocument?.publishDiagnostics?.relatedInformation !== false,
    diagnosticRefresh: workspace?.diagnostics?.refreshSupport === true,
    inlayHintRefresh: workspace?.inlayHint?.refreshSupport === true,
    codeLensRefresh: workspace?.codeLens?.refreshSupport === true,
    semanticTokensRefresh: workspace?.semanticTokens?.refreshSupport === true,
    workDoneProgress: window?.workDoneProgress === true,
    markdownHover: textDocument?.hover?.contentFormat?.includes('markdown') === true,
    markdownCompletion: completion?.completionItem?.documentationFormat?.includes('markdown') === true,
    snippets: completion?.completionItem?.snippetSupport === true,
    completionLabelDetails: completion?.completionItem?.labelDetailsSupport === true,
    completionDefaults: completion?.completionList?.itemDefaults?.includes('editRange') === true,
    /** Whether the answers to these requests may say what was asked about. */
    links: {
      declaration: textDocument?.declaration?.linkSupport === true,
      definition: textDocument?.definition?.linkSupport === true,
      typeDefinition: textDocument?.typeDefinition?.linkSupport === true,
    },
    hierarchicalSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    documentChanges: workspaceEdit?.documentChanges === true,
    changeAnnotations,
    /** An edit may say where the cursor goes. */
    snippetEdits: workspaceEdit?.documentChanges === true && workspaceEdit.snippetEditSupport === true,
    /** A rename may ask to be confirmed. Some clients preview renames in a way of their own and want no question. */
    renameAnnotations: changeAnnotations && textDocument?.rename?.honorsChangeAnnotations !== false,
    preparesRename: textDocument?.rename?.prepareSupport === true,
    knowsCodeActionKinds: codeAction?.codeActionLiteralSupport !== undefined,
    // A client that does not speak of actions and asks for them all the same is not one that knows only commands.
    codeActionLiterals: codeAction === undefined || codeAction.codeActionLiteralSupport !== undefined,
    /** It is our extension: it confirms edits of code actions itself, and has the commands that open a view. */
    isOurs: options.confirmsEdits === true,
    /** It reads files for the server, which are on no disk of the server's. */
    readsFiles: options.readsFiles === true,
    /** It shows documents of our own schemes. */
    showsDocuments: options.showsDocuments === true,
    /** It has our grammar for the colours of rule files. */
    hasGrammar: options.hasGrammar === true,
    /** It takes the notifications of the model and the status. */
    isTold: options.settings !== undefined,
    /** An edit may give a file another name. */
    renamesFiles:
      workspaceEdit?.documentChanges === true && workspaceEdit.resourceOperations?.includes('rename') === true,
  };
}

/** The client's first choice of those that are known here; every client understands UTF-16. */
function agreedEncoding(offered: readonly string[] | undefined): PositionEncoding {
  return offered?.find((encoding) => encoding === 'utf-8' || encoding === 'utf-16') ?? 'utf-16';
}
