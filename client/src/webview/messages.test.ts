// Guards that a webview can say nothing but what its page says: any other message is not taken for one.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isFromPage } from '../packet/messages.ts';
import { isFromView } from '../reachability/messages.ts';

const ofTheMap = [
  { type: 'ready' },
  { type: 'open', node: 'web' },
  { type: 'test', from: 'a', to: 'b', service: 'tcp 22' },
  { type: 'export', svg: '<svg/>' },
  { type: 'exportPng', png: 'iVBO' },
];
const ofThePacket = [
  ...['ready', 'apply', 'keep', 'again', 'copy'].map((type) => ({ type })),
  { type: 'open', id: '1' },
  { type: 'another', end: 'from' },
  { type: 'all', end: 'to' },
];

test.each([
  ['the map', isFromView, ofTheMap],
  ['the Packet page', isFromPage, ofThePacket],
])('%s says what it may, and with a member that is missing or of another kind nothing', (_, isFrom, messages) => {
  for (const message of messages) {
    expect(isFrom(message)).toBe(true);
    for (const name of Object.keys(message)) {
      const { [name as keyof typeof message]: _member, ...rest } = message;
      for (const wrong of [rest, { ...message, [name]: 1 }, { ...message, [name]: null }, { ...message, [name]: [] }])
        expect(isFrom(wrong)).toBe(false);
    }
  }
});

test('whatever else comes is no message, and nothing is thrown', () => {
  const known = new Set([...ofTheMap, ...ofThePacket].map(({ type }) => type));
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true }), (message) => {
      const type = typeof message === 'object' && message !== null ? Object(message)['type'] : undefined;
      fc.pre(!known.has(type as string));
      expect([isFromView(message), isFromPage(message)]).toEqual([false, false]);
    }),
  );
});
