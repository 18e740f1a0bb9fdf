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

/** What is answered is written out, `request<Answer>()('method', shape)`, and what is asked follows from the shape of the parameters. */
export function request<Result>() {
  return <Params>(method: string, params: Shape<Params>): Request<Params, Result> => ({
    method: `secgroup/${method}`,
    params,
  });
}

/** What comes with a finding for our client, which shows it where nobody else says so. */
export interface FindingData {
  readonly notJson?: true;
}

/** Why there is no answer. */
export interface Failure {
  readonly error: string;
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
