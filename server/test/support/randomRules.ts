// Random rule files for property tests: texts that keep the grammar, and texts that were damaged.

import { type PropertyBlock, properties } from '#syntax/properties.ts';
import { pick, type Random } from './random.ts';

/** Chooses what is between two tokens of a declaration. Any blank will do, since line ends mean nothing there. */
export type Blanks = (next: Random) => string;

export const tidyBlanks: Blanks = () => ' ';
export const wildBlanks: Blanks = (next) =>
  pick(next, [
    ' ',
    ' ',
    ' ',
    '  ',
    '\t',
    '\n',
    '\r\n',
    '\r',
    '\n\n',
    ' # note\n',
    '\n# ignore unused-group: odd\n',
    '\u3000',
  ]);

const names = [
  ...(
    'web|db|all-staff|tcp-in|region|group|allow|deny|inbound|from|to|until|id|expect|toString|__proto__|a.b_c-1|' +
    '数据库|прод|é́|_|any|tcp'
  ).split('|'),
  'x'.repeat(40),
];
const ids = ['sg-0a1b2c3d', 'acl-1', 'ins-8f3k2l1m', 'subnet-7h8j9k0l', 'ipm-1', 'ipmg-2', 'ppm-3', 'ppmg-4'];
const addresses = '10.0.0.1|10.0.0.0/8|0.0.0.0/0|::/0|2001:db8::1|300.1.1.1|10.0.0.5/33|fe80::1%eth0|10.1'.split('|');
const strings = ['""', '"Front end"', '"says \\"hi\\""', '"\\u{1f600}\\n\\t\\\\"', '"# no comment"', '"数据 { }"'];
const peerNames = names.filter((name) => name !== 'any');
const serviceNames = names.filter((name) => name !== 'tcp');

export interface RandomRules {
  readonly next: Random;
  readonly blanks: Blanks;
}

/** One declaration that keeps the grammar. */
export function randomDeclaration({ next, blanks }: RandomRules): string {
  const speech = speechOf(next);
  pick(next, DECLARATIONS)(speech);
  return speech.said.map((word, index) => (index === 0 ? word : `${blanks(next)}${word}`)).join('');
}

type Speech = ReturnType<typeof speechOf>;

/** Makes the parts of declarations, each by random choices. */
function speechOf(next: Random) {
  const said: string[] = [];
  const say = (...words: string[]) => {
    said.push(...words);
  };
  const maybe = (share: number, then: () => void) => {
    if (next() < share) then();
  };
  const times = (most: number, then: () => void) => {
    for (let left = Math.floor(next() * (most + 1)); left > 0; left--) then();
  };
  const separated = (then: () => void) => {
    then();
    times(2, () => {
      say(',');
      then();
    });
  };
  const oneOf = (words: readonly string[]) => say(pick(next, words));
  return {
    ...{ next, said, say, maybe, times, separated, oneOf },
    name: () => oneOf(names),
    text: () => maybe(0.3, () => oneOf(strings)),
    id: (value: string) => maybe(0.3, () => say('id', value)),
  };
}

function service({ next, say, separated, oneOf }: Speech): void {
  const ports = [['80'], ['1024-65535'], ['1024', '-', '65535'], ['0'], ['99999'], ['443']];
  const kind = next();
  if (kind < 0.4) {
    oneOf(['tcp', 'udp']);
    if (next() < 0.1) say('all');
    else separated(() => say(...pick(next, ports)));
  } else oneOf(kind < 0.8 ? ['all', 'icmp', 'icmpv6', 'gre', 'ppm-3'] : serviceNames);
}

function rule(speech: Speech, word: string): void {
  const { next, say, maybe, separated, oneOf, text } = speech;
  oneOf(['allow', 'deny']);
  service(speech);
  say(next() < 0.05 ? 'to' : word);
  separated(() => oneOf([...addresses, 'any', 'any6', 'self', ...ids, ...peerNames]));
  maybe(0.2, () => say('until', pick(next, ['2027-03-31', '2027-02-30'])));
  text();
}

function policies(speech: Speech): void {
  const { next, say, times } = speech;
  times(3, () => {
    const inbound = next() < 0.5;
    say(inbound ? 'inbound' : 'outbound', '{');
    times(4, () => rule(speech, inbound ? 'from' : 'to'));
    say('}');
  });
}

/** What stands in braces behind a keyword and a name. */
const braced =
  (keyword: string, id: string, inside: (speech: Speech) => void, isDescribed = true) =>
  (speech: Speech): void => {
    speech.say(keyword);
    speech.name();
    if (isDescribed) speech.text();
    speech.say('{');
    speech.id(id);
    inside(speech);
    speech.say('}');
  };

