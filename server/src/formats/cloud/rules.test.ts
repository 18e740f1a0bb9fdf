// Guards rules of the API's JSON: what cannot be read in one costs what it can change and no more, the order that a list states is
// taken, and a request for some rules is not taken for all of them.

import { describe, expect, test } from 'vitest';
import { bind } from '#model/bind.ts';
import { oneBlank } from '../../../test/support/imported.ts';
import { importFiles } from '../importFiles.ts';
import { showNote } from '../notes.ts';
import type { ImportOptions } from '../readFiles.ts';
import { readSnapshot } from './snapshot.ts';

async function read(value: unknown, options: ImportOptions = {}) {
  const result = await importFiles([{ name: 'f', text: JSON.stringify(value) }], options);
  if (!result.ok) return { refused: result.reasons.map(showNote) };
  const rules = oneBlank(result.text).match(/(?<=^ *)(?:allow|deny) .*/gm) ?? [];
  return { rules, notes: result.notes.map(showNote) };
}

const DROP = { Action: 'DROP', Protocol: 'TCP', Port: '22', CidrBlock: '0.0.0.0/0' };
const ACCEPT = { Action: 'ACCEPT', Protocol: 'ALL', Port: 'ALL', CidrBlock: '0.0.0.0/0' };

const set = (...policies: readonly unknown[]) => ({ SecurityGroupPolicySet: { Ingress: policies, Egress: [] } });
const acl = (...entries: readonly unknown[]) => ({
  NetworkAclSet: [{ NetworkAclId: 'acl-12345678', NetworkAclName: 'a', IngressEntries: entries }],
});
const old = (...rules: readonly unknown[]) => ({ ingress: rules });

describe('a value that decides nothing costs itself', () => {
  test.each([
    ['a description that is no text', set({ ...DROP, PolicyDescription: 7 }, ACCEPT), 1],
    ['an index that is none', set({ ...DROP, PolicyIndex: 'first' }, ACCEPT), 1],
    ['an unknown note', set({ ...DROP, Remark: 'x' }, ACCEPT), 1],
    ['unknown tags', set({ ...DROP, TagSet: [{ Key: 'port', Value: '22' }] }, ACCEPT), 1],
    ['an id of its own', set({ ...DROP, PolicyId: 'p-1' }, ACCEPT), 1],
    ['an unknown member that says nothing', set({ ...DROP, Ports: '', SourcePort: null }, ACCEPT), 0],
    ['a description of an entry', acl({ ...DROP, Description: { a: 1 } }, ACCEPT), 1],
    ['a priority that is none', acl({ ...DROP, Priority: 'high' }, ACCEPT), 1],
    [
      'a description of an old rule',
      old(
        { action: 'drop', ipProtocol: 'tcp', portRange: '22', cidrIp: '0.0.0.0/0', desc: 1 },
        { action: 'accept', cidrIp: '0.0.0.0/0' },
      ),
      1,
    ],
  ])('%s', async (_, value, count) => {
    const { rules, notes } = await read(value);
    expect(rules).toEqual(['deny tcp 22 from any', 'allow all from any']);
    expect(notes).toHaveLength(count);
  });
});

