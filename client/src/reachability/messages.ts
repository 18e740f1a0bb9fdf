import type { MapNode, ReachabilityMap } from '#protocol/packets.ts';
import { isObject } from '../commands/isObject.ts';

// What the extension and the map's webview say to each other. Both check what comes in by its shape.

export interface MapWords {
  readonly title: string;
  readonly graph: string;
  readonly matrix: string;
  readonly search: string;
  readonly service: string;
  readonly allServices: string;
  readonly exportSvg: string;
  readonly reaches: string;
  readonly reachedBy: string;
  readonly nobody: string;
  readonly members: string;
  readonly openFile: string;
  readonly testPacket: string;
  readonly empty: string;
  /** With `{0}` for what was searched. */
  readonly notFound: string;
  readonly incomplete: string;
  /** Said where the matrix is shown in the place of a graph that could not be read. */
  readonly dense: string;
  readonly groups: string;
  readonly subnet: string;
  readonly interfaces: string;
  readonly exportPng: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly fit: string;
  readonly fitHow: string;
  readonly legend: {
    readonly machines: string;
    readonly addresses: string;
    readonly internet: string;
    readonly subnet: string;
    readonly how: string;
  };
  readonly from: string;
  readonly to: string;
  readonly kinds: Readonly<Record<MapNode['kind'], string>>;
}

export interface MapData extends Omit<ReachabilityMap, 'incomplete'> {
  /** What was not read and could change the map, in words. */
  readonly damage?: string;
  /** The node to begin with, by label. */
  readonly focus?: string;
}

export type ToView =
  | { readonly type: 'show'; readonly data: MapData; readonly words: MapWords }
  | { readonly type: 'failed'; readonly message: string };

export type FromView =
  | { readonly type: 'ready' }
  | { readonly type: 'open'; readonly node: string }
  | { readonly type: 'test'; readonly from: string; readonly to: string; readonly service: string }
  | { readonly type: 'export'; readonly svg: string }
  /** In Base64. */
  | { readonly type: 'exportPng'; readonly png: string };

export function isFromView(message: unknown): message is FromView {
  if (!isObject(message)) return false;
  const isText = (...names: readonly string[]): boolean => names.every((name) => typeof message[name] === 'string');
  switch (message['type']) {
    case 'ready':
      return true;
    case 'open':
      return isText('node');
    case 'test':
      return isText('from', 'to', 'service');
    case 'export':
      return isText('svg');
    case 'exportPng':
      return isText('png');
    default:
      return false;
  }
}
