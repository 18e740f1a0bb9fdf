import type { Decoded } from '#text/decode.ts';

/** How files reach the core: the one interface with several implementations (Node, a worker's client, memory in tests). */
export interface Host {
  /** The URIs of all `.sg`, `.sg.json` and `secgroup.json` files below a folder, ignored ones left out; past the limit, cut off and said. */
  list(folder: string): Promise<Listing>;
  /** The same, where that is cheap enough to be asked before every edit; undefined where it is not. */
  relist?(folder: string): Promise<Listing> | undefined;
  /** The names of the files in a folder, of any kind; links are none. Undefined where there is no such folder. */
  names?(folder: string): Promise<readonly string[] | undefined>;
  /** The text of a file, or why there is none. */
  read(uri: string): Promise<FileRead>;
  /** The stamps of files as they are now, in the order of the URIs. Without it, files are read to see whether they changed. */
  stamps?(uris: readonly string[]): Promise<readonly (string | undefined)[]>;
  /** The URI of the file or folder that a URI leads to, links followed and in the disk's own letter case, so that one file has one. */
  resolve?(uri: string): string;
}

export interface Listing {
  readonly uris: readonly string[];
  readonly complete: boolean;
  /** Folders that could not be listed, by their URI with the reason. */
  readonly unread?: ReadonlyMap<string, string>;
}

/**
 * The stamp is another one whenever the content may be. It is absent where that cannot be told: a file that was written a moment ago
 * may be written again within what the disk's clock tells apart. `gone`: there is no such file any more.
 */
export type FileRead = { readonly stamp?: string } & (Decoded | { readonly error: string; readonly gone?: boolean });
