// A question to the cloud's API, and what may come back.

import type { JsonObject } from './json.ts';

export type Service = 'vpc' | 'cvm';

export interface Question {
  readonly service: Service;
  readonly action: string;
  /** Absent where the question is about all regions. */
  readonly region?: string;
  readonly params: JsonObject;
  /** The most requests a second that the API allows for the action. */
  readonly perSecond: number;
}

export interface Fault {
  /**
   * `keys`: nothing will be answered with these keys. `refused`: the action needs a permission. `gone`: what was asked about does not
   * exist any more. `region`: the cloud does not know the region. `interrupted`: the user ended the program. `other`: anything else.
   */
  readonly kind: 'keys' | 'refused' | 'gone' | 'region' | 'interrupted' | 'other';
  /** The API's own code, empty where the API has not answered. */
  readonly code: string;
  /** One or more whole sentences, which say what to do. */
  readonly message: string;
}

/** The object in `Response`, not checked yet. */
export type Answer = { readonly value: JsonObject } | { readonly fault: Fault };

/** Waits until the rates of the API allow the question, and asks again where that may help. Never throws. */
export type Ask = (question: Question) => Promise<Answer>;
