// Guards the rows in which reach is read: ends that fare alike together, addresses in the fewest words, and no path more or less.
import { expect, test } from 'vitest';
import { finish } from '#util/steps.ts';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { randomFrom } from '../../test/support/random.ts';
import { randomWorld } from '../../test/support/randomWorld.ts';
import { rounds } from '../../test/support/rounds.ts';
import { printWorld } from '../../test/support/smallWorld.ts';
import { reaching } from './reach.ts';
import { reachRows } from './reachWords.ts';

function rowsOf(text: string, question: { readonly from?: string; readonly to?: string }): readonly string[] {
  const folder = loadFixture(new Map([['file:///a.sg', text]]));
  const found = finish(reaching(folder, { ...question, sayRegion: '' }));
  if ('error' in found) return [found.error];
  return reachRows(folder.model, found.answer.paths, question.from === undefined ? 'to' : 'from').map(
    ({ from, to, services }) => `${from} to ${to}: ${services.join(', ')}`,
  );
}

test('machines that fare alike are one row, and all blocks but one are an exception', () => {
  const text = `
    addresses office { 203.0.113.0/24 }
    group web {
      inbound { allow tcp 22 from office  deny tcp 443 from 10.0.0.0/8  allow tcp 443 from any }
      outbound { deny udp 123 to 10.0.0.0/8  allow udp 123 to any }
    }
    cvm web-1 { private-ip 192.168.0.1 groups web }
    cvm web-2 { private-ip 192.168.0.2 groups web }`;
  expect(rowsOf(text, { from: 'web' })).toEqual(['web-1, web-2 to any except 10.0.0.0/8: udp 123']);
  expect(rowsOf(text, { to: 'web-1' })).toEqual([
    'any except 10.0.0.0/8 to web-1: tcp 443',
    'office to web-1: tcp 22,443',
  ]);
});

test('the rows of random worlds are fewer, and each machine keeps what it may', () => {
  const seen = { paths: 0, rows: 0 };
  for (let seed = 1; seed <= rounds(100, 2000); seed++) {
    const folder = loadFixture(new Map([['file:///a.sg', printWorld(randomWorld(randomFrom(seed)))]]));
    for (const side of ['from', 'to'] as const) {
      const found = finish(reaching(folder, { [side]: 'any', sayRegion: '' }));
      if ('error' in found) continue;
      const { paths } = found.answer;
      const rows = reachRows(folder.model, paths, side);
      expect(rows.length).toBeLessThanOrEqual(paths.length);
      const other = side === 'from' ? 'to' : 'from';
      const key = side === 'from' ? 'destination' : 'source';
      const told = rows.flatMap((row) => row[other].split(', ').map((name) => `${name} ${row.services.join()}`));
      for (const path of paths) {
        if (path[key] !== undefined) expect(told).toContain(`${path[other]} ${path.services.join()}`);
      }
      seen.paths += paths.length;
      seen.rows += rows.length;
    }
  }
  console.log(`reach: ${JSON.stringify(seen)}`);
});
