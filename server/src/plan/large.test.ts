// Guards that a plan of a large region takes seconds: each moment is judged by what changed since the one before it.

import { expect, test } from 'vitest';
import { group, live, machine, policy } from '../../test/support/clouds.ts';
import { plan } from './plan.ts';

const IDS = Array.from({ length: 50 }, (_, i) => `sg-${10_000_000 + i}`);
const GROUPS = IDS.map((id, i) =>
  group({
    id,
    name: `g${i}`,
    inbound: [
      ...Array.from({ length: 20 }, (_, k) => policy('ACCEPT', `TCP ${8000 + k}`, `10.${(i + k) % 50}.0.0/16`)),
      policy('ACCEPT', 'TCP 22', IDS[(i + 1) % 50] ?? ''),
    ],
    outbound: [policy('ACCEPT', 'ALL', '0.0.0.0/0')],
  }),
);

function region(groupsOf: (i: number) => readonly string[]) {
  return live({
    SecurityGroupSet: GROUPS,
    InstanceSet: Array.from({ length: 2000 }, (_, i) =>
      machine(`ins-${10_000_000 + i}`, `vm-${i}`, `10.${i >> 8}.${i & 255}.7`, groupsOf(i)),
    ),
  });
}

test('a step that changes other packets of each of many machines says those of 30, and counts the rest', () => {
  const peer = { id: 'sg-20000000', name: 'jump' };
  const world = (of: readonly string[]) =>
    live({
      SecurityGroupSet: [
        group(peer),
        ...IDS.map((id, i) =>
          group({ id, name: `g${i}`, inbound: [policy('ACCEPT', `TCP ${3000 + 2 * i}`, peer.id)] }),
        ),
      ],
      InstanceSet: [
        ...IDS.map((id, i) => machine(`ins-${30_000_000 + i}`, `vm-${i}`, `10.0.0.${i}`, [id])),
        machine('ins-20000000', 'ops', '10.1.0.1', of),
      ],
    });
  const { steps } = plan(world([]), world([peer.id]));
  const said = steps.flatMap(({ packets }) => packets.filter((words) => words.startsWith('Newly allowed')));
  expect(said.length).toBe(1);
  expect(said[0]?.split('; ').length).toBe(31);
  expect(said[0]).toMatch(/; and other packets of 20 more\.$/);
});

test('2,000 machines in 50 groups, each bound to one more group', { timeout: 60_000 }, () => {
  const role = (i: number) => IDS[i % 49] ?? '';
  const [before, after] = [region((i) => [role(i)]), region((i) => [role(i), IDS[49] ?? ''])];
  const start = process.cpuUsage();
  const { steps } = plan(before, after);
  const { user, system } = process.cpuUsage(start);
  expect(steps.map(({ action, risk }) => [action, risk])).toEqual(
    Array.from({ length: 49 }, () => ['ModifyInstancesAttribute', null]),
  );
  // It takes one to two; what was judged anew at each moment took minutes.
  expect((user + system) / 1e6).toBeLessThan(10);
});
