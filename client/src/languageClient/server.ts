import * as vscode from 'vscode';
import {
  type BaseLanguageClient,
  CloseAction,
  type CloseHandlerResult,
  DocumentDiagnosticRequest,
  ErrorAction,
  type LanguageClientOptions,
  State,
} from 'vscode-languageclient';
import type { Request } from '#protocol/requests.ts';
import { modelChanged, type Status, statusChanged } from '#protocol/tree.ts';
import { clientOptions } from './clientOptions.ts';
import { type Crashes, type End, watchCrashes } from './crashes.ts';
import { Refused } from './faults.ts';
import { readFilesFor } from './readFiles.ts';
import { ownRenamePreview } from './renamePreview.ts';
import { readServerTexts } from './serverTexts.ts';

export type MakeClient = (id: string, name: string, options: LanguageClientOptions) => MadeClient;

export interface MadeClient {
  readonly client: BaseLanguageClient;
  /** Called when the connection has closed. */
  readonly whyEnded: () => End;
}

export type ServerState = 'starting' | 'running' | 'failed';

/** The language server as the rest of the extension sees it. */
export interface Server extends vscode.Disposable {
  readonly state: ServerState;
  readonly status: Status | undefined;
  /** URIs of documents that ended the server twice, of which it is not told. */
  readonly setAside: ReadonlySet<string>;
  readonly log: vscode.LogOutputChannel;
  readonly onDidChangeState: vscode.Event<ServerState>;
  readonly onDidChangeStatus: vscode.Event<Status>;
  /** The files whose meaning changed, as URIs. */
  readonly onDidChangeModel: vscode.Event<readonly string[]>;
  /** Rejects with a message for people where there is no answer, and with `CancellationError` where it was cancelled. */
  ask<Params, Result>(
    request: Request<Params, Result>,
    params: Params,
    token?: vscode.CancellationToken,
  ): Promise<Result>;
  start(): Promise<void>;
  restart(): Promise<void>;
}

const methodNotFound = -32601;
const cancelledCodes: readonly number[] = [-32800, -32802];

export function createServer(extensionUri: vscode.Uri, makeClient: MakeClient): Server {
  const log = vscode.window.createOutputChannel('Security Groups', { log: true });
  const life = keepState(log);
  const crashes = watchCrashes();
  let texts: Awaited<ReturnType<typeof readServerTexts>> = {};

  const closed = () => afterEnd({ log, life, crashes }, whyEnded(), restart);
  const error = () => ({ action: ErrorAction.Continue, handled: true });
  const options = clientOptions(extensionUri, log, crashes, { error, closed }, () => texts);
  const { client, whyEnded } = makeClient('secgroup', 'Security Groups', options);
  client.registerFeature(ownRenamePreview);
  const told = listenTo(client, life);

  async function start(): Promise<void> {
    try {
      texts = await readServerTexts(extensionUri);
      await client.start();
    } catch (error) {
      log.error(String(error));
      life.become('failed');
    }
  }

  async function restart(): Promise<void> {
    crashes.forget();
    life.become('starting');
    try {
      if (client.needsStop()) await client.stop();
    } catch (error) {
      // The server did not end when it was asked to, and was killed.
      log.warn(String(error));
    }
    await start();
  }

  return {
    get state() {
      return life.state();
    },
    get status() {
      return told.status();
    },
    setAside: crashes.setAside,
    log,
    onDidChangeState: life.onDidChange,
    onDidChangeStatus: told.onDidChangeStatus,
    onDidChangeModel: told.onDidChangeModel,
    start,
    restart,
    async ask(request, params, token) {
      if (life.state() === 'failed')
        throw new Refused(vscode.l10n.t('The language server is not running: restart it.'));
      return send(client, request, params, token);
    },
    dispose() {
      vscode.Disposable.from(told, life).dispose();
      void client.dispose().finally(() => log.dispose());
    },
  };
}

interface EndContext {
  readonly log: vscode.LogOutputChannel;
  readonly life: Life;
  readonly crashes: Crashes;
}

