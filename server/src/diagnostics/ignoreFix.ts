import { indentation, lineBreak, lineStart } from '#text/lines.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { t } from '#util/l10n.ts';
import { type Code, codeInfo } from './codes.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { Fix, FixContext } from './fix.ts';

/** Writes the comment that takes a finding off its line, for the reason to be typed; JSON has no comments. */
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

/** Of a comment that says what to ignore, the text of the comment is what has to change. */
const OF_COMMENTS: ReadonlySet<Code> = new Set(['unused-ignore']);

/** Alone on the line before, with the same indentation. */
function commentBefore(text: string, offset: number, code: Code): TextEdit {
  const start = lineStart(text, offset);
  return { start, end: start, newText: `${indentation(text, offset)}# ignore ${code}: ${lineBreak(text)}` };
}