describe('a value that could decide refuses the list', () => {
  test.each([
    ['a misspelt port', set({ Action: 'DROP', Protocol: 'TCP', Ports: '22', CidrBlock: '0.0.0.0/0' }, ACCEPT)],
    ['a source port', set({ ...DROP, SourcePort: '1024-65535' }, ACCEPT)],
    ['a peer that no policy has', set({ ...DROP, ExceptCidrBlocks: ['10.0.0.0/8'] }, ACCEPT)],
    ['a rule that is switched off', set({ ...DROP, Enabled: false }, ACCEPT)],
    ['a template that is a text', set({ ...DROP, ServiceTemplate: 'ppm-12345678' }, ACCEPT)],
    [
      'a template of another kind',
      set({ ...DROP, CidrBlock: '', AddressTemplate: { AddressId: 'ipm-1', Port: 1 } }, ACCEPT),
    ],
    ['an action that is none', set({ ...DROP, Action: 'DENY' }, ACCEPT)],
    ['an action that is a flag', set({ ...DROP, Action: false }, ACCEPT)],
    ['a protocol that is none', set({ ...DROP, Protocol: 'SCTP' }, ACCEPT)],
    ['ports in a list', set({ ...DROP, Port: ['22'] }, ACCEPT)],
    ['an entry with a misspelt port', acl({ ...DROP, DstPort: '22' }, ACCEPT)],
    [
      'an old rule with a port of another name',
      old(
        { action: 'drop', ipProtocol: 'tcp', ports: '22', cidrIp: '0.0.0.0/0' },
        { action: 'accept', cidrIp: '0.0.0.0/0' },
      ),
    ],
    [
      'an old rule with two services',
      old(
        { action: 'drop', serviceModule: 'ppm-1', ipProtocol: 'tcp', cidrIp: '0.0.0.0/0' },
        { action: 'accept', cidrIp: '0.0.0.0/0' },
      ),
    ],
    [
      'an old rule with two addresses',
      old({ action: 'drop', CidrBlock: '0.0.0.0/0', Ipv6CidrBlock: '::/0' }, { action: 'accept', cidrIp: '0.0.0.0/0' }),
    ],
  ])('%s', async (_, value) => {
    const { refused } = await read(value);
    expect(refused).not.toEqual([]);
    expect(refused?.every((reason) => /ngress(?:Entries)?\[0\]/.test(reason) || /ingress\[0\]/.test(reason))).toBe(
      true,
    );
    const { rules, notes } = await read(value, { skipInvalid: true });
    expect(rules).toEqual(['allow all from any']);
    expect(notes?.some((note) => note.includes('Skipped'))).toBe(true);
  });

  test('in a file of the model it matches nothing, with an error at the value, and is written back', () => {
    const text = JSON.stringify({
      regions: [{ SecurityGroupSet: [{ SecurityGroupId: 'sg-1', ...set({ ...ACCEPT, SourcePort: '53' }) }] }],
    });
    const tree = readSnapshot(text);
    const problems = tree.blocks.flatMap(({ start, block }) =>
      block.problems.map((one) => text.slice(start + one.start, start + one.end)),
    );
    expect(problems).toEqual(['"53"']);
    const [group] = bind([{ uri: 'a.sg.json', tree }]).groups.filter(({ builtin }) => !builtin);
    const [rule] = group?.inbound.policies.map(({ rule }) => rule) ?? [];
    expect(rule?.service).toBeUndefined();
    expect(rule?.fields?.map(({ path }) => path)).toEqual([['SourcePort']]);
  });
});

