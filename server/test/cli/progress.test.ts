// Guards that long work says how far it has come, only after a second, and that the line is gone before anything is printed.

import { afterEach, expect, test, vi } from 'vitest';
import { main } from '#cli/main.ts';
import { progressOf } from '#cli/progress.ts';
import type { System } from '#cli/system.ts';
import { runInMemory } from './memorySystem.ts';

afterEach(() => void vi.restoreAllMocks());

const rules = `group web { inbound { allow tcp 443 from any } }\ncvm m { private-ip 10.0.0.1 groups web }\n${'expect allow tcp 443 from 8.8.8.8 to m\n'.repeat(9)}`;

/** What is said and printed, in order, where each look at the clock finds it so many milliseconds later. */
async function happens(args: readonly string[], step: number): Promise<readonly string[]> {
  const events: string[] = [];
  let now = 0;
  vi.spyOn(Date, 'now').mockImplementation(() => {
    now += step;
    return now;
  });
  const files = new Map([
    ['a.sg', rules],
    ['b.sg', 'group b {}\n'],
    ['c.sg', 'group c {}\n'],
  ]);
  await runInMemory(files, '', (system) => main(args, system), {
    progress: (line) => void events.push(line === '' ? 'erased' : line),
    out: () => void events.push('printed'),
  });
  return events;
}

test.each([
  [['test'], '4 of 9 expectations judged'],
  [['check'], '1 of 3 files checked'],
])('slow %j says how far it has come, and takes that away before it prints', async (args, line) => {
  const events = await happens(args, 600);
  expect(events).toContain(line);
  expect(events.at(-1)).toBe('printed');
  for (const [i, event] of events.entries())
    if (event === 'printed') expect(events[i - 1]).toMatch(/^(erased|printed)$/);
});

test.each([[['test']], [['check']]])('quick %j says nothing', async (args) => {
  expect(new Set(await happens(args, 1))).toEqual(new Set(['printed']));
});

test('what was not said is not taken away, and what was taken away can be said again', () => {
  const lines: string[] = [];
  let now = 0;
  const { say, end } = progressOf({ progress: (line: string) => void lines.push(line) } as System, () => now);
  end();
  now = 2000;
  say(() => 'half');
  end();
  end();
  now = 3000;
  say(() => 'most');
  expect(lines).toEqual(['half', '', 'most']);
});
