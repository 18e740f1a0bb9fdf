import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { expect, test } from 'vitest';

// In a process of its own: flags hold for the whole of one.
const PROGRAM = `
  import v8 from 'node:v8';
  import { keepSmall, letGrow } from ${JSON.stringify(new URL('./nodeHeap.ts', import.meta.url).href)};
  const size = () => v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size;
  const fill = () => Array.from({ length: 500_000 }, (_, i) => ({ i }));
  const kept = [];
  keepSmall();
  kept.push(fill());
  const small = size();
  letGrow();
  kept.push(fill());
  console.log(JSON.stringify([small, size()]));
`;

test('new objects get more room once somebody types', () => {
  const answer = execFileSync(process.execPath, ['--input-type=module', '--no-warnings', '-e', PROGRAM], {
    encoding: 'utf8',
  });
  const [small, grown] = JSON.parse(answer) as [number, number];
  expect(grown).toBeGreaterThan(4 * small);
});