function expectation(speech: Speech): void {
  const { next, say, separated, oneOf, text } = speech;
  say('expect', pick(next, ['allow', 'deny']));
  service(speech);
  say('from');
  separated(() => oneOf([...addresses, 'any', 'internet', 'web', ...ids]));
  say('to');
  separated(() => oneOf([...addresses, 'any6', 'internet', 'db', ...ids]));
  text();
}

const items = [
  ...addresses.map((one) => [one]),
  ...[['10.0.0.1-10.0.0.9'], ['10.0.0.1', '-', '10.0.0.9'], ['office'], ['group'], ['ipm-1']],
];

/** Some of the properties that a block may have. */
function propertiesIn(kind: PropertyBlock['kind']) {
  return ({ say, maybe, separated, oneOf }: Speech): void => {
    for (const { word, value } of properties[kind]) {
      maybe(0.7, () => {
        say(word);
        if (value === 'vpc') oneOf(names);
        else if (value === 'block') say('10.0.1.0/24');
        else if (value === 'addresses') separated(() => oneOf(['10.0.1.10', '::1', '203.0.113.80']));
        else if (value === 'reference') oneOf([...names, 'acl-1', 'subnet-7h8j9k0l']);
        else if (value === 'references') separated(() => oneOf([...names, 'sg-0a1b2c3d']));
      });
    }
  };
}

function machine(speech: Speech): void {
  const { say, maybe, oneOf, id } = speech;
  propertiesIn('cvm')(speech);
  maybe(0.3, () => {
    say('interface');
    maybe(0.6, () => oneOf([...names, 'interface', 'dedicated']));
    say('{');
    id('eni-12345678');
    propertiesIn('interface')(speech);
    say('}');
    maybe(0.2, () => say('public-ip', '203.0.113.81'));
  });
}

const DECLARATIONS: readonly ((speech: Speech) => void)[] = [
  ({ say, name }) => {
    say('region');
    name();
  },
  ({ say, next }) => say('project', pick(next, ['0', '12345', ...names, ...strings])),
  expectation,
  braced('addresses', 'ipm-12345678', ({ next, say, times, text }) =>
    times(5, () => {
      say(...pick(next, items));
      text();
    }),
  ),
  braced('services', 'ppm-12345678', (speech) =>
    speech.times(5, () => {
      service(speech);
      speech.text();
    }),
  ),
  braced('subnet', 'subnet-12345678', propertiesIn('subnet'), false),
  braced('cvm', 'ins-12345678', machine),
  braced('acl', 'acl-12345678', policies),
  braced('group', 'sg-12345678', policies),
];

export function randomFile(rules: RandomRules, most = 6): string {
  const { next } = rules;
  const parts: string[] = [];
  for (let left = Math.floor(next() * (most + 1)); left > 0; left--) {
    parts.push(pick(next, ['', '', '', '# about it\n', '\n', '  ', '# one\n\n# two\n']));
    parts.push(randomDeclaration(rules), pick(next, ['\n', '\n', '\n', '\n\n', ' # behind it\n', '\r\n', ' ']));
  }
  return parts.join('');
}

const pieces = (
  '{|}|,|"|#|\n|\r\n|\r| |-|allow |deny |from |to |group |inbound {|outbound {|}\n}\n|region |expect |until |' +
  'id |\0|\ufeff|\ud800|\udc00|\u202e|，|😀|/33|:|x:y|80-|-90|"\\q"|"open|;|@|allow tcp 80 from any\n|' +
  'group web {\n|acl x "y" {\n|10.0.0.1 - |tcp |all |\\|\u3000|addresses a {\n'
).split('|');

/** A random edit, as typing, pasting or a broken disk may make it. */
export function randomEdit(
  next: Random,
  text: string,
): { readonly start: number; readonly end: number; readonly newText: string } {
  const start = Math.floor(next() * (text.length + 1));
  const how = next();
  const length = how < 0.3 ? 0 : how < 0.8 ? Math.floor(next() * 4) : Math.floor(next() * 200);
  const end = Math.min(text.length, start + length);
  const what = next();
  if (what < 0.25) return { start, end: Math.max(end, Math.min(text.length, start + 1)), newText: '' };
  if (what < 0.75) return { start, end, newText: pick(next, pieces) };
  if (what < 0.85)
    return { start, end, newText: String.fromCharCode(Math.floor(next() * (next() < 0.9 ? 128 : 65536))) };
  const from = Math.floor(next() * text.length);
  return { start, end, newText: text.slice(from, from + Math.floor(next() * 80)) };
}

export function edited(
  text: string,
  edit: { readonly start: number; readonly end: number; readonly newText: string },
): string {
  return text.slice(0, edit.start) + edit.newText + text.slice(edit.end);
}
