import * as vscode from 'vscode';
import { showFault } from '../languageClient/faults.ts';
import { openPlace } from '../languageClient/places.ts';
import { webviewPanel } from '../webview/page.ts';
import { isFromPage, type ToPage } from './messages.ts';
import { pageOf, placeOnPage } from './pageData.ts';
import type { PacketRecord, PacketRecords } from './records.ts';

export interface PacketPanel extends vscode.Disposable {
  /** Shows a packet beside the editor: in the one page there is, which follows it while the files change. */
  show(record: PacketRecord): void;
}

/** What the buttons of the page do, by the packet that it shows. */
export interface PageActions {
  readonly apply: (record: PacketRecord) => unknown;
  readonly keep: (record: PacketRecord) => unknown;
  readonly again: (record: PacketRecord) => unknown;
  readonly copy: (record: PacketRecord) => unknown;
  readonly another: (record: PacketRecord, end: 'from' | 'to') => unknown;
  readonly all: (record: PacketRecord, end: 'from' | 'to') => unknown;
}

export function packetPanel(records: PacketRecords, extension: vscode.Uri, actions: PageActions): PacketPanel {
  let panel: vscode.WebviewPanel | undefined;
  let shown: string | undefined;

  const current = (): PacketRecord | undefined => records.all.find(({ id }) => id === shown);
  const draw = (): void => {
    const record = current();
    // A packet that was removed from the tree stays on its page.
    if (!panel || !record) return;
    const page = pageOf(record);
    panel.title = page.title;
    const message: ToPage = { type: 'show', page };
    void panel.webview.postMessage(message);
  };

  const answer = async (message: unknown): Promise<void> => {
    if (!isFromPage(message)) return;
    const record = current();
    if (message.type === 'ready') draw();
    else if (!record) return;
    else if (message.type === 'open') {
      const place = placeOnPage(record, message.id);
      if (place) await openPlace(place, { viewColumn: vscode.ViewColumn.One });
    } else if (message.type === 'another' || message.type === 'all') await actions[message.type](record, message.end);
    else await actions[message.type](record);
  };

  const open = (): vscode.WebviewPanel => {
    const made = webviewPanel(extension, {
      bundle: 'packet',
      title: vscode.l10n.t('Packet'),
      column: { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
    });
    made.webview.onDidReceiveMessage((message) => answer(message).catch(showFault));
    made.onDidDispose(() => {
      panel = undefined;
    });
    return made;
  };

  const subscription = records.onDidChange(draw);
  return {
    show({ id }) {
      shown = id;
      if (panel) panel.reveal(undefined, true);
      else panel = open();
      draw();
    },
    dispose: () => {
      subscription.dispose();
      panel?.dispose();
    },
  };
}
