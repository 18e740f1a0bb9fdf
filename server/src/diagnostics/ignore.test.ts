// Guards comments that ignore findings: which line and block they speak of, what they cannot ignore, and those that ignore nothing.

import { expect, test } from 'vitest';
import { applyEdits } from '#text/textEdit.ts';
import type { Folder } from '#workspace/folder.ts';
import { diagnosticsOf, fixesAt } from '#workspace/folderDiagnostics.ts';
import { checkDiagnostics, loadFixture, UNUSED } from '../../test/support/checkDiagnostics.ts';
import { readIgnore } from './ignoreComment.ts';

const without = UNUSED;

test('a comment at the end of a line or alone on the line before takes warnings off that line', () => {
  checkDiagnostics(
    `
    group web {
      inbound {
        deny  all from any
        allow ssh from any # ignore shadowed-rule: kept for the audit
        # ignore shadowed-rule, redundant-rule: this too
        allow tcp from any
        allow udp from any
        #<^^^^^^^^^^^^^^^^^^ shadowed-rule
      }
    }
    `,
    { without },
  );
});

test('where the line opens a block, all of the block is meant, also from the line before a declaration', () => {
  checkDiagnostics(
    `
    # ignore shadowed-rule: drafts
    group web "a { brace" {
      inbound { deny all from any
        allow ssh from any
      }
      outbound { # ignore redundant-rule: see above
        deny all to any
        deny ssh to any
        allow tcp to any
      }
    }
    group db {
      inbound {
        deny  all from any
        allow ssh from any
        #<^^^^^^^^^^^^^^^^^^ shadowed-rule
      }
      # ignore shadowed-rule: only what follows
      outbound {
        deny  all to any
        allow ssh to any
      }
    }
    `,
    { without },
  );
});

test('comments on consecutive lines all speak of the line behind them, but not across other lines', () => {
  checkDiagnostics(
    `
    group web {
      inbound {
        deny  all from any
        # ignore shadowed-rule: one
        # ignore host-bits-set: two
        allow ssh from 10.0.0.1/8
        # ignore shadowed-rule: too far off
        #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-ignore: This ignores nothing: no 'shadowed-rule' is reported here

        allow tcp from any
        #<^^^^^^^^^^^^^^^^^^ shadowed-rule
      }
    }
    `,
    { without },
  );
});

test('one without a reason, without a code, for an error or for nothing is reported', () => {
  checkDiagnostics(
    `
    group web {
      inbound {
        deny  all from any
        allow ssh from any # ignore shadowed-rule
        #<^^^^^^^^^^^^^^^^^^ shadowed-rule
        #                  ^^^^^^^^^^^^^^^^^^^^^^ unused-ignore: Without a reason
        allow tcp from any # ignore shadowed-rule:
        #<^^^^^^^^^^^^^^^^^^ shadowed-rule
        #                  ^^^^^^^^^^^^^^^^^^^^^^^ unused-ignore: Without a reason
        allow udp from any # ignore shadow: no such code
        #<^^^^^^^^^^^^^^^^^^ shadowed-rule
        #                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-ignore: 'shadow' is not a code
        allow all from nix # ignore unknown-name: later
        #              ^^^ unknown-name
        #                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-ignore: 'unknown-name' is an error
      } # ignore: what?
      # ^^^^^^^^^^^^^^^ unused-ignore: The code is missing
      # ignore redundant-rule, open-to-world: nothing of these is here
      #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-ignore: This ignores nothing: no 'redundant-rule' or 'open-to-world'
    }
    # ignore the rest of this file, which is prose
    `,
    { without },
  );
});

test('errors cannot be ignored, nor can what the settings made an error; lowered errors of names stay seen', () => {
  checkDiagnostics(
    `
    group web {
      inbound {
        deny  all from any
        allow ssh from any # ignore shadowed-rule: an error here
        #<^^^^^^^^^^^^^^^^^^ shadowed-rule
        #                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-ignore: 'shadowed-rule' is an error
        allow all from nix # ignore unknown-name: only a warning here
        #              ^^^ unknown-name
        #                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-ignore
      }
    }
    `,
    { without, config: { severity: { 'shadowed-rule': 'error', 'unknown-name': 'warning' } } },
  );
});

