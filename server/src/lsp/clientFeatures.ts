import type { ClientCapabilities, InitializeParams } from 'vscode-languageserver';
import type { InitializationOptions } from '#protocol/files.ts';
import type { PositionEncoding } from './positions.ts';

/** What the client can do beyond the bare protocol. Nothing of it is assumed. */
export interface ClientFeatures {
  readonly encoding: PositionEncoding;
  readonly workspaceFolders: boolean;
  readonly configuration: boolean;
  readonly dynamicConfiguration: boolean;
  readonly dynamicWatchedFiles: boolean;
  readonly pullDiagnostics: boolean;
  readonly relatedInformation: boolean;
  readonly diagnosticRefresh: boolean;
  readonly inlayHintRefresh: boolean;
  readonly codeLensRefresh: boolean;
  readonly semanticTokensRefresh: boolean;
  readonly workDoneProgress: boolean;
  readonly markdownHover: boolean;
  readonly markdownCompletion: boolean;
  readonly snippets: boolean;
  readonly completionLabelDetails: boolean;
  readonly completionDefaults: boolean;
  readonly definitionLinks: boolean;
  readonly hierarchicalSymbols: boolean;
  readonly documentChanges: boolean;
  readonly changeAnnotations: boolean;
  /** An edit may say where the cursor goes. */
  readonly snippetEdits: boolean;
  /** The same of a rename, which some clients preview in a way of their own. */
  readonly renameAnnotations: boolean;
  readonly codeActionLiterals: boolean;
  /** It confirms edits of code actions itself. */
  readonly confirmsEdits: boolean;
  /** The client reads files for the server: where they are on no disk of the server's. */
  readonly readsFiles: boolean;
  /** It shows documents of our own schemes. */
  readonly showsDocuments: boolean;
  /** It has our grammar for the colours of rule files. */
  readonly hasGrammar: boolean;
  /** It has the commands of our extension. */
  readonly runsCommands: boolean;
  /** An edit may give a file another name. */
  readonly renamesFiles: boolean;
  /** Whether notifications of ours mean something to it. */
  readonly takesStatus: boolean;
}

export function clientFeatures({ capabilities, initializationOptions }: InitializeParams): ClientFeatures {
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
    pullDiagnostics: textDocument?.diagnostic !== undefined,
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
    definitionLinks: textDocument?.definition?.linkSupport === true,
    hierarchicalSymbols: textDocument?.documentSymbol?.hierarchicalDocumentSymbolSupport === true,
    documentChanges: workspaceEdit?.documentChanges === true,
    changeAnnotations,
    snippetEdits: workspaceEdit?.documentChanges === true && workspaceEdit.snippetEditSupport === true,
    renameAnnotations: changeAnnotations && textDocument?.rename?.honorsChangeAnnotations !== false,
    // A client that does not speak of actions and asks for them all the same is not one that knows only commands.
    codeActionLiterals: codeAction === undefined || codeAction.codeActionLiteralSupport !== undefined,
    confirmsEdits: options.confirmsEdits === true,
    readsFiles: options.readsFiles === true,
    showsDocuments: options.showsDocuments === true,
    hasGrammar: options.hasGrammar === true,
    runsCommands: options.settings !== undefined,
    renamesFiles:
      workspaceEdit?.documentChanges === true && workspaceEdit.resourceOperations?.includes('rename') === true,
    takesStatus: options.settings !== undefined,
  };
}

/** The client's first choice of those that are known here; every client understands UTF-16. */
function agreedEncoding(offered: readonly string[] | undefined): PositionEncoding {
  return offered?.find((encoding) => encoding === 'utf-8' || encoding === 'utf-16') ?? 'utf-16';
}
