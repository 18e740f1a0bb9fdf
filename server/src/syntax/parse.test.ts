// Guards which trees and problems texts of the language give, from the page on the language to lines that fit nothing.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type * as ast from './ast.ts';
import { parse } from './parse.ts';

// Guards what the tree says of a text, and what is told about one that breaks the grammar.

function declarations(text: string): ast.Declaration[] {
  return parse(text).blocks.flatMap(({ block }) => block.declaration ?? []);
}

/** Problems as `line:column message`, counted from 1. */
function problems(text: string): string[] {
  return parse(text).blocks.flatMap(({ start, block }) =>
    block.problems.map((problem) => {
      const before = text.slice(0, start + problem.start).split('\n');
      return `${before.length}:${(before.at(-1) ?? '').length + 1} ${problem.message}`;
    }),
  );
}

function group(text: string): ast.Group {
  const found = declarations(text).find((declaration) => declaration.kind === 'group');
  if (found === undefined) throw new Error('There is no group.');
  return found;
}

function rule(line: string): ast.Rule {
  const found = group(`group g {\n  inbound {\n    ${line}\n  }\n}\n`).lists[0]?.rules[0];
  if (found === undefined) throw new Error('There is no rule.');
  return found;
}

function inGroup(line: string): string[] {
  return problems(`group g {\n  inbound {\n    allow ssh from any\n    ${line}\n    deny all from any\n  }\n}\n`);
}

/** What a rule says, in a word for each part. */
function told({ action, service, word, peers, until, description }: ast.Rule): string {
  const said = service === undefined ? '?' : service.kind === 'name' ? service.name.text : service.kind;
  const ports =
    service !== undefined && 'ports' in service
      ? service.ports.map(({ first, last }) => `${first}-${last}`).join(',')
      : '';
  const to = peers.map((peer) =>
    peer.kind === 'name' ? peer.name.text : peer.kind === 'address' ? peer.text : peer.kind,
  );
  return [action, said + ports, word?.text ?? '?', to.join(','), until?.text, description?.value]
    .filter((part) => part !== undefined)
    .join(' ');
}

