/** The language's identifier in VS Code and on the wire. */
export const languageId = 'secgroup';

/** A request of ours: its method with the types of what it takes and answers. The types are for the compiler alone. */
export interface Request<Params, Result> {
  readonly method: string;
  readonly types?: (params: Params) => Result;
}

export interface Notification<Params> {
  readonly method: string;
  readonly types?: (params: Params) => void;
}

export function request<Params, Result>(method: string): Request<Params, Result> {
  return { method: `secgroup/${method}` };
}

export function notification<Params>(method: string): Notification<Params> {
  return { method: `secgroup/${method}` };
}

/** Positions, ranges and edits as LSP has them, in the encoding that was agreed. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

export interface Range {
  readonly start: Position;
  readonly end: Position;
}

export interface Location {
  readonly uri: string;
  readonly range: Range;
}

/** Which model a question is for: any file or folder in it. Absent where there is only one workspace folder. */
export interface ModelChoice {
  readonly uri?: string;
}
