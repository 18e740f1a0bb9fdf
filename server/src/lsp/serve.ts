import * as lsp from 'vscode-languageserver';
import { builtinDocument, builtinUri } from '#ide/place.ts';
import { inTurn } from '#util/inTurn.ts';
import { t } from '#util/l10n.ts';
import type { Steps } from '#util/steps.ts';
import type { Host } from '#workspace/host.ts';
import { editorLimits } from '#workspace/limits.ts';
import { Workspace } from '#workspace/workspace.ts';
import { serverCapabilities } from './capabilities.ts';
import { clientFeatures } from './clientFeatures.ts';
import { clientAssets, clientHost, hostByScheme } from './clientHost.ts';
import { registerCustomRequests } from './customRequests.ts';
import { keepReports } from './diagnostics.ts';
import { didChange, didClose, didOpen } from './documents.ts';
import { addFolders, changeFolders, filesChanged, filesMoved, foldersOf, watchFiles } from './folders.ts';
import { failure, type Session, take, wrongTime } from './handlers.ts';
import { keepJudging } from './judging.ts';
import { speakAs } from './language.ts';
import { logOnce } from './log.ts';
import { keepPublished } from './pushDiagnostics.ts';
import { keepRefreshed } from './refresh.ts';
import { registerRequests } from './requests.ts';
import { scheduler } from './scheduler.ts';
import type { Server } from './server.ts';
import { withoutSetAside } from './setAside.ts';
import { readSettings, settingsFrom, watchSettings } from './settings.ts';
import { keepStatus } from './status.ts';

/** What the process or worker provides to the core. */
export interface Platform {
  /** The files of the disk; absent where there is none. */
  readonly disk?: Host;
  readonly version: string;
  /** A file that ships beside the server; absent where the client has to read it. */
  readonly readAsset?: (name: string) => Promise<Uint8Array>;
  /** The URI of a read-only file with that text, for clients that know no documents of ours; absent where there are no files. */
  readonly cachedFile?: (name: string, text: string) => string | undefined;
  /** Prepares an answer for sending, in steps; absent where answers are not written as texts. */
  readonly makingReady?: (answer: unknown) => Steps<void>;
}

/** Answers requests on a connection until it closes. */
export function serve(connection: lsp.Connection, platform: Platform): void {
  const session: Session = { connection, shutDown: false };
  connection.onInitialize(async (params) => {
    if (session.server !== undefined) throw failure(lsp.ErrorCodes.InvalidRequest, "'initialize' comes once.");
    const server = makeServer(connection, platform, params);
    session.server = server;
    connection.onInitialized(server.begin);
    // The library has a handler of its own for these, which it sets when the client introduces itself.
    take(session, lsp.DidChangeWorkspaceFoldersNotification.type, changeFolders);
    await speakAs(params.locale, { texts: params.initializationOptions?.texts, readAsset: platform.readAsset });
    return {
      capabilities: serverCapabilities(server.client),
      serverInfo: { name: 'secgroup', version: platform.version },
    };
  });
  connection.onShutdown(() => {
    if (session.server === undefined || session.shutDown) throw wrongTime(session);
    session.shutDown = true;
  });

  take(session, lsp.DidOpenTextDocumentNotification.type, didOpen);
  take(session, lsp.DidChangeTextDocumentNotification.type, didChange);
  take(session, lsp.DidCloseTextDocumentNotification.type, didClose);
  take(session, lsp.DidChangeWatchedFilesNotification.type, filesChanged);
  take(session, lsp.DidChangeConfigurationNotification.type, readSettings);
  take(session, lsp.DidRenameFilesNotification.type, filesMoved);
  take(session, lsp.DidDeleteFilesNotification.type, filesMoved);
  registerRequests(session);
  registerCustomRequests(session);
  connection.onRequest((method: string) =>
    session.server === undefined || session.shutDown
      ? wrongTime(session)
      : failure(lsp.ErrorCodes.MethodNotFound, `The server has no '${method}'.`),
  );
  connection.listen();
}

/** The state of a server whose client has introduced itself. */
function makeServer(
  connection: lsp.Connection,
  { disk, readAsset, cachedFile, makingReady }: Platform,
  params: lsp.InitializeParams,
): Server {
  const client = clientFeatures(params);
  const { assets, setAside, settings } = params.initializationOptions ?? {};
  const reader = client.readsFiles ? clientHost(connection, editorLimits.files) : undefined;
  const host = withoutSetAside(disk === undefined ? (reader ?? NO_FILES) : hostByScheme(disk, reader), setAside);
  const reading = readOnce(connection, () =>
    server.inTurn(async () => {
      watchFiles(server);
      watchSettings(server);
      await Promise.all([addFolders(server, foldersOf(params)), readSettings(server)]);
    }),
  );
  const server: Server = {
    connection,
    client,
    host,
    readAsset: readAsset ?? (client.readsFiles ? clientAssets(connection, assets) : undefined),
    opened: new Map(),
    workspace: new Workspace({ host, limits: editorLimits, today: () => new Date().toISOString().slice(0, 10) }),
    openFolders: [],
    documents: new Map(),
    builtinUri: client.showsDocuments ? builtinUri : cachedFile?.('builtin.sg', builtinDocument()),
    spellings: new Map(),
    reports: keepReports(),
    scheduler: scheduler(),
    makingReady,
    get judging() {
      return judging;
    },
    tokens: new Map(),
    settings: settingsFrom(settings),
    indexed: reading.done,
    inTurn: inTurn(),
    messagesDone: reading.done,
    refresh: keepRefreshed(connection, client),
    begin: reading.begin,
    changed(edited?: string) {
      tell();
      if (isRead && [...server.documents.keys()].some((uri) => uri !== edited)) server.refresh.later();
    },
    changedOutside() {
      tell();
      server.refresh.now();
    },
  };
  const judging = keepJudging(server);
  const published = client.pullDiagnostics ? undefined : keepPublished(server);
  const status = keepStatus(server);
  const tell = (): void => {
    published?.changed();
    status.changed();
  };
  // What is asked until then waits for it.
  let isRead = false;
  void reading.done.then(() => {
    isRead = true;
    tell();
  });
  return server;
}

/** Reads the folders when it is first begun. */
function readOnce(connection: lsp.Connection, read: () => Promise<void>) {
  let begun = false;
  let isRead = (): void => {};
  const done = new Promise<void>((resolve) => {
    isRead = resolve;
  });
  const begin = (): void => {
    if (begun) return;
    begun = true;
    read()
      .catch((error: unknown) => logOnce(connection, 'initialized', error))
      .finally(isRead);
  };
  return { done, begin };
}

/** A worker whose client reads no files knows the open documents and nothing else. */
const NO_FILES: Host = {
  list: async () => ({ uris: [], complete: true }),
  read: async () => ({ error: t('The editor does not provide it.') }),
};
