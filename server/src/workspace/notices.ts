import type { Limits } from './workspace.ts';

export interface LeftOut {
  readonly files: Iterable<{ readonly uri: string; readonly syntaxOnly: boolean }>;
  readonly limits: Limits;
  /** Whether there were no more files than the limit. */
  readonly complete: boolean;
  /** Files that could not be read, with the reason. */
  readonly unread: ReadonlyMap<string, string>;
}

const MOST_NAMED = 20;

/** What limits and unreadable files left out, in words. */
export function noticesOf({ files, limits, complete, unread }: LeftOut): readonly string[] {
  const notices: string[] = [];
  if (!complete) notices.push(`There are more than ${limits.files} files; the rest are left out.`);
  for (const [uri, error] of [...unread].slice(0, MOST_NAMED))
    notices.push(`'${nameOf(uri)}' cannot be read: ${error}`);
  if (unread.size > MOST_NAMED) notices.push(`${unread.size - MOST_NAMED} more files cannot be read.`);
  for (const { uri, syntaxOnly } of files) {
    if (!syntaxOnly) continue;
    const megabytes = limits.fileSize / 1_000_000;
    notices.push(
      `'${nameOf(uri)}' is over ${megabytes} MB: only its grammar is checked, and it is no part of the model.`,
    );
  }
  return notices;
}

function nameOf(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1);
}