test('useless comments can be kept on purpose, but no comment excuses itself', () => {
  checkDiagnostics(
    `
    # ignore unused-ignore: written ahead
    group web {
      outbound {
        allow tcp 1 to any # ignore open-to-world: later
      }
    }
    # ignore unused-ignore: nothing here
    #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-ignore
    group db { }
    `,
    { without },
  );
});

test('a comment is one where codes and nothing else stand behind the word', () => {
  expect(readIgnore('# ignore shadowed-rule, nothing: why')).toEqual({
    codes: ['shadowed-rule'],
    unknown: ['nothing'],
    reason: true,
  });
  expect(readIgnore('#ignore shadowed-rule: why')?.reason).toBe(true);
  expect(readIgnore('# ignore')).toEqual({ codes: [], unknown: [], reason: false });
  expect(readIgnore('# ignore shadowed-rule because')).toEqual({
    codes: ['shadowed-rule'],
    unknown: [],
    reason: false,
  });
  expect(readIgnore('# ignore this for now: it is prose')).toBeUndefined();
  expect(readIgnore('# ignored shadowed-rule: prose')).toBeUndefined();
  expect(readIgnore('# we ignore shadowed-rule: prose')).toBeUndefined();
});

test('what can be ignored has a fix that writes the comment, with the cursor where the reason goes', () => {
  // Guards: the comment takes off its own finding and nothing else, wherever it stands, and leaves no finding of its own.
  const text = `addresses spare {
  10.0.0.5/24
}
group web {
  inbound {
    allow ssh from any
    allow tcp 22 from
      10.1.0.0/16,
      web until 2020-01-01
  }
}
cvm lonely { private-ip 10.0.0.9 public-ip 203.0.113.9 }
expect deny ssh from any6 to web
`.replaceAll('\n', '\r\n');
  const uri = 'file:///main.sg';
  const before = loadFixture(new Map([[uri, text]]), { config: { severity: { 'missing-description': 'hint' } } });
  const told = (folder: Folder) => diagnosticsOf(folder, uri).map(({ code, message }) => `${code} ${message}`);
  const findings = diagnosticsOf(before, uri).filter(({ severity }) => severity !== 'error');
  expect(new Set(findings.map(({ code }) => code)).size).toBeGreaterThan(6);
  for (const finding of findings) {
    const range = { start: finding.start, end: finding.end };
    const fix = fixesAt(before, uri, range).find(
      ({ diagnostic, fix }) =>
        diagnostic.start === finding.start && fix.title === `Ignore '${finding.code}' here, with a reason`,
    )?.fix;
    const [edit] = fix?.edits ?? [];
    if (fix?.cursor === undefined || edit === undefined) return expect.fail(`${finding.code} has none`);
    const newText = `${edit.newText.slice(0, fix.cursor)}known${edit.newText.slice(fix.cursor)}`;
    const after = applyEdits(text, [{ ...edit, newText }]);
    const left = told(
      loadFixture(new Map([[uri, after]]), { config: { severity: { 'missing-description': 'hint' } } }),
    );
    const gone = told(before).filter((each) => !left.includes(each));
    expect([after, left.filter((each) => each.startsWith('unused-ignore'))]).toEqual([after, []]);
    expect(gone.every((each) => each.startsWith(`${finding.code} `))).toBe(true);
    expect(left.length).toBeLessThan(told(before).length);
    expect(/(?<!\r)\n/.test(after)).toBe(false);
  }
});

test('a description is added where it belongs', () => {
  // Guards: behind the date and before a comment, in an empty one, and behind a name.
  const uri = 'file:///main.sg';
  const text = `group web {
  inbound { allow ssh from web until 2099-01-01 # why
    allow rdp from web ""
  }
}
`;
  const config = { severity: { 'missing-description': 'warning', 'unused-group': 'off' } };
  const folder = loadFixture(new Map([[uri, text]]), { config });
  const fixes = fixesAt(folder, uri, { start: 0, end: text.length }).filter(
    ({ fix }) => fix.title === 'Add a description',
  );
  const edits = fixes.flatMap(({ fix }) =>
    fix.edits.map((edit) => ({
      ...edit,
      newText: `${edit.newText.slice(0, fix.cursor)}x${edit.newText.slice(fix.cursor)}`,
    })),
  );
  expect(applyEdits(text, edits)).toBe(`group web "x" {
  inbound { allow ssh from web until 2099-01-01 "x" # why
    allow rdp from web "x"
  }
}
`);
});
