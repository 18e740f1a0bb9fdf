import { t } from '#util/l10n.ts';
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
  if (!complete) notices.push(t('There are more than {0} files; the rest are left out.', limits.files));
  for (const [uri, error] of [...unread].slice(0, MOST_NAMED))
    notices.push(t("'{0}' cannot be read: {1}", nameOf(uri), error));
  if (unread.size > MOST_NAMED) notices.push(t('{0} more files cannot be read.', unread.size - MOST_NAMED));
  for (const { uri, syntaxOnly } of files) {
    if (!syntaxOnly) continue;
    const megabytes = limits.fileSize / 1_000_000;
    notices.push(
      t("'{0}' is over {1} MB: only its grammar is checked, and it is no part of the model.", nameOf(uri), megabytes),
    );
  }
  return notices;
}

function nameOf(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1);
}
