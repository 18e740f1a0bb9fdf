export interface OpenDocument {
  /** As the client writes it. */
  readonly uri: string;
  /** The canonical URI of the file that it is. */
  readonly file: string;
  readonly version: number;
  readonly text: string;
}
