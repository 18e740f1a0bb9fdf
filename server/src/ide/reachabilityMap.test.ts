// Guards the names of the map's nodes: no two are called the same, whoever is in the same groups.
import { expect, test } from 'vitest';
import { finish } from '#util/steps.ts';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { mainUri } from '../../test/support/checkIde.ts';
import { reachabilityMap } from './reachabilityMap.ts';

function labelsOf(text: string): readonly string[] {
  const map = finish(reachabilityMap(loadFixture(new Map([[mainUri, text]])), 'default'));
  return 'error' in map ? [map.error] : map.nodes.map(({ label }) => label);
}

const cvms = (name: string, block: number, count: number): string =>
  Array.from({ length: count }, (_, i) => `cvm ${name}-${i} { private-ip 10.0.${block}.${i + 1} groups web }`).join(
    '\n',
  );

test('machines that no filter tells apart are called by their groups and their number', () => {
  expect(labelsOf(`group web { inbound { allow tcp 80 from any } }\n${cvms('a', 1, 5)}`)).toEqual([
    'web (5 CVMs)',
    'any',
  ]);
});

test('machines of the same groups that rules tell apart by their addresses are called by their names', () => {
  const text = `group web { inbound { allow tcp 80 from 10.0.1.0/24  allow tcp 22 from 10.0.2.0/24 } outbound { allow all to any } }
${cvms('a', 1, 2)}
${cvms('b', 2, 5)}`;
  expect(labelsOf(text).slice(0, 2)).toEqual(['web (a-0, a-1)', 'web (b-0, b-1, b-2 and 2 more)']);
});