test('the page on the language gives a file without a problem', () => {
  const page = readFileSync(new URL('../../../docs/language.md', import.meta.url), 'utf8');
  const example = /```sg\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
  expect(problems(example)).toEqual([]);
  expect(
    declarations(example)
      .map(({ kind }) => kind)
      .join(' '),
  ).toBe('region project addresses services group group group acl subnet cvm expect expect');
});

test.each([
  ['allow tcp 80, 443 - 445 from any, 10.0.0.0/8', 'allow tcp80-80,443-445 from any,10.0.0.0/8'],
  ['allow tcp 80- 90 from any', 'allow tcp80-90 from any'],
  ['allow tcp all from any6', 'allow tcp from any6'],
  [
    'deny web-ports from self, db until 2027-02-30 "say \\"no\\"\\u{21}"',
    'deny web-ports from self,db 2027-02-30 say "no"!',
  ],
  ['allow ppm-1 from sg-1, ipmg-2', 'allow ppm-1 from sg-1,ipmg-2'],
  ['allow all to web', 'allow all to web'],
  ['allow allow from from', 'allow allow from from'],
  ['allow until from until until 2027-03-31', 'allow until from until 2027-03-31'],
  ['allow tcp from group, region, tcp-in', 'allow tcp from group,region,tcp-in'],
  [
    'allow tcp 99999999999999999999 from 10.0.0.5/33, fe80::1%eth0, 10.1',
    'allow tcp100000000000000000000-100000000000000000000 from 10.0.0.5/33,fe80::1%eth0,10.1',
  ],
  ['allow __proto__ from constructor, 数据库', 'allow __proto__ from constructor,数据库'],
  ['allow\n  ssh # why\n  from\n  web', 'allow ssh from web'],
])('%j keeps the grammar', (line, wanted) => {
  expect(told(rule(line))).toBe(wanted);
  expect(problems(`group g {\n  inbound {\n    ${line}\n  }\n}\n`)).toEqual([]);
});

test.each([
  ['allow tcp 80', "4:17 Expected 'from' and a peer after the service."],
  ['allow tcp 80 form any', "4:18 Expected 'from' and a peer after the service, found 'form'. Did you mean 'from'?"],
  ['allow tcp 80 of any', "4:18 Expected 'from' and a peer after the service, found 'of'."],
  ['allow tcp 80, from any', "4:19 Expected a port after ',', found 'from'."],
  ['allow tcp 80,', "4:18 Expected a port after ','."],
  ['allow tcp 80- from any', "4:19 Expected a port after '-', found 'from'."],
  ['allow tcp 80, udp 90 from any', "4:19 Expected a port after ',', found 'udp'."],
  ['allow tpc 80 from any', "4:11 Expected 'tcp' or 'udp' before a port, found 'tpc'. Did you mean 'tcp'?"],
  ['allow ssh 22 from any', "4:11 Expected 'tcp' or 'udp' before a port, found 'ssh'."],
  [
    'allow ssh from any untli 2027-01-01',
    "4:24 Expected ',' or the end of the rule, found 'untli'. Did you mean 'until'?",
  ],
  ['allow tcp 80 from', "4:22 Expected a peer after 'from'."],
  ['allow tcp 80 from any,', "4:27 Expected a peer after ','."],
  ['allow tcp 80 from , any', "4:23 Expected a peer before ',', found ','."],
  ['allow from any', "4:11 Expected a service after 'allow', found 'from'."],
  ['allow tcp 80 from any web', "4:27 Expected ',' or the end of the rule, found 'web'."],
  ['allow tcp 80 from any until "x"', "4:33 Expected a day such as 2027-03-31 after 'until', found '\"x\"'."],
  ['allow tcp 80 from any "x', `4:27 This string is not closed; add '"' at its end.`],
  [
    'allow tcp 80 from any "\\q"',
    `4:28 '\\q' is not an escape; write \\", \\\\, \\n, \\t or \\u{…} with a code point.`,
  ],
  [
    'allow tcp 80 from 10.0.0.1-10.0.0.9',
    "4:23 Expected a peer: an address or block, any, any6, self or a name, found '10.0.0.1-10.0.0.9'.",
  ],
  ['foo bar', "4:5 Expected 'allow', 'deny' or '}', found 'foo'."],
  ['\0', "4:5 Expected 'allow', 'deny' or '}', found '\0'."],
  ['tags { a b }', "4:5 Expected 'allow', 'deny' or '}', found 'tags'."],
])('%j costs its line', (line, problem) => {
  expect(inGroup(line)).toEqual([problem]);
  const rules =
    group(`group g {\n  inbound {\n    allow ssh from any\n    ${line}\n    deny all from any\n  }\n}\n`).lists[0]
      ?.rules ?? [];
  expect([rules[0], rules.at(-1)].map((each) => each && told(each))).toEqual([
    'allow ssh from any',
    'deny all from any',
  ]);
});

test.each([
  ['allow tcp 80x from any, web', 'allow ? from any,web'],
  ['allow tcp 80 from @@, web "x"', 'allow tcp80-80 from broken,web x'],
  ['allow tcp 80 form any', 'allow tcp80-80 ? '],
  ['allow tcp 80 from any until soon "x"', 'allow tcp80-80 from any x'],
])('%j keeps what can be read', (line, wanted) => expect(told(rule(line))).toBe(wanted));

test('a rule reaches from its action to its last peer, the whole to its last token', () => {
  const text = 'group g { inbound { allow ssh from web, db until 2027-03-31 "x" } }';
  const found = group(text).lists[0]?.rules[0];
  expect(text.slice(found?.start, found?.end)).toBe('allow ssh from web, db');
  expect(text.slice(found?.whole.start, found?.whole.end)).toBe('allow ssh from web, db until 2027-03-31 "x"');
});

test('missing braces are told once, where they are missing, and end nothing else', () => {
  const text =
    'group a {\n  inbound {\n    allow ssh from any\n  outbound {\n    allow all to any\n  }\n\ngroup b {\n}\nregion x\n';
  expect(problems(text)).toEqual(["3:23 Expected '}' to close 'inbound'.", "6:4 Expected '}' to close group 'a'."]);
  expect(declarations(text).map(({ kind }) => kind)).toEqual(['group', 'group', 'region']);
  expect(group(text).lists.map(({ direction, rules }) => `${direction} ${rules.length}`)).toEqual([
    'inbound 1',
    'outbound 1',
  ]);
});

