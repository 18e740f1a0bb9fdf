/** A file that is imported, of whatever format. */
export interface ImportFile {
  /** As it is called in notes. */
  readonly name: string;
  readonly text: string;
}
