import * as vscode from 'vscode';
import {
  type BaseLanguageClient,
  CloseAction,
  ErrorAction,
  type LanguageClientOptions,
  State,
} from 'vscode-languageclient';
import type { Request } from '#protocol/requests.ts';
import { modelChanged, type Status, statusChanged } from '#protocol/tree.ts';
import { clientOptions } from './clientOptions.ts';
import { countCrashes } from './crashes.ts';
import { readFilesFor } from './readFiles.ts';
import { ownRenamePreview } from './renamePreview.ts';
import { readServerTexts } from './serverTexts.ts';
import { type End, setAsideDocuments } from './setAside.ts';

export type MakeClient = (id: string, name: string, options: LanguageClientOptions) => MadeClient;

export interface MadeClient {
  readonly client: BaseLanguageClient;
  /** Asked when the connection has closed. */
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
  const states = new vscode.EventEmitter<ServerState>();
  const statuses = new vscode.EventEmitter<Status>();
  const models = new vscode.EventEmitter<readonly string[]>();
  const crashes = countCrashes();
  const setAside = setAsideDocuments();
  let state: ServerState = 'starting';
  let status: Status | undefined;
  let texts: Awaited<ReturnType<typeof readServerTexts>> = {};

  const become = (next: ServerState): void => {
    if (state === next) return;
    state = next;
    log.info(`The language server is ${next}.`);
    void vscode.commands.executeCommand('setContext', 'secgroup.server', next);
    states.fire(next);
  };

  const { client, whyEnded } = makeClient(
    'secgroup',
    'Security Groups',
    clientOptions(
      extensionUri,
      log,
      setAside,
      {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          const uri = setAside.ended(whyEnded());
          if (uri) log.error(`${uri} ended the language server twice and is set aside.`);
          if (crashes.crashed()) return { action: CloseAction.Restart, handled: true };
          become('failed');
          void tellThatItStaysDown(restart);
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
      () => texts,
    ),
  );

  client.registerFeature(ownRenamePreview);

  async function start(): Promise<void> {
    try {
      texts = await readServerTexts(extensionUri);
      await client.start();
    } catch (error) {
      log.error(String(error));
      become('failed');
    }
  }

  async function restart(): Promise<void> {
    crashes.forget();
    setAside.forget();
    become('starting');
    try {
      if (client.needsStop()) await client.stop();
    } catch (error) {
      // It did not answer the request to end, and was ended.
      log.warn(String(error));
    }
    await start();
  }

  const subscriptions = [
    readFilesFor(client),
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Running) become('running');
      else if (newState === State.Starting) become('starting');
    }),
    client.onNotification(modelChanged.method, (params: { uris: readonly string[] }) => models.fire(params.uris)),
    client.onNotification(statusChanged.method, (next: Status) => {
      status = next;
      statuses.fire(next);
    }),
  ];
  void vscode.commands.executeCommand('setContext', 'secgroup.server', state);

  return {
    get state() {
      return state;
    },
    get status() {
      return status;
    },
    setAside: setAside.uris,
    log,
    onDidChangeState: states.event,
    onDidChangeStatus: statuses.event,
    onDidChangeModel: models.event,
    start,
    restart,
    async ask<Params, Result>(request: Request<Params, Result>, params: Params, token?: vscode.CancellationToken) {
      if (state === 'failed') {
        throw new Error(vscode.l10n.t('The language server is not running: restart it.'));
      }
      try {
        // An absent token may not be handed on: it would be sent as a second parameter.
        return await (token
          ? client.sendRequest<Result>(request.method, params, token)
          : client.sendRequest<Result>(request.method, params));
      } catch (error) {
        throw readable(request.method, error);
      }
    },
    dispose() {
      vscode.Disposable.from(...subscriptions, states, statuses, models).dispose();
      void client.dispose().finally(() => log.dispose());
    },
  };
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
