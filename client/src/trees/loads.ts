import * as vscode from 'vscode';
import { calm, comesTrue } from './calm.ts';
import { inTurn } from './inTurn.ts';

/** VS Code passes a change on at once, but delays those that follow within this time. A change that waits here is passed on at once too. */
const betweenMs = 200;
const openingMs = 5000;

/** When a view loads rows and is told of changes: one after the other. VS Code loads at moments of its own. */
export interface Loads<Row> extends vscode.Disposable {
  readonly onDidChange: vscode.Event<Row[] | undefined>;
  /** A load that VS Code has asked for. */
  during<T>(load: () => Promise<T>): Promise<T>;
  /** Has the view show rows anew, when it can. */
  show(rows: readonly Row[]): void;
  /** Has the view ask for all of its rows. */
  anew(): Promise<void>;
  /** Shows what has changed, as soon as the view can take it. */
  refreshLater(): void;
  /** Shows it now, where anything has changed. */
  refreshNow(): Promise<void>;
  /** Shows the view, and waits until it has loaded its rows. */
  open(): Promise<void>;
  /** Work for which the view must not load anything else meanwhile. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

interface Loaded<Row> {
  readonly view: Pick<vscode.TreeView<unknown>, 'visible' | 'onDidChangeVisibility'>;
  readonly focus: () => Thenable<unknown>;
  readonly isLoaded: () => boolean;
  /** Brings the rows up to date. Returns those that VS Code has to show anew, undefined among them where it is the root. */
  readonly refresh: () => Promise<readonly (Row | undefined)[]>;
  readonly failed: (error: unknown) => void;
}

export function loadsOf<Row>({ view, focus, isLoaded, refresh, failed }: Loaded<Row>): Loads<Row> {
  const { stir, during, untilCalm } = calm();
  const emitter = new vscode.EventEmitter<Row[] | undefined>();
  /**
   * Changes are shown and rows revealed one after the other: VS Code loads for each of them, and of two loads at the same time it makes
   * branches that stand open and are empty.
   */
  const run = inTurn();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isStale = false;
  let toldAt = Number.NEGATIVE_INFINITY;

  function tell(rows: Row[] | undefined): void {
    toldAt = Date.now();
    stir();
    emitter.fire(rows);
  }

  async function refreshNow(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (!isStale) return;
    isStale = false;
    await untilCalm();
    const changed = await refresh();
    if (changed.length > 0) tell(changed.includes(undefined) ? undefined : [...(changed as readonly Row[])]);
  }

  const subscription = view.onDidChangeVisibility(stir);
  return {
    onDidChange: emitter.event,
    run,
    during,
    refreshNow,
    show: (rows) =>
      void run(async () => {
        await untilCalm();
        tell([...rows]);
      }),
    async anew() {
      tell(undefined);
      await untilCalm();
    },
    refreshLater() {
      isStale = true;
      timer ??= setTimeout(() => run(refreshNow).catch(failed), Math.max(0, toldAt + betweenMs - Date.now()));
    },
    async open() {
      if (!view.visible) await focus();
      await comesTrue(() => view.visible && isLoaded(), openingMs);
      await untilCalm();
    },
    dispose() {
      clearTimeout(timer);
      vscode.Disposable.from(subscription, emitter).dispose();
    },
  };
}
