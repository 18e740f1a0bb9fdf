import { t } from '#util/l10n.ts';
import { fileName } from '#util/strings.ts';
import type { Limits } from './limits.ts';

export interface LeftOut {
  readonly files: Iterable<{ readonly uri: string; readonly syntaxOnly: boolean }>;
  readonly limits: Limits;
  /** Whether there were no more files than the limit. */
  readonly complete: boolean;
  /** Files that could not be read, with the reason. */
  readonly unread: ReadonlyMap<string, string>;
}

/** A file that is no part of the model, or all those behind a limit. */
export interface Notice {
  /** Absent where files were left out that nobody has listed. */
  readonly uri?: string;
  readonly message: string;
}

/** What limits and unreadable files left out. */
export function noticesOf({ files, limits, complete, unread }: LeftOut): readonly Notice[] {
  const notices: Notice[] = [];
  if (!complete) notices.push({ message: t('There are more than {0} files; the rest are left out.', limits.files) });
  for (const [uri, error] of unread)
    notices.push({ uri, message: t("'{0}' cannot be read: {1}", fileName(uri), error) });
  for (const { uri, syntaxOnly } of files) {
    if (!syntaxOnly) continue;
    const megabytes = limits.fileSize / 1_000_000;
    const message = t(
      "'{0}' is larger than {1} MB: only its grammar is checked, and its groups and machines are left out of every answer.",
      fileName(uri),
      megabytes,
    );
    notices.push({ uri, message });
  }
  return notices;
}

const MOST_NAMED = 20;

/** The notices in words: of many unreadable files the first are named. */
export function noticeTexts(notices: readonly Notice[]): readonly string[] {
  const named = notices.slice(0, MOST_NAMED).map(({ message }) => message);
  const more = notices.length - named.length;
  return more === 0 ? named : [...named, t('{0} more files are left out.', more)];
}
