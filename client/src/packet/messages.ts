// What the extension and the Packet page say to each other. Texts come ready: the page draws them, and both check what comes in by
// its shape.

import { isObject } from '../commands/isObject.ts';
import type { PacketPage } from './pageData.ts';

export type ToPage = { readonly type: 'show'; readonly page: PacketPage };

export type PageAction = 'ready' | 'apply' | 'keep' | 'again' | 'copy';

export type FromPage =
  | { readonly type: PageAction }
  | { readonly type: 'open'; readonly id: string }
  | { readonly type: 'another' | 'all'; readonly end: 'from' | 'to' };

export function isFromPage(message: unknown): message is FromPage {
  if (!isObject(message)) return false;
  switch (message['type']) {
    case 'ready':
    case 'apply':
    case 'keep':
    case 'again':
    case 'copy':
      return true;
    case 'open':
      return typeof message['id'] === 'string';
    case 'another':
    case 'all':
      return message['end'] === 'from' || message['end'] === 'to';
    default:
      return false;
  }
}