/** What follows an end of the server that nobody asked for. */
function afterEnd({ log, life, crashes }: EndContext, end: End, restart: () => Promise<void>): CloseHandlerResult {
  const { startAgain, setAside } = crashes.ended(end);
  if (setAside) log.error(`${setAside} ended the language server twice and is set aside.`);
  if (startAgain) return { action: CloseAction.Restart, handled: true };
  life.become('failed');
  void tellThatItStaysDown(restart);
  return { action: CloseAction.DoNotRestart, handled: true };
}

interface Life extends vscode.Disposable {
  state(): ServerState;
  become(next: ServerState): void;
  readonly onDidChange: vscode.Event<ServerState>;
}

function keepState(log: vscode.LogOutputChannel): Life {
  const changed = new vscode.EventEmitter<ServerState>();
  let state: ServerState = 'starting';
  const tellMenus = (): void => void vscode.commands.executeCommand('setContext', 'secgroup.server', state);
  tellMenus();
  return {
    state: () => state,
    become(next) {
      if (state === next) return;
      state = next;
      log.info(`The language server is ${next}.`);
      tellMenus();
      changed.fire(state);
    },
    onDidChange: changed.event,
    dispose: () => changed.dispose(),
  };
}

interface Told extends vscode.Disposable, Pick<Server, 'onDidChangeStatus' | 'onDidChangeModel'> {
  status(): Status | undefined;
}

/** Listens to the notifications of the server. */
function listenTo(client: BaseLanguageClient, life: Life): Told {
  const statuses = new vscode.EventEmitter<Status>();
  const models = new vscode.EventEmitter<readonly string[]>();
  let status: Status | undefined;
  const subscriptions = [
    statuses,
    models,
    readFilesFor(client),
    // Whether VS Code judges JSON decides what is left for us to say.
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('json.validate')) pullAgain(client);
    }),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) life.become('running');
      else if (newState === State.Starting) life.become('starting');
    }),
    client.onNotification(modelChanged.method, ({ uris }: { uris: readonly string[] }) => models.fire(uris)),
    client.onNotification(statusChanged.method, (next: Status) => {
      status = next;
      statuses.fire(next);
    }),
  ];
  return {
    status: () => status,
    onDidChangeStatus: statuses.event,
    onDidChangeModel: models.event,
    dispose: () => vscode.Disposable.from(...subscriptions).dispose(),
  };
}

function pullAgain(client: BaseLanguageClient): void {
  const feature = client.getFeature(DocumentDiagnosticRequest.method);
  for (const document of vscode.workspace.textDocuments)
    feature.getProvider(document)?.onDidChangeDiagnosticsEmitter.fire();
}

async function send<Params, Result>(
  client: BaseLanguageClient,
  { method }: Request<Params, Result>,
  params: Params,
  token: vscode.CancellationToken | undefined,
): Promise<Result> {
  try {
    // An absent token may not be handed on: it would be sent as a second parameter.
    return await (token
      ? client.sendRequest<Result>(method, params, token)
      : client.sendRequest<Result>(method, params));
  } catch (error) {
    throw readable(method, error);
  }
}

function readable(method: string, error: unknown): Error {
  const { code, message } = error as { code?: number; message?: string };
  if (code !== undefined && cancelledCodes.includes(code)) return new vscode.CancellationError();
  if (code === methodNotFound) {
    return new Error(vscode.l10n.t("The language server does not know '{0}': it is older than the extension.", method));
  }
  return error instanceof Error ? error : new Error(message ?? String(error));
}

async function tellThatItStaysDown(restart: () => Promise<void>): Promise<void> {
  const again = vscode.l10n.t('Restart');
  const showLog = vscode.l10n.t('Show Log');
  const choice = await vscode.window.showErrorMessage(
    vscode.l10n.t('The language server of Security Groups stopped five times within three minutes. It stays down.'),
    again,
    showLog,
  );
  if (choice === again) await restart();
  else if (choice === showLog) await vscode.commands.executeCommand('secgroup.showLog');
}
