// One question to the cloud's API, and what may come back.

export interface Question {
  readonly service: 'vpc' | 'cvm';
  readonly action: string;
  /** Absent where the question is about all of them. */
  readonly region?: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly perSecond: number;
}

export interface Fault {
  /**
   * `keys`: nothing will be answered with these keys. `refused`: this action needs a permission. `gone`: what was asked about is not there
   * any more. `region`: the cloud does not know the region. `interrupted`: somebody ended it. Else `other`.
   */
  readonly kind: 'keys' | 'refused' | 'gone' | 'region' | 'interrupted' | 'other';
  /** The API's, or empty where there was no answer of it. */
  readonly code: string;
  /** A whole sentence, or several, that say what to do. */
  readonly message: string;
}

/** The object in `Response`, not looked into yet. */
export type Answer = { readonly value: Readonly<Record<string, unknown>> } | { readonly fault: Fault };

/** Nothing is thrown. Waits until the rates allow the question, and asks again where that may help. */
export type Ask = (question: Question) => Promise<Answer>;
