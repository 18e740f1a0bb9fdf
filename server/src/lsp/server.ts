import type * as lsp from 'vscode-languageserver';
import type { Settings } from '#protocol/settings.ts';
import type { Host } from '#workspace/host.ts';
import type { Workspace } from '#workspace/workspace.ts';
import type { ClientFeatures } from './clientFeatures.ts';
import type { Reports } from './diagnostics.ts';
import type { Judging } from './judging.ts';
import type { OpenDocument } from './openDocument.ts';
import type { PlacedFile } from './places.ts';
import type { Refresh } from './refresh.ts';
import type { Scheduler } from './scheduler.ts';
import { canonicalUri, type OpenFolder, spelt } from './uris.ts';

/** What every handler is given. Made when the client has introduced itself. */
export interface Server {
  readonly connection: lsp.Connection;
  readonly client: ClientFeatures;
  readonly workspace: Workspace;
  readonly host: Host;
  /** A file that ships beside the server, where it can be read. */
  readonly readAsset: ((name: string) => Promise<Uint8Array>) | undefined;
  /** The open folders, in their order. */
  readonly folders: OpenFolder[];
  /** All open documents, by `spelt` URI: two of them may be one file. */
  readonly opened: Map<string, OpenDocument>;
  /** The document whose text is a file's: of two the one that was changed last. By canonical URI. */
  readonly documents: Map<string, OpenDocument>;
  /** How the client writes the URIs of the files that it has ever opened, by canonical URI. */
  readonly spellings: Map<string, string>;
  /** The document in which built-in names are declared, as the client can show it; absent where it cannot. */
  readonly builtinUri: string | undefined;
  readonly reports: Reports;
  readonly scheduler: Scheduler;
  readonly judging: Judging;
  readonly refresh: Refresh;
  /** The tokens that a file's were last answered with. */
  readonly tokens: Map<string, lsp.SemanticTokens>;
  /** Of the user; a client that has none leaves the defaults. */
  settings: Settings;
  /** Resolves when the folders are read for the first time. */
  readonly indexed: Promise<void>;
  /** Work that reads folders or files, or asks the client: one piece after the other. */
  readonly inTurn: <T>(work: () => T | Promise<T>) => Promise<T>;
  /** Resolves when all is done that the messages so far have begun. Whoever comes behind them waits for it. */
  settled: Promise<void>;
  /** Reads the folders, where that is not done or under way: the client takes requests only when it has said that it is ready. */
  begin(): void;
  /** After every change of text, files or folders. */
  changed(): void;
  /** After one that the client has not made itself: what it was told may be wrong now. */
  changedOutside(): void;
}

/** A file that a request is about. */
export interface FileContext extends PlacedFile {
  readonly server: Server;
}

/** Nothing for a document that belongs to no model: of another language, or not open and in no folder. */
export function fileContext(server: Server, uri: string): FileContext | undefined {
  const canonical = canonicalUri(server, uri);
  const snapshot = server.workspace.snapshotOf(canonical);
  const file = snapshot?.files.get(canonical);
  if (snapshot === undefined || file === undefined) return undefined;
  const asked = server.opened.get(spelt(uri));
  // Two documents of one file that differ: the places of one mean nothing in the other.
  if (asked !== undefined && asked !== server.documents.get(canonical) && asked.text !== file.text) return undefined;
  return { server, snapshot, file, uri: canonical };
}
