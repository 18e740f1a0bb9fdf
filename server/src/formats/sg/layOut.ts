import { format } from '#syntax/format.ts';
import { parse } from '#syntax/parse.ts';
import { applyEdits } from '#text/textEdit.ts';

/** Past this, laying a text out costs more than whoever reads it gains: it stays as it was printed, one blank everywhere. */
const MAX_LENGTH = 5_000_000;

/** Printed text of the rule language in its canonical layout. */
export function layOut(text: string): string {
  return text.length > MAX_LENGTH ? text : applyEdits(text, format(text, parse(text)));
}
