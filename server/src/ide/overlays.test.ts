// Guards what is shown beside the text: inlay hints, lenses, links; and who reaches whom as a hierarchy of calls.
import { expect, test } from 'vitest';
import { finish } from '#util/steps.ts';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { ask, mainUri, show } from '../../test/support/checkIde.ts';
import { readFixture } from '../../test/support/fixture.ts';
import { incomingCalls, outgoingCalls, prepareCallHierarchy } from './callHierarchy.ts';
import { codeLenses } from './codeLenses.ts';
import { documentLinks } from './documentLinks.ts';
import { type HintKind, inlayHints } from './inlayHints.ts';

const load = (fixture: string) => loadFixture(readFixture(fixture).files);
const shop = `
region ap-guangzhou
group web { id sg-0a1b
  inbound {
    allow web-ports from any, any6
    allow ssh from bastion
  }
  outbound { allow tcp 3306 to db }
}
group bastion {}
group db { inbound { allow tcp 3306 from web } }
services web-ports { tcp 80,443 udp 443 }
cvm web-1 { id ins-8f3k private-ip 10.0.1.10 groups web }
cvm web-2 { private-ip 10.0.1.11 groups web }
cvm db-1 { private-ip 10.0.2.1 groups sg-9999, db }
expect allow tcp 3306 from web to db
expect deny tcp 3306 from web to db "none gets through"
`;

test('hints: policy indexes, members, ports; each by itself', () => {
  const folder = load(shop);
  const text = folder.files.get(mainUri)?.text ?? '';
  const shown = (...kinds: HintKind[]) =>
    finish(inlayHints(folder, mainUri, { start: 0, end: text.length }, new Set(kinds))).map(
      ({ offset, label, before }) =>
        before ? `${label} ${text.slice(offset, offset + 9)}` : `${text.slice(0, offset).split(/\s/).at(-1)} ${label}`,
    );
  expect(shown('policyIndex')).toEqual(['0–1 allow web', '\u2007\u20072 allow ssh', '0 allow tcp', '0 allow tcp']);
  expect(shown('members')).toEqual(['bastion (0)', 'db (1)', 'web (2)']);
  // Behind the rule's last word, where they break no column.
  expect(shown('ports')).toEqual(['any6 (tcp 80,443; udp 443)', 'bastion (tcp 22)']);
  expect(shown()).toEqual([]);
  const line = text.indexOf('allow ssh');
  expect(finish(inlayHints(folder, mainUri, { start: line, end: line + 5 }, new Set(['policyIndex'])))).toHaveLength(1);
});

test('lenses and calls say where something that could change them was not read', () => {
  const { folder, uri, offset } = ask(shop.replace('group db', 'group d$0b'));
  expect(finish(codeLenses(folder, mainUri, new Set(['expectations'])))[0]?.title).toBe(
    'passed, though not everything was read',
  );
  expect(prepareCallHierarchy(folder, uri, offset)?.detail).toBe('1 CVM; not all was read: 1 damaged place');
});

test('lenses: quota and uses of groups, verdicts of expectations, packets of machines', () => {
  const lenses = finish(
    codeLenses(load(shop.replace('sg-9999, ', '')), mainUri, new Set(['groups', 'cvms', 'expectations'])),
  );
  expect(lenses.map(({ title }) => title)).toEqual([
    '3/100 in · 1/100 out · 2 CVMs',
    '3 references',
    '0/100 in · 0/100 out · 0 CVMs',
    '1 reference',
    '1/100 in · 0/100 out · 1 CVM',
    '3 references',
    'test packet…',
    'test packet…',
    'test packet…',
    'passed',
    'run',
    'failed',
    'run',
  ]);
  expect(finish(codeLenses(load(shop), mainUri, new Set(['cvms'])))[0]?.action).toEqual({
    kind: 'testPacket',
    to: 'web-1',
  });
});

test('ids are linked to the console, of a region that is known', () => {
  const folder = load(shop);
  const text = folder.files.get(mainUri)?.text ?? '';
  expect(
    finish(documentLinks(folder, mainUri, 'https://console.example/')).map(
      ({ start, end, url }) => `${text.slice(start, end)} ${url}`,
    ),
  ).toEqual([
    'sg-0a1b https://console.example/vpc/security-group/detail?id=sg-0a1b&rid=1&region=ap-guangzhou',
    'ins-8f3k https://console.example/cvm/instance/detail?id=ins-8f3k&rid=1&region=ap-guangzhou',
    'sg-9999 https://console.example/vpc/security-group/detail?id=sg-9999&rid=1&region=ap-guangzhou',
  ]);
  expect(finish(documentLinks(folder, mainUri, 'javascript:alert(1)'))).toEqual([]);
});

