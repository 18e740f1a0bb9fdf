// Guards the layout of the formatter: columns, blank lines, comments, and what it leaves as it is.

import { expect, test } from 'vitest';
import { applyEdits } from '#text/textEdit.ts';
import { randomFrom } from '../../test/support/random.ts';
import { edited, randomEdit, randomFile, tidyBlanks, wildBlanks } from '../../test/support/randomRules.ts';
import { limit, rounds } from '../../test/support/rounds.ts';
import type * as ast from './ast.ts';
import { format } from './format.ts';
import { parse } from './parse.ts';

// Guards the canonical layout: what it looks like, that it is one, and that it changes nothing but blanks.

function formatted(text: string): string {
  return applyEdits(text, format(text, parse(text)));
}

function checkFormat(text: string, wanted: string): void {
  expect(formatted(text)).toBe(wanted);
  expect(formatted(wanted)).toBe(wanted);
}

/** What a tree says, its places left out. */
function meaning(file: ast.File): unknown {
  const places = new Set(['start', 'end', 'length', 'ends', 'keyword', 'actionRange', 'whole', 'alone']);
  const says = ({ block }: ast.PlacedBlock) => block.declaration ?? block.problems[0] ?? block.comments[0];
  return JSON.parse(
    JSON.stringify(file.blocks.filter(says), (key, value: unknown) => {
      if (places.has(key)) return undefined;
      return key === 'text' && typeof value === 'string' ? value.trimEnd() : value;
    }),
  );
}

test('rules stand in columns, with their comments and one blank line at most', () => {
  checkFormat(
    `group   web  "Front end" { id sg-0a1b2c3d
inbound {

# first
allow web-ports from any "the shop" # why
  allow ssh from office,bastion


   deny tcp 80 , 443 - 500 from any until 2027-03-31 "closed"
# last
} outbound { allow tcp 3306 to db allow all to any }
}`,
    `group web "Front end" {
  id sg-0a1b2c3d
  inbound {
    # first
    allow web-ports      from any                               "the shop" # why
    allow ssh            from office, bastion

    deny  tcp 80,443-500 from any             until 2027-03-31 "closed"
    # last
  }
  outbound {
    allow tcp 3306 to db
    allow all      to any
  }
}
`.replace('any                               "the', 'any                              "the'),
  );
});

test('lists of one rule stay on one line, under one another', () => {
  checkFormat(
    'acl a {\n inbound {allow tcp 80,443 from any}\n outbound   { allow tcp 1024-65535 to any }\n}\n',
    'acl a {\n  inbound  { allow tcp 80,443 from any }\n  outbound { allow tcp 1024-65535 to any }\n}\n',
  );
});

test('properties and items stand in columns', () => {
  checkFormat(
    'cvm w{id ins-1\nprivate-ip 10.0.1.10 , ::1 dedicated\ngroups web,ops# order\n}\naddresses a {\n10.0.0.0/8 "ten"\n10.0.0.1 - 10.0.0.9 "few"\n}\n',
    `cvm w {
  id         ins-1
  private-ip 10.0.1.10, ::1
  dedicated
  groups     web, ops # order
}
addresses a {
  10.0.0.0/8        "ten"
  10.0.0.1-10.0.0.9 "few"
}
`,
  );
});

test('interfaces stand in braces of their own, with columns of their own', () => {
  checkFormat(
    'cvm w{private-ip 10.0.1.10\ninterface eth1{id eni-1 private-ip 10.0.2.10\n# of the back\ngroups db,ops }\ngroups web interface { groups db } dedicated}\n',
    `cvm w {
  private-ip 10.0.1.10
  interface eth1 {
    id         eni-1
    private-ip 10.0.2.10
    # of the back
    groups     db, ops
  }
  groups     web
  interface { groups db }
  dedicated
}
`,
  );
});

test('expectations that follow one another are one table', () => {
  checkFormat(
    'expect allow tcp 3306 from web to db "reaches"\nexpect deny ssh from any to db\n\nexpect deny ssh from any to db\n',
    'expect allow tcp 3306 from web to db "reaches"\nexpect deny  ssh      from any to db\n\nexpect deny ssh from any to db\n',
  );
});

test('line breaks behind the commas of a long rule are kept', () => {
  checkFormat(
    'group a {\n inbound {\nallow ssh from web,\n db, ops,\nx "who"\n }\n}\n',
    'group a {\n  inbound {\n    allow ssh from web,\n                   db, ops,\n                   x "who"\n  }\n}\n',
  );
});

test('damaged lines are left alone, the lines round them are not', () => {
  checkFormat(
    'group a {\ninbound {\nallow   ssh from any\n  allow   tcp 80   form any\ndeny all from any\n}\n}\n',
    'group a {\n  inbound {\n    allow ssh from any\n  allow   tcp 80   form any\n    deny  all from any\n  }\n}\n',
  );
});

test('a rule with a comment inside is left as it is', () => {
  checkFormat(
    'group a {\n inbound {\n allow ssh from web, # front\n     db\n }\n}\n',
    'group a {\n  inbound {\n allow ssh from web, # front\n     db\n  }\n}\n',
  );
});

test('line ends of the file and its byte order mark are kept', () => {
  checkFormat(
    '\ufeffgroup a {\r\ninbound {\r\nallow ssh from any\r\n}\r\n}',
    '\ufeffgroup a {\r\n  inbound {\r\n    allow ssh from any\r\n  }\r\n}\r\n',
  );
});

test.each(['\r\r\n\n', '\r\n\r\n\n', '\r\n\n', '\n\r\n \r\n', '\r\n \r', '\r \r\n'])(
  'no edit of %j begins or ends within a line end',
  (blanks) => {
    const text = `group a {}${blanks}group b {}${blanks}`;
    const split = (at: number) => text.slice(at - 1, at + 1) === '\r\n';
    for (const { start, end } of format(text, parse(text))) expect([split(start), split(end)]).toEqual([false, false]);
    expect(formatted(formatted(text))).toBe(formatted(text));
  },
);

test('Chinese text counts two columns a character', () => {
  checkFormat(
    'group a {\ninbound {\nallow 数据库 from any "x"\nallow ssh from 办公室 "y"\n}\n}\n',
    'group a {\n  inbound {\n    allow 数据库 from any    "x"\n    allow ssh    from 办公室 "y"\n  }\n}\n',
  );
});

test('a range changes its own lines only', () => {
  const text = 'group a {\ninbound {\nallow ssh from any\n}\n}\ngroup b {\ninbound {\nallow ssh from any\n}\n}\n';
  const at = text.indexOf('allow');
  const edits = format(text, parse(text), { start: at, end: at + 3 });
  expect(applyEdits(text, edits)).toBe(text.replace('allow', '    allow'));
});

test('formatting is idempotent, changes blanks only, and the tree says the same', { timeout: limit(1_200_000) }, () => {
  for (let seed = 1; seed <= rounds(4_000, 200_000); seed++) {
    const next = randomFrom(seed);
    let text = randomFile({ next, blanks: seed % 2 === 0 ? wildBlanks : tidyBlanks }, seed % 16 === 0 ? 16 : 4);
    if (seed % 4 > 1)
      for (let left = Math.floor(next() * 4); left > 0; left--) text = edited(text, randomEdit(next, text));
    const once = formatted(text);
    const told = { seed, text, once };
    expect({ ...told, meaning: meaning(parse(once)) }).toEqual({ ...told, meaning: meaning(parse(text)) });
    expect({ ...told, again: formatted(once) }).toEqual({ ...told, again: once });
    expect(once.replace(/\s+/g, '')).toBe(text.replace(/\s+/g, ''));
  }
});
