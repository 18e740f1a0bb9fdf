// Guards that every answer over the wire carries what was not read and could change it, with its place, and none that could not.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Incomplete } from '#protocol/packets.ts';
import { type Client, startClient } from './client.ts';

const uri = 'file:///shop/web.sg';
const text = `region ap-one
group web {
  inbound {
    deny tcp 22 form 198.51.100.0/24
    allow tcp 22 from any
  }
}
cvm web-1 { private-ip 10.0.0.1 groups web }
expect allow tcp 22 from 10.0.0.9 to web-1

region ap-two
group other { inbound { allow tcp 22 from any } }
cvm other-1 { private-ip 10.9.0.1 groups other }
expect allow tcp 22 from 10.9.0.9 to other-1
`;
const place = {
  uri,
  range: { start: { line: 3, character: 16 }, end: { line: 3, character: 20 } },
  message: "Expected 'from' and a peer after the service, found 'form'. Did you mean 'from'?",
};

let client: Client;
beforeAll(async () => {
  client = await startClient({ files: { [uri]: text } });
});
afterAll(() => client.stop());

const ask = (method: string, params: object) =>
  client.request<{ readonly incomplete?: readonly Incomplete[] }>(`secgroup/${method}`, params);

test.each([
  ['reach', { to: 'web-1' }, { to: 'other-1' }],
  ['reach', { from: '10.0.0.9', region: 'ap-one' }, { from: '10.9.0.9', region: 'ap-two' }],
  ['reachabilityMap', { region: 'ap-one' }, { region: 'ap-two' }],
  [
    'exportRules',
    { groups: ['group:ap-one/web'], format: 'policies' },
    { groups: ['group:ap-two/other'], format: 'policies' },
  ],
])('%s %j, and not %j', async (method, touched, untouched) => {
  expect((await ask(method, touched)).incomplete).toEqual([place]);
  expect((await ask(method, untouched)).incomplete).toEqual([]);
});

test('a packet', async () => {
  const packet = async (line: string) =>
    (
      await client.request<{ readonly answer: { readonly incomplete: readonly Incomplete[] } }>('secgroup/packet', {
        line,
      })
    ).answer.incomplete;
  expect(await packet('tcp 22 from 10.0.0.9 to web-1')).toEqual([place]);
  expect(await packet('ssh from 10.9.0.9 to other-1')).toEqual([]);
});

test('an export says it in its report too', async () => {
  const { report } = (await ask('exportRules', { groups: ['group:ap-one/web'], format: 'policies' })) as {
    readonly report?: readonly string[];
  };
  expect(report?.[0]).toBe(`web.sg, line 4, was not read: ${place.message}`);
});

test('a comparison tells of both versions, and once of what is in both', async () => {
  expect((await ask('diff', { uri, oldText: text.replace('form', 'from') })).incomplete).toEqual([place]);
  expect((await ask('diff', { uri, oldText: text })).incomplete).toEqual([place]);
  const other = { ...place, message: `${place.message.replace('form', 'fron')} (in the other version)` };
  expect((await ask('diff', { uri, oldText: text.replace('form', 'fron') })).incomplete).toEqual([place, other]);
});

test('expectations, each by itself', async () => {
  const { items } = await client.request<{ readonly items: readonly { readonly id: string }[] }>(
    'secgroup/expectations',
    {},
  );
  const { results } = await client.request<{
    readonly results: readonly { readonly status: string; readonly incomplete: readonly Incomplete[] }[];
  }>('secgroup/runExpectations', { ids: items.map(({ id }) => id) });
  expect(results.map(({ status, incomplete }) => [status, incomplete])).toEqual([
    ['passed', [place]],
    ['passed', []],
  ]);
});

test('a map of a service that there is none of says so', async () => {
  expect(await ask('reachabilityMap', { region: 'ap-one', protocol: 'nonsense' })).toEqual({
    error: expect.stringContaining("'nonsense' is neither a protocol nor a service"),
  });
});

test('a comparison of a file says nothing of regions that it does not speak of', async () => {
  const other = { uri: 'file:///shop/other.sg', oldText: 'region ap-two\ngroup new {}\n', isNew: true };
  expect((await ask('diff', other)).incomplete).toEqual([]);
});
