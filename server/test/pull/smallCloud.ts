// A small cloud, and what no output of it may hold.

import { expect } from 'vitest';
import { connectTo } from '#pull/connection.ts';
import { type CloudRegion, keys, type Thing } from './cloud.ts';

/** No key is in what is written or printed. */
export function expectNoSecret(text: string): void {
  for (const secret of [keys.secretKey, keys.token]) expect(text.includes(secret)).toBe(false);
}

export const group = (index: number): Thing => ({
  SecurityGroupId: `sg-${String(index).padStart(8, '0')}`,
  SecurityGroupName: `group ${index}`,
  SecurityGroupDesc: null,
  ProjectId: 0,
  IsDefault: false,
  TagSet: [],
});
export const web: Thing = {
  Version: '3',
  Ingress: [{ Protocol: 'tcp', Port: '443', CidrBlock: '0.0.0.0/0', Action: 'ACCEPT', New: 1 }],
};
export const regionOf = (groups: number, lists: Record<string, readonly Thing[]> = {}): CloudRegion => ({
  lists: { SecurityGroupSet: Array.from({ length: groups }, (_, index) => group(index)), ...lists },
  policies: new Map(Array.from({ length: groups }, (_, index) => [String(group(index)['SecurityGroupId']), web])),
});

/** Two regions. */
export const two = new Map([
  ['ap-guangzhou', regionOf(1)],
  ['ap-beijing', regionOf(2)],
]);

/** For `pull` where nobody listens. */
export const options = { partial: false, came: () => {}, note: () => {} };

export function connect(url: string, pause: number, answerWithin = 15_000) {
  return connectTo({
    urlOf: () => `${url}/`,
    keys: async () => keys,
    source: 'the test',
    proxyFor: () => undefined,
    signal: new AbortController().signal,
    pause,
    answerWithin,
  });
}
