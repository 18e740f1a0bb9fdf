/** How much is looked at; what is past a limit is said in a snapshot's notices. */
export interface Limits {
  /** Files with more characters than this are only checked for their grammar. */
  readonly fileSize: number;
  /** Files of one folder. */
  readonly files: number;
}

export const editorLimits: Limits = { fileSize: 5_000_000, files: 10_000 };
export const commandLimits: Limits = { fileSize: 100_000_000, files: 10_000 };

/** Findings of one file that an editor is told; the command line reports all. */
export const EDITOR_DIAGNOSTICS = 1000;

/** What a limit left out, in words. */
export function noticesOf(
  files: Iterable<{ readonly uri: string; readonly syntaxOnly: boolean }>,
  limits: Limits,
  complete: boolean,
): readonly string[] {
  const notices: string[] = [];
  if (!complete) notices.push(`There are more than ${limits.files} files; the rest are left out.`);
  for (const { uri, syntaxOnly } of files) {
    if (!syntaxOnly) continue;
    const megabytes = limits.fileSize / 1_000_000;
    notices.push(`'${uri.slice(uri.lastIndexOf('/') + 1)}' is over ${megabytes} MB: only its grammar is checked, and it is no part of the model.`);
  }
  return notices;
}