test('a brace too many in a group does not end the group', () => {
  const text =
    'group a {\n  inbound {\n    allow ssh from any\n  }\n  }\n  outbound {\n    allow all to any\n  }\n}\ngroup b {\n}\n';
  expect(problems(text)).toEqual(["6:3 'outbound' comes after the end of group; there is a '}' too many before it."]);
  expect(group(text).lists.length).toBe(2);
});

test('lines that fit nothing are told, and what follows is read', () => {
  const text = 'foo {\n  bar\n}\nallow ssh from any\n}\ngroup a {\n}\n';
  expect(problems(text)).toEqual([
    "1:1 Expected a declaration such as group, addresses, cvm or expect, found 'foo'.",
    "4:1 A rule belongs in 'inbound { … }' or 'outbound { … }' of a group or ACL.",
    "5:1 '}' closes nothing; remove it.",
  ]);
  expect(declarations(text).length).toBe(1);
});

test.each([
  [
    'region\ngroup a {\n}\n',
    'region group',
    "1:7 Expected the name of a region, such as ap-guangzhou, after 'region'.",
  ],
  ['region\nproject 5\n', 'region project', "1:7 Expected the name of a region, such as ap-guangzhou, after 'region'."],
  ['project\naddresses a { 10.0.0.1 }\n', 'project addresses', "1:8 Expected a number or a name after 'project'."],
  ['group\ngroup a {\n}\n', 'group group', "1:6 Expected a name after 'group'."],
  ['expect deny ssh from a to\ncvm b {\n}\n', 'expect cvm', "1:26 Expected an endpoint after 'to'."],
  [
    'expect deny ssh from a to b,\nexpect allow ssh from a to b\n',
    'expect expect',
    "1:29 Expected an endpoint after ','.",
  ],
])('in %j the last name is missing, and the next line begins anew', (text, kinds, problem) => {
  expect(problems(text)).toEqual([problem]);
  expect(
    declarations(text)
      .map(({ kind }) => kind)
      .join(' '),
  ).toBe(kinds);
});

test('a keyword in the place of a name is one where the grammar can be kept', () => {
  expect(problems('region\ngroup\nproject\nregion\nexpect deny ssh from a to\ncvm\n')).toEqual([]);
  expect(declarations('region\ngroup\nproject\nregion\n').map(({ kind }) => kind)).toEqual(['region', 'project']);
});

test('a comma too many behind groups costs no property of the next line', () => {
  const text = 'cvm c {\n  groups a,\n  subnet s\n  private-ip 10.0.0.1\n}\n';
  const [cvm] = declarations(text);
  expect(problems(text)).toEqual(["2:12 Expected the names or ids of groups after 'groups'."]);
  expect(cvm?.kind === 'cvm' && [cvm.groups.map((group) => group.text), cvm.subnet?.text]).toEqual([['a'], 's']);
});

test('a line that begins a declaration is none of the names that a comma waits for', () => {
  const text = 'cvm c {\n  groups a,\nexpect deny ssh from any to c\n';
  expect(problems(text)[0]).toBe("2:12 Expected the names or ids of groups after 'groups'.");
  expect(declarations(text).map(({ kind }) => kind)).toEqual(['cvm', 'expect']);
});

test('a misspelt list of rules is the list that is meant, at its word', () => {
  const text = 'group g {\n  otbound {\n    allow ssh to any\n  }\n}\n';
  const [list] = group(text).lists;
  expect([list?.direction, list?.keyword, list?.rules.length]).toEqual(['outbound', { start: 12, end: 19 }, 1]);
});