describe('the order that a list states', () => {
  const policies = (...places: readonly unknown[]) =>
    set(...places.map((PolicyIndex, i) => ({ ...ACCEPT, CidrBlock: `10.0.0.${i}`, PolicyIndex })));
  const entries = (...places: readonly (readonly [string, unknown])[]) =>
    acl(
      ...places.map(([address, Priority]) => ({
        ...ACCEPT,
        CidrBlock: address.includes(':') ? '' : address,
        Ipv6CidrBlock: address.includes(':') ? address : '',
        Priority,
      })),
    );
  const order = async (value: unknown) => {
    const { rules, notes } = await read(value);
    return {
      order: rules?.map((rule) => rule.replace('allow all from ', '')),
      notes: notes?.map((note) => note.replace(/^\S+ | \(.*/g, '')),
    };
  };

  test('is that of PolicyIndex, as number or as text', async () => {
    const moved = ['PolicyIndex 0 follows a higher one: the rules are read in the order of their PolicyIndex.'];
    for (const value of [policies(2, 0, 1), policies('2', '0', '1'), policies(2, '0', 1)])
      expect(await order(value)).toEqual({ order: ['10.0.0.1', '10.0.0.2', '10.0.0.0'], notes: moved });
    expect(await order(policies(0, 1, '2'))).toEqual({ order: ['10.0.0.0', '10.0.0.1', '10.0.0.2'], notes: [] });
    expect(await order(policies('10', '9', 0))).toMatchObject({ order: ['10.0.0.2', '10.0.0.1', '10.0.0.0'] });
  });

  test('is that of Priority, for each family alone', async () => {
    expect(await order(entries(['10.0.0.0', 2], ['10.0.0.1', 1]))).toMatchObject({ order: ['10.0.0.1', '10.0.0.0'] });
    expect(await order(entries(['10.0.0.0', 1], ['10.0.0.1', 2], ['::1', 1], ['::2', 2]))).toEqual({
      order: ['10.0.0.0', '10.0.0.1', '::1', '::2'],
      notes: [],
    });
    expect(await order(entries(['::2', 2], ['10.0.0.0', 2], ['::1', 1], ['10.0.0.1', 1]))).toMatchObject({
      order: ['::1', '10.0.0.1', '::2', '10.0.0.0'],
    });
  });

  test('is that of the index of old rules', async () => {
    const rules = [1, 0].map((index, i) => ({ action: 'accept', cidrIp: `10.0.0.${i}`, index }));
    expect(await order(old(...rules))).toMatchObject({ order: ['10.0.0.1', '10.0.0.0'] });
  });

  test('says what is amiss with the places', async () => {
    expect(await order(policies(0, 2))).toEqual({
      order: ['10.0.0.0', '10.0.0.1'],
      notes: ['PolicyIndex 2 follows where 1 was expected: the rules in between are not in the file.'],
    });
    expect(await order(policies(1, 1, 0))).toEqual({
      order: ['10.0.0.0', '10.0.0.1', '10.0.0.2'],
      notes: ['PolicyIndex 1 is there twice: the rules keep the order of the list.'],
    });
    expect(await order(policies(1, undefined))).toEqual({
      order: ['10.0.0.0', '10.0.0.1'],
      notes: ['Not every rule of the list says its PolicyIndex: the rules keep the order of the list.'],
    });
    // A request that inserts several rules at one place.
    expect(await order(policies(3, 3))).toEqual({ order: ['10.0.0.0', '10.0.0.1'], notes: [] });
  });

  test('is the one of a file of the model, too', () => {
    const text = JSON.stringify({ regions: [entries(['10.0.0.0', 2], ['10.0.0.1', 1])] });
    const [one] = bind([{ uri: 'a.sg.json', tree: readSnapshot(text) }]).acls;
    expect(one?.inbound.policies.map(({ peerNode }) => 'text' in peerNode && peerNode.text)).toEqual([
      '10.0.0.1',
      '10.0.0.0',
    ]);
  });
});

describe('a request for some rules of a group', () => {
  const id = { SecurityGroupId: 'sg-0a1b2c3d' };
  test.each([
    ['to replace', { ...id, ...set({ ...ACCEPT, PolicyIndex: 0 }), OriginalSecurityGroupPolicySet: {} }],
    ['to replace, by its kind of update', { ...id, ...set({ ...ACCEPT, PolicyIndex: 0 }), UpdateType: 'Both' }],
    ['to replace one behind others', { ...id, ...set({ ...ACCEPT, PolicyIndex: 3 }) }],
    ['to delete by place', { ...id, ...set({ PolicyIndex: 0 }, { PolicyIndex: 1 }) }],
    ['by its name', { Action: 'DeleteSecurityGroupPolicies', ...id, ...set(ACCEPT) }],
  ])('%s is refused', async (_, request) => {
    const { refused } = await read(request);
    expect(refused).toHaveLength(1);
    expect(refused?.[0]).toMatch(/some rules|delete them/);
  });

  test('is told where it could be one', async () => {
    const { notes } = await read({ ...id, SecurityGroupPolicySet: { Ingress: [{ ...ACCEPT, PolicyIndex: 0 }] } });
    expect(notes?.[0]).toContain('The request holds inbound rules only.');
    expect((await read({ ...id, ...set(ACCEPT, DROP) })).notes).toEqual([]);
  });
});

test.each([
  ['22,', "'22,' is not a port"],
  [',', "',' is not a port"],
  ['22,,80', "'22,,80' is not a port"],
  ['22,x', "'x' is not a port"],
  ['22-', "'22-' is not a port"],
])('ports written as %s are shown as they are', async (Port, words) => {
  const { refused } = await read(set({ ...DROP, Port }, ACCEPT));
  expect(refused?.[0]).toContain(words);
});
