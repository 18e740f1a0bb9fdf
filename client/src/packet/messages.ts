// What the extension and the Packet page say to each other. Texts come ready: the page draws them, and both check what comes in by
// its shape.

import { isObject } from '../commands/isObject.ts';

export interface PacketPage {
  readonly title: string;
  readonly verdict: 'allow' | 'deny';
  readonly summary: string;
  /** Reasons why the answer may be wrong: it is of an earlier state, or not everything was read. */
  readonly warnings: readonly string[];
  readonly many: readonly { readonly end: 'from' | 'to'; readonly text: string; readonly canAll: boolean }[];
  readonly ways: readonly Way[];
  readonly fixes?: {
    readonly heading: string;
    readonly items: readonly { readonly text: string; readonly besides: string; readonly packets: readonly string[] }[];
    readonly apply: string;
  };
  readonly words: PageWords;
}

/** The request or the answer, from sender to receiver. */
export interface Way {
  readonly heading: string;
  readonly from: string;
  readonly to: string;
  /** Whether it arrives. */
  readonly arrives: boolean;
  readonly notReached: string;
  readonly stages: readonly StageOnPage[];
}

export interface StageOnPage {
  /** Its place in the answer, by which the page names it. */
  readonly id: string;
  readonly verdict: 'allow' | 'deny';
  readonly verdictText: string;
  readonly where: string;
  /** The deciding rule as written, or why none decided. */
  readonly reason: string;
  /** The rule's place in its list. */
  readonly detail: string;
  readonly canOpen: boolean;
  readonly passedHeading: string;
  readonly passed: readonly {
    readonly id: string;
    readonly rule: string;
    readonly name: string;
    readonly why: string;
  }[];
}

export interface PageWords {
  readonly keep: string;
  readonly again: string;
  readonly copy: string;
  readonly another: string;
  readonly all: string;
  readonly open: string;
}

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