describe('interfaces of a cvm', () => {
  const shapes = (text: string) =>
    declarations(text).flatMap((node) =>
      node.kind === 'cvm'
        ? [node, ...node.interfaces].map(({ name, ids, privateAddresses, subnet, groups }) =>
            [name, ...ids, ...privateAddresses, subnet, ...groups].map((part) => part?.text ?? '-').join(' '),
          )
        : node.kind,
    );
  const whole =
    'cvm c {\n  groups a\n  interface e {\n    id eni-1\n    private-ip 10.0.0.1\n    groups b\n  }\n  private-ip 10.0.0.2\n  interface { groups c }\n}\n';

  test('each has its own properties, and the name may be left out', () => {
    expect(problems(whole)).toEqual([]);
    expect(shapes(whole)).toEqual(['c 10.0.0.2 - a', 'e eni-1 10.0.0.1 - b', '- - c']);
    expect(problems('cvm c { interface interface { } interface dedicated { groups interface } }')).toEqual([]);
  });

  test('a broken line costs that line, within and behind', () => {
    const text = whole.replace('private-ip 10.0.0.1', 'private-ip @');
    expect(problems(text)).toEqual(["5:16 Expected an address after 'private-ip', found '@'."]);
    expect(shapes(text)).toEqual(['c 10.0.0.2 - a', 'e eni-1 - b', '- - c']);
    const dedicated = whole.replace('id eni-1', 'dedicated');
    expect(problems(dedicated)).toEqual([
      "4:5 Expected 'id', 'private-ip', 'public-ip', 'subnet', 'groups' or '}', found 'dedicated'.",
    ]);
    expect(shapes(dedicated)).toEqual(['c 10.0.0.2 - a', 'e 10.0.0.1 - b', '- - c']);
  });

  test('a brace that is missing costs no interface and no declaration', () => {
    const open = whole.replace('groups b\n  }\n  private-ip 10.0.0.2\n', 'groups b\n');
    expect(problems(open)).toEqual(["6:13 Expected '}' to close interface 'e'."]);
    expect(shapes(open)).toEqual(['c - a', 'e eni-1 10.0.0.1 - b', '- - c']);
    expect(shapes('cvm c {\n  interface e\n    groups b\n  }\n  groups a\n}\n')).toEqual(['c - a', 'e - b']);
    expect(shapes('cvm c {\n  interface e {\n    groups b\ngroup g {\n}\n')).toEqual(['c -', 'e - b', 'group']);
    expect(shapes('cvm c {\n  groups a,\n  interface {\n    groups b\n  }\n}\n')).toEqual(['c - a', '- - b']);
  });

  test('one within another costs no line behind it', () => {
    const inLine = 'cvm c {\n  interface { interface e { id eni-1 } }\n  private-ip 10.0.0.1\n}\ngroup g {\n}\n';
    expect(problems(inLine)).toEqual(["2:15 Expected '}', found 'interface'."]);
    expect(shapes(inLine)).toEqual(['c 10.0.0.1 -', '- -', 'e eni-1 -', 'group']);
    const inLines = inLine.replace('{ interface e { id eni-1 } }', '{\n    interface e {\n    }\n  }');
    expect(problems(inLines)).toEqual(["2:14 Expected '}'."]);
    expect(shapes(inLines)).toEqual(['c 10.0.0.1 -', '- -', 'e -', 'group']);
    expect(problems(inLines.replace('  private-ip 10.0.0.1\n', ''))).toHaveLength(1);
    const unclosed = 'cvm c {\n  interface {\n  interface { }\n} group g { }\n';
    expect(shapes(unclosed)).toEqual(['c -', '- -', '- -', 'group']);
  });

  test('an id of another kind is none, and an interface outside of a cvm is told where it belongs', () => {
    expect(problems('cvm c {\n  interface {\n    id ins-1\n  }\n}\n')).toEqual([
      "3:8 'ins-1' is not an id of an interface; write eni-….",
    ]);
    expect(problems('interface e {\n  groups a\n}\n')).toEqual(["1:1 'interface' belongs in a CVM."]);
    expect(problems('subnet s {\n  interface {\n    groups a\n  }\n}\n')).toHaveLength(1);
  });
});

test('a list may hold items that look like keywords, and ends where a declaration begins', () => {
  expect(problems('addresses a {\n  group\n  region\n  10.0.0.1 - 10.0.0.9 "few"\n}\n')).toEqual([]);
  expect(problems('addresses a {\n  10.0.0.1\ngroup b {\n}\n')).toEqual(["2:11 Expected '}' to close addresses 'a'."]);
});

test('`tcp all` is one item of a services list, a port list another', () => {
  const [services] = declarations('services s {\n  tcp all\n  all\n  udp 53,\n  5353 "dns"\n}\n');
  expect(services?.kind === 'services' && services.items.map(({ value }) => value.kind)).toEqual(['tcp', 'all', 'udp']);
});

test('the last of two properties counts, and the earlier one is a problem', () => {
  const text = 'subnet s {\n  cidr 10.0.0.0/24\n  cidr 10.0.1.0/24\n}\n';
  const [subnet] = declarations(text);
  expect(subnet?.kind === 'subnet' && subnet.cidr?.text).toBe('10.0.1.0/24');
  expect(problems(text)).toEqual(["2:8 'cidr' is set again further down, and the last one counts; remove this one."]);
});

