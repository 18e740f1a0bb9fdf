// Guards that long work of every command says how far it has come, only after a second, and that the line is gone before anything is
// printed and at the end.

import { expect, test } from 'vitest';
import { main } from '#cli/main.ts';
import { withProgress } from '#cli/progress.ts';
import { runInMemory } from './memorySystem.ts';

const rules = `group web { inbound { allow tcp 443 from any } }\ncvm m { private-ip 10.0.0.1 groups web }\n${'expect allow tcp 443 from 8.8.8.8 to m\n'.repeat(9)}`;
const live = JSON.stringify({
  version: 1,
  regions: [{ SecurityGroupSet: [{ SecurityGroupId: 'sg-1', SecurityGroupName: 'web' }] }],
});
const files = new Map([
  ['rules/a.sg', rules],
  ['rules/b.sg', 'group b {}\n'],
  ['rules/c.sg', 'group c {}\n'],
  ['old/a.sg', 'group web {}\n'],
  ['bank/secgroup.json', '{}'],
  ['bank/a.sg', 'group web {}\n'],
  ['live.sg.json', live],
]);

/** What is shown and printed, in order, where each look at the clock finds it so many milliseconds later. */
async function happens(args: readonly string[], step: number): Promise<readonly string[]> {
  const events: string[] = [];
  let now = 0;
  const printed = (): void => void events.push('printed');
  const outputs = withProgress(
    { out: printed, complain: printed, show: (line) => void events.push(line === '' ? 'erased' : line) },
    () => {
      now += step;
      return now;
    },
  );
  await runInMemory(files, '', (system) => main(args, system), outputs);
  return events;
}

const commands: readonly (readonly [command: string, lines: readonly string[]])[] = [
  ['test rules', ['1 of 3 files read', '4 of 9 expectations judged']],
  ['check rules', ['1 of 3 files read', '1 of 3 files checked']],
  ['check --write-baseline kept.json rules', ['1 of 3 files read', '1 of 3 files checked']],
  ['check rules bank', ['1 of 2 folders checked, 1 of 2 files checked']],
  ['packet --from 8.8.8.8 --to m --protocol tcp --port 443 rules', ['1 of 3 files read']],
  ['reach --to m rules', ['1 of 3 files read', 'Looking for who reaches m']],
  ['reach --from m rules', ['Looking for whom m reaches']],
  ['diff old rules', ['1 of 3 files read', '5 of 7 things compared']],
  ['drift --from live.sg.json rules', ['1 of 3 files read', '4 of 6 things compared']],
  ['plan --from live.sg.json rules', ['1 of 3 files read', '3 moments of the plan looked at']],
  ['format rules', ['1 of 3 files read', '1 of 3 files looked at']],
  ['import live.sg.json -o out.sg', ['0 of 1 files read']],
  ['export web rules', ['1 of 3 files read', 'Writing web']],
];

test.each(commands)('slow %s says how far it has come, and takes that away', async (command, lines) => {
  const events = await happens(command.split(' '), 1000);
  expect(events).toEqual(expect.arrayContaining([...lines]));
  expect(events.at(-1)).toMatch(/^(printed|erased)$/);
  for (const [i, event] of events.entries())
    if (event === 'printed') expect(events[i - 1]).toMatch(/^(erased|printed)$/);
});

test.each(commands)('quick %s says nothing', async (command) => {
  expect((await happens(command.split(' '), 1)).filter((event) => event !== 'printed')).toEqual([]);
});

test('what was not said is not taken away, and what was taken away can be said again', () => {
  const lines: string[] = [];
  let now = 0;
  const nothing = (): void => {};
  const { progress } = withProgress(
    { out: nothing, complain: nothing, show: (line) => void lines.push(line) },
    () => now,
  );
  progress();
  now = 2000;
  progress(() => 'half');
  progress();
  progress();
  now = 3000;
  progress(() => 'most');
  expect(lines).toEqual(['half', '', 'most']);
});
