// Guards that fixes of random worlds, applied one by one and all at once, do to every packet what they promise.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applyEdits } from '#text/textEdit.ts';
import type { Folder } from '#workspace/folder.ts';
import { diagnosticsOf, fixAll, fixesAt } from '#workspace/folderDiagnostics.ts';
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

// Guards that a fix which says that it changes no packet changes none.

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
        for (const { diagnostic } of safe) seen.add(diagnostic.code);
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
