import type { Limits } from './workspace.ts';

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
