import { type Failure, request } from './requests.ts';
import { list, object, text } from './shape.ts';

// What the server asks of a client that reads files for it, because they are on no disk that it can reach: in a Web Worker, or
// where a folder of the desktop is virtual. The client says so in `initializationOptions`.

export interface InitializationOptions {
  /** The client answers `listFiles` and `readFile`. */
  readonly readsFiles?: boolean;
  /** The folder of what ships beside the server, where that is on no disk of the server's: the client reads it like other files. */
  readonly assets?: string;
  /** What the server says in the client's language, by the English text, where it cannot read the file of it beside itself. */
  readonly texts?: Readonly<Record<string, string>>;
  /** The user's settings. A client that sends them is notified of changes of the model and the status. */
  readonly settings?: unknown;
  /** The client shows documents of the schemes `secgroup-builtin:` and `secgroup-docs:`. Others get real files, or nothing. */
  readonly showsDocuments?: boolean;
  /** The client colours rule files by our grammar: tokens are about the kinds of names only. For others, every token is named. */
  readonly hasGrammar?: boolean;
  /**
   * What changes packets or several files it confirms in a way of its own: such a code action has the command `secgroup.applyEdit`, of
   * which the argument is a `ModelEdit`, in the place of an edit that is to be confirmed. It is offered those that open a view as well.
   */
  readonly confirmsEdits?: boolean;
  /** Files that ended the server twice: it is to leave them alone. Their texts are not sent either. */
  readonly setAside?: readonly string[];
}

/**
 * All files below a folder that are called `*.sg`, `*.sg.json`, `secgroup.json` or `.gitignore`, without following links. What
 * `.gitignore` excludes is left out by the server.
 */
export const listFiles = request<{ readonly uris: readonly string[]; readonly complete: boolean }>()(
  'listFiles',
  object({ folder: text }),
);

/** The names of the files in a folder, whatever they are called, without links; an error where there is no such folder. */
export const listNames = request<{ readonly names: readonly string[] }>()('listNames', object({ folder: text }));

/** A file's bytes in Base64, with its stamp as it was before they were read, or why there are none. */
export const readFile = request<{ readonly base64: string; readonly stamp?: string } | Failure>()(
  'readFile',
  object({ uri: text }),
);

/**
 * A stamp for each file, in their order: it differs whenever the bytes may differ. Null where that cannot be known, as for a file that
 * was written a moment ago.
 */
export const stampFiles = request<{ readonly stamps: readonly (string | null)[] }>()(
  'stampFiles',
  object({ uris: list(text) }),
);
