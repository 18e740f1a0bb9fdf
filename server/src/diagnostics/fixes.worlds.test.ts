// Guards that fixes of random worlds, applied one by one and all at once, do to every packet what they promise.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fix } from '#diagnostics/fix.ts';
import { applyEdits, type TextEdit } from '#text/textEdit.ts';
import type { Folder } from '#workspace/folder.ts';
import { diagnosticsOf, fixAll, fixesAt, type PlacedDiagnostic } from '#workspace/folderDiagnostics.ts';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { uriOf } from '../../test/support/fixture.ts';
import { rounds } from '../../test/support/rounds.ts';
import { fates, PACKETS, someFile, URI } from '../../test/support/ruleFiles.ts';

const CONFIG = uriOf('/secgroup.json');

/** With what is off unless the settings say otherwise. */
const loadAll = (text: string): Folder =>
  loadFixture(
    new Map([
      [URI, text],
      [CONFIG, '{ "severity": { "partly-shadowed-rule": "hint" } }'],
    ]),
  );

/** The edits of a fix, with something in the place where people go on to type. */
function withReason({ edits, cursor }: Fix): readonly TextEdit[] {
  if (cursor === undefined) return edits;
  return edits.map((edit) => ({
    ...edit,
    newText: `${edit.newText.slice(0, cursor)}why${edit.newText.slice(cursor)}`,
  }));
}

/** Whether a finding after the edits is one of before that stands where these edits moved it; one that they remove is gone. */
function isSame(after: PlacedDiagnostic, { code, start, end }: PlacedDiagnostic, edits: readonly TextEdit[]): boolean {
  if (after.code !== code || edits.some((edit) => edit.start <= start && end <= edit.end && edit.newText === ''))
    return false;
  const moved = (offset: number) =>
    edits
      .filter((edit) => edit.end <= offset && edit.start < end)
      .reduce((by, edit) => by + edit.newText.length - (edit.end - edit.start), offset);
  return after.start === moved(start) && after.end === moved(end);
}

// Guards that a fix which says that it changes no packet changes none, and that its finding is gone. What is written in the place of a partly
// shadowed rule may still be shadowed in part.

test(
  'fixes that say so change no packet, one by one and all at once, and leave a file that fits the grammar',
  () => {
    let made = 0;
    const seen = new Set<string>();
    fc.assert(
      fc.property(someFile, (text) => {
        const before = loadAll(text);
        const fate = fates(before);
        const safe = fixesAt(before, URI, { start: 0, end: text.length })
          // No machine is in the group that is looked at, so that it may go as a whole.
          .filter(({ fix, diagnostic }) => !fix.changesPackets && diagnostic.code !== 'unused-group');
        for (const { diagnostic, fix } of safe) {
          seen.add(diagnostic.code);
          if (diagnostic.code === 'partly-shadowed-rule') continue;
          const result = applyEdits(text, withReason(fix));
          const left = diagnosticsOf(loadAll(result), URI).filter((one) => isSame(one, diagnostic, withReason(fix)));
          expect([result, left]).toEqual([result, []]);
        }
        for (const edits of [...safe.map(({ fix }) => fix.edits), fixAll(before, URI)]) {
          const result = applyEdits(text, edits);
          const fixed = loadAll(result);
          const differing = fates(fixed).findIndex((now, i) => now !== fate[i]);
          expect([result, PACKETS[differing]]).toEqual([result, undefined]);
          expect(diagnosticsOf(fixed, URI).filter(({ code }) => code === 'syntax-error')).toEqual([]);
          made++;
        }
      }),
      { numRuns: rounds(300, 20_000) },
    );
    expect(made).toBeGreaterThan(300);
    expect(seen).toContain('partly-shadowed-rule');
  },
  rounds(120_000, 7_200_000),
);
