/** How files reach the core: the one interface with several implementations (Node, a worker's client, memory in tests). */
export interface Host {
  /** The URIs of all `.sg`, `.sg.json` and `secgroup.json` files below a folder, ignored ones left out; past the limit, cut off and said. */
  list(folder: string): Promise<{ readonly uris: readonly string[]; readonly complete: boolean }>;
  /** The text of a file, or why there is none. */
  read(uri: string): Promise<{ readonly text: string } | { readonly error: string }>;
}
