import type * as lsp from 'vscode-languageserver';
import type { Settings } from '#protocol/settings.ts';
import type { Steps } from '#util/steps.ts';
import type { Workspace } from '#workspace/workspace.ts';
import type { ClientFeatures } from './clientFeatures.ts';
import type { Reports } from './diagnostics.ts';
import type { Judging } from './judging.ts';
import type { Reader } from './places.ts';
import type { Refresh } from './refresh.ts';
import type { Scheduler } from './scheduler.ts';
import type { SentTokens } from './tokenParts.ts';
import type { OpenFolder } from './uris.ts';

// The server's state, in the parts that handlers take. Most handlers answer from `Models` alone.

/** The other end of the connection. */
export interface Client {
  readonly connection: lsp.Connection;
  readonly client: ClientFeatures;
}

export interface OpenDocument {
  /** As the client writes it. */
  readonly uri: string;
  /** The canonical URI of the file that it is. */
  readonly file: string;
  readonly version: number;
  readonly text: string;
}

/** The models, and what has to be known about the client to read and write positions in them. */
export interface Models extends Reader {
  readonly workspace: Workspace;
  /** All open documents, by `spelt` URI: two of them may be one file. */
  readonly opened: ReadonlyMap<string, OpenDocument>;
  /** The document whose text is a file's: of two the one that was changed last. By canonical URI. */
  readonly documents: ReadonlyMap<string, OpenDocument>;
}

export interface Configured extends Models {
  /** The user's settings; the defaults if the client has none. */
  readonly settings: Settings;
}

/** Models about which long questions are answered in slices between the messages. */
export interface Sliced extends Models {
  readonly scheduler: Scheduler;
  /** Prepares an answer for sending, where the server does that itself. */
  readonly makingReady: ((answer: unknown) => Steps<void>) | undefined;
}

/** Models whose findings are sent to the client. */
export interface Judged extends Sliced, Client {
  readonly reports: Reports;
  readonly judging: Judging;
  /** Resolves when the folders are read for the first time. */
  readonly indexed: Promise<void>;
}

/** Models that are changed by what the client has open. */
export interface Texts extends Models {
  readonly opened: Map<string, OpenDocument>;
  readonly documents: Map<string, OpenDocument>;
  /** How the client writes the URIs of the files that it has ever opened, by canonical URI. */
  readonly spellings: Map<string, string>;
  /** The tokens of the last answer for each file. */
  readonly tokens: Map<string, SentTokens>;
  /** After every change of text, files or folders. `edited`: the only file whose text is another now, by canonical URI. */
  changed(edited?: string): void;
}

/** Models whose files may have changed on the disk, which is looked at before they are edited. */
export interface Edited extends Models {
  /** After a change that the client has not made itself: what it was told may be wrong now. */
  changedOutside(): void;
}

/** Models that follow what lies on the disk. */
export interface Folders extends Edited, Client {
  /** The open folders, in their order. */
  readonly openFolders: OpenFolder[];
  /** Work that reads folders or files, or asks the client: one piece after the other. */
  readonly inTurn: <T>(work: () => T | Promise<T>) => Promise<T>;
  changed(): void;
}

/** A file that ships beside the server, where it can be read. */
export interface Assets {
  readonly readAsset: ((name: string) => Promise<Uint8Array>) | undefined;
}

/** All of it. Made when the client has introduced itself. */
export type Server = Texts &
  Folders &
  Judged &
  Assets & {
    settings: Settings;
    readonly refresh: Refresh;
    /** Resolves when all is done that the messages so far have begun. Whoever comes behind them waits for it. */
    messagesDone: Promise<void>;
    /** Reads the folders, where that is not done or under way: the client takes requests only when it has said that it is ready. */
    begin(): void;
  };
