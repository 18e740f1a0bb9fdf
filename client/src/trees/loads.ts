import * as vscode from 'vscode';
import { calm, comesTrue } from './calm.ts';
import { inTurn } from './inTurn.ts';

/** VS Code passes a change on at once, but delays those that follow within this time. A change that waits here is passed on at once too. */
const betweenMs = 200;
const openingMs = 5000;

/** Decides when a view is notified of changes and when rows are revealed: never while VS Code is loading rows, which it does at any time. */
export interface Loads<Row> extends vscode.Disposable {
  readonly onDidChange: vscode.Event<Row[] | undefined>;
  /** Runs a load that VS Code has asked for. */
  during<T>(load: () => Promise<T>): Promise<T>;
  /** Draws these rows anew, once the view is at rest. */
  show(rows: readonly Row[]): void;
  /** Makes VS Code ask for all rows again, and waits until it has them. */
  reload(): Promise<void>;
  /** Shows what has changed in the model, once the view is at rest. */
  refreshLater(): void;
  /** As `refreshLater`, but waits until it is done. Does nothing where nothing has changed. */
  refreshNow(): Promise<void>;
  /** Shows the view, and waits until it has loaded its rows. */
  open(): Promise<void>;
  /** Runs work during which the view is not notified of changes. */
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
  /** VS Code loads rows for each change and for each row that is revealed, and two loads at once leave open branches without rows. */
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
    async reload() {
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
