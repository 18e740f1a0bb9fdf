import { number, object, optional, type Shape, type TypeOf, text } from './shape.ts';

/** The language's identifier in VS Code and on the wire. */
export const languageId = 'secgroup';

/** A request of ours: its method, what its parameters have to look like, and the type of what is answered. */
export interface Request<Params, Result> {
  readonly method: string;
  readonly params: Shape<Params>;
  /** For the compiler alone. */
  readonly result?: Result;
}

export interface Notification<Params> {
  readonly method: string;
  readonly types?: (params: Params) => void;
}

export function request<Params, Result>(method: string, params: Shape<Params>): Request<Params, Result> {
  return { method: `secgroup/${method}`, params };
}

export function notification<Params>(method: string): Notification<Params> {
  return { method: `secgroup/${method}` };
}

/** Positions, ranges and edits as LSP has them, in the encoding that was agreed. */
export const position = object({ line: number, character: number });
export type Position = TypeOf<typeof position>;

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Location {
  readonly uri: string;
  readonly range: Range;
}

/** Which model a question is for: any file or folder in it. Absent where there is only one workspace folder. */
export const modelChoice = { uri: optional(text) };
export const choice = object(modelChoice);
export type ModelChoice = TypeOf<typeof choice>;
