export interface Limits {
  /** Files with more characters than this are only checked for their grammar. */
  readonly fileSize: number;
  /** Files of one folder. */
  readonly files: number;
}

/** How much is looked at; what is past a limit is said in a folder's notices. */
export const editorLimits: Limits = { fileSize: 5_000_000, files: 10_000 };
export const commandLimits: Limits = { fileSize: 100_000_000, files: 10_000 };
