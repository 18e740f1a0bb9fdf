import type { ReachabilityMap } from '#protocol/packets.ts';
import { isObject } from '../commands/isObject.ts';
import type { MapWords } from './words.ts';

// What the extension and the map's webview say to each other. Both check what comes in by its shape.

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
