import * as vscode from 'vscode';
import { type MapNode, reachabilityMap } from '#protocol/packets.ts';
import { clickedNode, modelOf } from '../commands/arguments.ts';
import type { Command } from '../commands/command.ts';
import { chooseModel, type Model, regionOfEditor } from '../commands/models.ts';
import { first, pick } from '../commands/questions.ts';
import { faultText, Refused } from '../languageClient/faults.ts';
import { incompleteText } from '../languageClient/incomplete.ts';
import { oneAtATime } from '../languageClient/oneAtATime.ts';
import { openPlace } from '../languageClient/places.ts';
import type { Server } from '../languageClient/server.ts';
import { webviewPanel } from '../webview/page.ts';
import { type FromView, isFromView, type MapData, type ToView } from './messages.ts';
import { mapWords } from './words.ts';

/** A webview beside the editor: who reaches whom, as a graph and as a matrix. One panel, which is shown again. */
export function showReachability(server: Server, extension: vscode.Uri): Command {
  let panel: vscode.WebviewPanel | undefined;
  let show: ((model: Model, region: string | undefined, focus: string | undefined) => void) | undefined;

  const open = (): vscode.WebviewPanel => {
    const made = webviewPanel(extension, {
      bundle: 'reachability',
      title: vscode.l10n.t('Reachability Map'),
      column: vscode.ViewColumn.Active,
    });
    show = serve(server, made);
    made.onDidDispose(() => {
      panel = undefined;
      show = undefined;
    });
    return made;
  };

  return {
    id: 'secgroup.showReachability',
    execute: async (...args) => {
      const title = vscode.l10n.t('Show Reachability Map');
      const node = clickedNode(args);
      const model = await chooseModel(server, title, modelOf(node), 'asked');
      const region = node?.kind === 'region' ? node.label : await chooseRegion(title, model, node?.entity);
      panel ??= open();
      panel.reveal();
      show?.(model, region, node && node.kind !== 'region' ? node.label : undefined);
    },
  };
}

async function chooseRegion(title: string, model: Model, entity: string | undefined): Promise<string | undefined> {
  const { entities, regions } = model;
  const known = entities.find(({ key }) => key === entity)?.region;
  if (known !== undefined || regions.length < 2) return known ?? regions[0]?.name;
  const choices = regions.map(({ name }) => ({ label: name, value: name }));
  const likely = regionOfEditor(model);
  const sorted = first(choices, (name) => name === likely);
  return pick({ title, placeholder: vscode.l10n.t('Region to show') }, sorted);
}

/** When a new map takes longer than this, the old one says that it is of an earlier state. */
const sayAfterMs = 150;
const beingMadeAnew = (): string => vscode.l10n.t('The files have changed: the map is being made anew.');

/** The map of a region that is shown. The view names places by the ids of its nodes. */
interface Shown {
  readonly model: Model;
  readonly region: string | undefined;
  readonly nodes: readonly MapNode[];
}

/** Answers the messages of the view, and sends it a new map when the files change. Returns how to show another map. */
function serve(
  server: Server,
  panel: vscode.WebviewPanel,
): (model: Model, region: string | undefined, focus: string | undefined) => void {
  let shown: Shown | undefined;
  let focus: string | undefined;
  let isReady = false;
  let isDisposed = false;
  const post = async (message: ToView): Promise<void> => {
    // A map may be closed while it is made anew.
    if (!isDisposed) await panel.webview.postMessage(message);
  };

  const refresh = oneAtATime(async () => {
    if (!isReady || !shown) return;
    const isOfBefore = shown.nodes.length > 0;
    const timer = setTimeout(() => isOfBefore && post({ type: 'failed', message: beingMadeAnew() }), sayAfterMs);
    try {
      const { model, region } = shown;
      // What says so late would stand beside the new map for good.
      const data = await askForMap(server, model, region).finally(() => clearTimeout(timer));
      shown = { ...shown, nodes: [...data.nodes, ...(data.bundled?.nodes ?? [])] };
      const toFocus = focus;
      focus = undefined;
      await post({ type: 'show', data: { ...data, focus: toFocus }, words: mapWords(region) });
    } catch (error) {
      await post({ type: 'failed', message: faultText(error) });
    }
  });

  const subscriptions = [
    panel.webview.onDidReceiveMessage(async (message: unknown) => {
      if (!isFromView(message)) return;
      if (message.type !== 'ready') return answer(message, shown);
      isReady = true;
      await refresh();
    }),
    server.onDidChangeModel(() => panel.visible && refresh()),
  ];
  panel.onDidChangeViewState(() => panel.visible && refresh(), undefined, subscriptions);
  panel.onDidDispose(() => {
    isDisposed = true;
    vscode.Disposable.from(...subscriptions).dispose();
  });

  return (model, region, node) => {
    shown = { model, region, nodes: shown?.nodes ?? [] };
    focus = node;
    void refresh();
  };
}

async function askForMap(server: Server, { uri }: Model, region: string | undefined): Promise<MapData> {
  const map = await server.ask(reachabilityMap, { uri, region });
  if ('error' in map) throw new Refused(map.error);
  const { incomplete, ...data } = map;
  return { ...data, damage: incompleteText(incomplete) };
}

/** Does what was clicked in the view. */
async function answer(message: Exclude<FromView, { type: 'ready' }>, shown: Shown | undefined): Promise<void> {
  switch (message.type) {
    case 'open': {
      const place = shown?.nodes.find(({ id }) => id === message.node)?.location;
      if (place) await openPlace(place);
      break;
    }
    case 'test': {
      const line = `${message.service} from ${message.from} to ${message.to}`;
      await vscode.commands.executeCommand('secgroup.testPacket', {
        line,
        uri: shown?.model.uri,
        region: shown?.region,
      });
      break;
    }
    case 'export':
      await savePicture('svg', new TextEncoder().encode(message.svg));
      break;
    case 'exportPng':
      await savePicture('png', bytesOf(message.png));
      break;
  }
}

async function savePicture(kind: 'svg' | 'png', bytes: Uint8Array): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog({
    title: kind === 'svg' ? vscode.l10n.t('Export as SVG') : vscode.l10n.t('Export as PNG'),
    filters: { [kind.toUpperCase()]: [kind] },
    ...(folder ? { defaultUri: vscode.Uri.joinPath(folder, `reachability.${kind}`) } : {}),
  });
  if (!uri) return;
  await vscode.workspace.fs.writeFile(uri, bytes);
  vscode.window.setStatusBarMessage(vscode.l10n.t("Saved '{0}'.", vscode.workspace.asRelativePath(uri)), 4000);
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
