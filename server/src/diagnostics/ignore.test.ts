import { expect, test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';
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
        #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-ignore: This takes nothing off: no 'shadowed-rule' is reported here

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
        #                  ^^^^^^^^^^^^^^^^^^^^^^ unused-ignore: This gives no reason
        allow tcp from any # ignore shadowed-rule:
        #<^^^^^^^^^^^^^^^^^^ shadowed-rule
        #                  ^^^^^^^^^^^^^^^^^^^^^^^ unused-ignore: This gives no reason
        allow udp from any # ignore shadow: no such code
        #<^^^^^^^^^^^^^^^^^^ shadowed-rule
        #                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-ignore: 'shadow' is no code
        allow all from nix # ignore unknown-name: later
        #              ^^^ unknown-name
        #                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-ignore: 'unknown-name' is an error
      } # ignore: what?
      # ^^^^^^^^^^^^^^^ unused-ignore: This names no code
      # ignore redundant-rule, open-to-world: nothing of these is here
      #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unused-ignore: This takes nothing off: no 'redundant-rule' or 'open-to-world'
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
