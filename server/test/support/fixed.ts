// The text after a quick fix.

import { fixesAt } from '#questions/findings.ts';
import { applyEdits } from '#text/textEdit.ts';
import { loadFixture } from './checkDiagnostics.ts';
import { readFixture } from './fixture.ts';

/** The file after the fix of that title for what is reported at the cursor. */
export function fixed(fixture: string, title: string | RegExp): string {
  const { files, cursor } = readFixture(fixture);
  if (cursor === undefined) throw new Error('The fixture has no cursor.');
  const folder = loadFixture(files);
  const offered = fixesAt(folder, cursor.uri, cursor);
  const found = offered.find(({ fix }) => (typeof title === 'string' ? fix.title === title : title.test(fix.title)));
  if (found === undefined) throw new Error(`Offered is only: ${offered.map(({ fix }) => fix.title).join(' | ')}`);
  return applyEdits(files.get(cursor.uri) ?? '', found.fix.edits);
}
