import * as vscode from 'vscode';
import { calm, comesTrue } from './calm.ts';
import { inTurn } from './inTurn.ts';

/** The server tells of changes at intervals; what comes at the same time from elsewhere is one with them. */
const refreshDelayMs = 30;
const openingMs = 5000;

/** When a view loads its nodes. VS Code does so at moments of its own, and whenever it is told that they have changed. */
export interface Loads extends vscode.Disposable {
  readonly onDidChange: vscode.Event<undefined>;
  /** A load that VS Code has asked for. */
  during<T>(isRoot: boolean, load: () => Promise<T>): Promise<T>;
  /** Has the view load all of its nodes. */
  anew(): Promise<void>;
  /** Shows in a moment what has changed, once for many changes. */
  refreshLater(): void;
  /** Shows it now, where anything has changed. */
  refreshNow(): Promise<void>;
  /** Shows the view, and waits until it has loaded its nodes. */
  open(): Promise<void>;
  /** Work for which the view must not load anything else meanwhile. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

interface Loaded {
  readonly view: Pick<vscode.TreeView<unknown>, 'visible' | 'onDidChangeVisibility'>;
  readonly focus: () => Thenable<unknown>;
  /** Called before changes are shown. */
  readonly changed: () => void;
  readonly failed: (error: unknown) => void;
}

export function loadsOf({ view, focus, changed, failed }: Loaded): Loads {
  const { stir, during, untilCalm } = calm();
  const emitter = new vscode.EventEmitter<undefined>();
  /**
   * Changes are shown and nodes revealed one after the other: VS Code loads for each of them, and of two loads at the same time it makes
   * branches that stand open and are empty.
   */
  const run = inTurn();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isLoaded = false;
  /** Whether the view has asked for its nodes since it was last told that they have changed. */
  let isUpToDate = false;

  const stop = (): void => {
    clearTimeout(timer);
    timer = undefined;
  };

  /** A view that has just been opened, or told of a change, takes its time to ask for its nodes. */
  async function untilLoaded(): Promise<void> {
    await comesTrue(() => isUpToDate || !view.visible, openingMs);
    await untilCalm();
  }

  function load(): void {
    isUpToDate = false;
    stir();
    emitter.fire(undefined);
  }

  /** A view that was never seen is told nothing: it would load twice at the same time when it is opened. */
  async function refreshNow(): Promise<void> {
    if (timer === undefined) return;
    stop();
    await untilCalm();
    changed();
    if (isLoaded) load();
    await untilLoaded();
  }

  const subscription = view.onDidChangeVisibility(stir);
  return {
    onDidChange: emitter.event,
    run,
    refreshNow,
    during(isRoot, ask) {
      isLoaded = true;
      if (isRoot) isUpToDate = true;
      return during(ask);
    },
    async anew() {
      load();
      await untilLoaded();
    },
    refreshLater() {
      clearTimeout(timer);
      timer = setTimeout(() => run(refreshNow).catch(failed), refreshDelayMs);
    },
    async open() {
      if (!view.visible) await focus();
      await comesTrue(() => view.visible, openingMs);
      await untilLoaded();
    },
    dispose() {
      stop();
      vscode.Disposable.from(subscription, emitter).dispose();
    },
  };
}
