// Bytes that were read in an encoding in which they mean nothing: an editor, or Node, has put U+FFFD in their place.

import { t } from '#util/l10n.ts';

/** Where the first character was lost, or -1. */
export function lostAt(text: string): number {
  return text.indexOf('\ufffd');
}

export function charactersLost(): string {
  return t(
    'The file is not UTF-8, and characters were lost when it was read. Open it again in its encoding (GB18030 if it comes from Chinese Windows) and save it as UTF-8.',
  );
}
