// Guards which rules open sensitive ports to everyone, alone or together.

import { expect, test } from 'vitest';
import { policies as read } from '../../../test/support/listText.ts';
import { openToWorld } from './openToWorld.ts';

function open(...list: string[]): [number, number[], number[]][] {
  return openToWorld(read(list), [22, 3389]).map(({ place, ports, families }) => [place, [...ports], [...families]]);
}

test('an allowing policy from everywhere is open, at the sensitive ports only', () => {
  expect(open('allow tcp 22 any')).toEqual([[0, [22], [4]]]);
  expect(open('allow tcp 22 any6')).toEqual([[0, [22], [6]]]);
  expect(open('allow all any')).toEqual([[0, [22, 3389], [4]]]);
  expect(open('allow tcp 1-23 any', 'allow tcp 80 any', 'allow udp any', 'allow icmp any')).toEqual([[0, [22], [4]]]);
  expect(open('allow tcp 22 10.0.0.0/8', 'allow tcp 22 web', 'deny tcp 22 any')).toEqual([]);
});

test('a partial deny above does not help, a whole one does', () => {
  expect(open('deny tcp 22 10.0.0.0/8', 'deny tcp 22 web', 'allow tcp 22 any')).toEqual([[2, [22], [4]]]);
  expect(open('deny tcp 22 any', 'allow tcp 22 any')).toEqual([]);
  expect(open('deny tcp 22 0.0.0.0/1', 'deny tcp 22 128.0.0.0/1', 'allow tcp any')).toEqual([[2, [3389], [4]]]);
  expect(open('deny tcp 22 any6', 'allow tcp 22 any')).toEqual([[1, [22], [4]]]);
});

test('halves that together make everywhere count, and only those that are needed', () => {
  expect(open('allow tcp 22 0.0.0.0/1', 'allow tcp 22 128.0.0.0/1')).toEqual([
    [0, [22], [4]],
    [1, [22], [4]],
  ]);
  expect(
    open('allow tcp 22 10.0.0.0/8', 'allow tcp 22 0.0.0.0/1', 'allow tcp 22 192.0.2.1', 'allow tcp 22 128.0.0.0/1'),
  ).toEqual([
    [1, [22], [4]],
    [3, [22], [4]],
  ]);
  expect(open('allow tcp 22 0.0.0.0/1', 'allow tcp 3389 128.0.0.0/1')).toEqual([]);
  expect(open('allow tcp 22 ::/1', 'allow tcp 22 8000::/1')).toEqual([
    [0, [22], [6]],
    [1, [22], [6]],
  ]);
});

test('one that an earlier policy takes wholly is not told', () => {
  expect(open('allow tcp 22 any', 'allow tcp 22 any', 'allow tcp any')).toEqual([
    [0, [22], [4]],
    [2, [3389], [4]],
  ]);
  expect(open('allow tcp 22 10.0.0.0/8', 'allow tcp 22 any')).toEqual([[1, [22], [4]]]);
});

test('everywhere in very many pieces is found at once', () => {
  const pieces = Array.from({ length: 16_384 }, (_, i) => `allow tcp 22 ${i >> 6}.${(i & 63) * 4}.0.0/14`);
  expect(open(...pieces)).toHaveLength(16_384);
});