test('an id of another kind is a problem, and no id', () => {
  expect(group('group g {\n  id ins-1\n}\n').ids).toEqual([]);
  expect(problems('group g {\n  id ins-1\n}\n')).toEqual(["2:6 'ins-1' is not an id of a group; write sg-…."]);
});

test('comments know whether they are alone on their line', () => {
  const comments = parse('\ufeff# a\ngroup g { # b\n  # c\n} # d\n# e').blocks.flatMap(({ block }) => block.comments);
  expect(comments.map(({ text, alone }) => `${text} ${alone}`)).toEqual([
    '# a true',
    '# b false',
    '# c true',
    '# d false',
    '# e true',
  ]);
});

describe('a misspelt keyword is read as the one that is meant', () => {
  const whole = [
    'region ap-x\n',
    'project 5\n',
    'addresses office {\n  10.0.0.1\n}\n',
    'services web {\n  tcp 80\n}\n',
    'group a "x" {\n  id sg-1\n  inbound {\n    allow ssh from any\n    deny all from any "y"\n  }\n  outbound { allow all to any }\n}\n',
    'acl b {\n  id acl-1\n  inbound { deny all from any }\n}\n',
    'subnet s {\n  id subnet-1\n  vpc v\n  cidr 10.0.0.0/24\n  acl b\n}\n',
    'cvm c {\n  id ins-1\n  private-ip 10.0.0.2\n  public-ip 1.2.3.4\n  subnet s\n  groups a, d\n  dedicated\n  interface e {\n    groups a\n  }\n}\n',
    'expect deny ssh from a to c "z"\n',
  ].join('');
  /** What the declarations say, without their places. */
  const said = (text: string) =>
    JSON.stringify(declarations(text), (key, value) =>
      /^(start|end|keyword|ends|\w+Range|whole)$/.test(key) ? undefined : value,
    );

  test.each([
    ['region', 'regoin'],
    ['project', 'projct'],
    ['addresses', 'adresses'],
    ['addresses', 'address'],
    ['services', 'service'],
    ['group', 'grop'],
    ['group', 'Group'],
    ['inbound', 'inbund'],
    ['allow', 'alow'],
    ['deny', 'dney'],
    ['allow', 'ACCEPT'],
    ['deny', 'drop'],
    ['outbound', 'outbond'],
    ['acl', 'alc'],
    ['subnet', 'subent'],
    ['vpc', 'vcp'],
    ['cidr', 'cdir'],
    ['cvm', 'cmv'],
    ['id', 'idd'],
    ['private-ip', 'privat-ip'],
    ['public-ip', 'pubic-ip'],
    ['groups', 'grups'],
    ['groups', 'group'],
    ['dedicated', 'dedicatd'],
    ['interface', 'interfce'],
    ['expect', 'expcet'],
  ])('%s written %s', (keyword, misspelt) => {
    const places = [...whole.matchAll(new RegExp(`(?<=^|\\n *)${keyword}(?=[ \\n])`, 'g'))].map(({ index }) => index);
    expect(places).not.toEqual([]);
    for (const place of places) {
      const text = whole.slice(0, place) + misspelt + whole.slice(place + keyword.length);
      const line = text.slice(0, place).split('\n').length;
      expect(problems(text)).toEqual([
        expect.stringMatching(`^${line}:\\d+ Expected .*, found '${misspelt}'\\. Did you mean '${keyword}'\\?$`),
      ]);
      expect(said(text)).toBe(said(whole));
    }
  });

  test('behind a block that is not closed too', () => {
    const text = 'addresses a {\n  10.0.0.1\ngrop b {\n  inbound { allow ssh from any }\n}\n';
    expect(declarations(text).map(({ kind }) => kind)).toEqual(['addresses', 'group']);
  });

  test.each([
    ['grop web\n', 'what follows does not fit'],
    ['foo web {\n}\n', 'nothing is near'],
    ['cvm c {\n  roups\n}\n', 'its value is missing'],
  ])('not in %j: %s', (text) => {
    expect(problems(text)[0]).not.toMatch('Did you mean');
  });
});

test('places are the same whatever the line ends and the script', () => {
  const text = 'group 数据库 "😀" {\r\n  inbound { allow ssh from 办公室 }\r\n}\r';
  const found = group(text);
  expect(text.slice(found.description?.start, found.description?.end)).toBe('"😀"');
  expect(problems(text)).toEqual([]);
});