test('calls: who may reach a group or machine, and whom it may reach', () => {
  const { folder, uri, offset } = ask(shop.replace('group db', 'group d$0b').replace('sg-9999, ', ''));
  const item = prepareCallHierarchy(folder, uri, offset);
  expect(item && `${item.name}, ${item.detail}, ${show(folder, item.selection)}`).toBe('db, 1 CVM, /main.sg:10:7 db');
  const shown = (calls: ReturnType<typeof incomingCalls>) =>
    finish(calls).map(({ item: { name, detail }, services }) => `${name} (${detail}): ${services}`);
  expect(shown(incomingCalls(folder, item?.key ?? ''))).toEqual([
    'web-1 (10.0.1.10): tcp 3306',
    'web-2 (10.0.1.11): tcp 3306',
  ]);
  const web = folder.model.cvms[0]?.key ?? '';
  expect(shown(outgoingCalls(folder, web))).toEqual(['db-1 (10.0.2.1): tcp 3306']);
  expect(shown(incomingCalls(folder, web))).toEqual(
    expect.arrayContaining([expect.stringMatching(/^(?:any|0\.0\.0\.0\/0) \(\): tcp 80,443/)]),
  );
  expect(finish(incomingCalls(folder, 'no such key'))).toEqual([]);
});

test('a public address that gets further than its machine is told as that address', () => {
  const { folder, uri, offset } = ask(
    'group g { inbound { allow tcp 22 from 203.0.113.0/24 allow tcp 80 from any } }\n' +
      'cvm a { private-ip 10.0.0.1 public-ip 203.0.113.5 }\ncvm b$0 { private-ip 10.0.0.2 groups g }\n',
  );
  const calls = finish(incomingCalls(folder, prepareCallHierarchy(folder, uri, offset)?.key ?? ''));
  expect(calls.slice(0, 2).map(({ item: { name, detail }, services }) => `${name} (${detail}): ${services}`)).toEqual([
    'a (10.0.0.1): tcp 80',
    'a (203.0.113.5): tcp 22,80',
  ]);
});

test('calls from addresses are told in the fewest words, whichever machines of a group they reach', () => {
  const { folder, uri, offset } = ask(
    'group w$0eb {\n  inbound {\n    deny tcp 80 from 10.0.0.0/8\n    allow tcp 80 from any\n    allow tcp 22 from 192.0.2.0/25, 192.0.2.128/25\n  }\n}\n' +
      'cvm m { private-ip 10.0.0.1  groups web }\ncvm n { private-ip 10.0.0.2  groups web }\n',
  );
  const item = prepareCallHierarchy(folder, uri, offset);
  const calls = finish(incomingCalls(folder, item?.key ?? ''));
  expect(calls.map(({ item: { name }, services }) => `${name}: ${services}`)).toEqual([
    'any except 10.0.0.0/8: tcp 80',
    '192.0.2.0/24: tcp 22,80',
  ]);
});

test('what a rule says behind its peers stays in its column', () => {
  const text =
    'group web { }\ngroup db { inbound {\n  allow ssh from web, self\n  allow tcp from 10.0.0.1, web "note"\n} }\n';
  const folder = load(text);
  const file = folder.files.get(mainUri)?.text ?? '';
  const hints = finish(inlayHints(folder, mainUri, { start: 0, end: file.length }, new Set(['members', 'ports'])));
  expect(hints.map(({ offset, label }) => `${file.slice(0, offset).split(' ').at(-1)} ${label}`)).toEqual([
    'web (0)',
    'self (tcp 22)',
    '"note" (web: 0)',
  ]);
});

test('the ports of a service stand behind the whole rule or expectation, its note included', () => {
  const text =
    'region ap-guangzhou\ngroup w { inbound { allow ssh from any until 2027-01-01 "office" } }\nexpect deny ssh from internet to w "none"\n';
  const folder = load(text);
  const file = folder.files.get(mainUri)?.text ?? '';
  const hints = finish(inlayHints(folder, mainUri, { start: 0, end: file.length }, new Set(['ports'])));
  expect(hints.map(({ offset }) => file.slice(0, offset).split(' ').at(-1))).toEqual(['"office"', '"none"']);
});
