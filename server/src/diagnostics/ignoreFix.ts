import { indentation, lineBreak, lineStart } from '#text/lines.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { t } from '#util/l10n.ts';
import { type Code, codeInfo } from './codes.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Fix, FixContext } from './fix.ts';

/** Writes the comment that ignores a finding on its line, with the cursor where the reason is typed. JSON has no comments. */
export function ignoreFixes(
  { language, text, placed }: FixContext,
  { code, severity, start }: Diagnostic,
): readonly Fix[] {
  if (language === 'json' || severity === 'error' || !codeInfo(code).hideable || OF_COMMENTS.has(code)) return [];
  const edit = commentBefore(text, placed.start + start, code);
  return [
    {
      title: t("Ignore '{0}' here, with a reason", code),
      preferred: false,
      edits: [edit],
      changesPackets: false,
      cursor: edit.newText.trimEnd().length + 1,
    },
  ];
}

/** A finding about an ignore comment is not ignored by another comment: the comment itself has to change. */
const OF_COMMENTS: ReadonlySet<Code> = new Set(['unused-ignore']);

/** The comment on a line of its own before the finding, with the same indentation. */
function commentBefore(text: string, offset: number, code: Code): TextEdit {
  const start = lineStart(text, offset);
  return { start, end: start, newText: `${indentation(text, offset)}# ignore ${code}: ${lineBreak(text)}` };
}
