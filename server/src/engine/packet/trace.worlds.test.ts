// Guards that every packet of random worlds has the fate that docs/language.md gives it.

import { expect, test } from 'vitest';
import type { Model } from '#model/model.ts';
import { parse } from '#syntax/parse.ts';
import { ip, modelOf } from '../../../test/support/modelOf.ts';
import { pick, type Random, randomFrom } from '../../../test/support/random.ts';
import { randomWorld } from '../../../test/support/randomWorld.ts';
import { rounds } from '../../../test/support/rounds.ts';
import { ADDRESSES, interpret, POINTS, type Probe, printWorld, type World } from '../../../test/support/smallWorld.ts';
import { changeRule } from '../words.ts';
import type { Change, Trace } from './trace.ts';
import { trace } from './trace.ts';

test('every packet of random worlds has the fate that the language says', () => {
  // Guards: trace against an interpreter written from the sentences of the language.
  const soak = rounds(1, 40);
  const counts = { worlds: 0, allow: 0, deny: 0, unjudged: 0, opened: 0 };
  for (let seed = 1; seed <= 150 * soak; seed++) {
    const random = randomFrom(seed);
    const world = randomWorld(random);
    const model = modelOf(printWorld(world));
    counts.worlds++;
    for (let i = 0; i < 100; i++) {
      const probe = randomProbe(random);
      const found = traceProbe(model, probe);
      const fate = interpret(world, probe);
      counts[fate ?? 'unjudged']++;
      if (fate === undefined ? found.note === undefined : found.verdict !== fate || found.note !== undefined) {
        expect.fail(`seed ${seed}: ${JSON.stringify(probe)} ${found.verdict}, not ${fate}\n${printWorld(world)}`);
      }
      checkShape(found);
      if (fate !== 'deny' || counts.opened >= counts.worlds * 3) continue;
      const opened = found.changes.reduce(changed, world);
      // The suggestion is the language, and the packet passes with it.
      expect([seed, isLanguage(opened)]).toEqual([seed, true]);
      if (interpret(opened, probe) !== 'allow') {
        expect.fail(`seed ${seed}: ${JSON.stringify(probe)} stays denied\n${printWorld(opened)}`);
      }
      counts.opened++;
    }
  }
  console.info(`traces: ${JSON.stringify(counts)}`);
  expect(Math.min(counts.allow, counts.deny, counts.opened)).toBeGreaterThan(100);
});

/** A step that denies is the last, and there is an answer only to what was let through. */
function checkShape({ verdict, request, answer, changes, note }: Trace): void {
  const steps = [...request, ...answer.steps];
  expect(steps.slice(0, -1).every(({ action }) => action === 'allow')).toBe(true);
  if (note !== undefined) return;
  expect(verdict).toBe(steps.at(-1)?.action ?? 'allow');
  expect(changes.length > 0).toBe(verdict === 'deny');
}

function traceProbe(model: Model, { source, destination, protocol, sourcePort, port }: Probe): Trace {
  return trace(model, { source: ip(source), destination: ip(destination), protocol, sourcePort, port }, 'default');
}

function randomProbe(random: Random): Probe {
  const { protocol, port } = pick(random, POINTS);
  const sourcePort = port === null || random() < 0.5 ? null : pick(random, [1, 1024, 40000, 40001]);
  return { source: pick(random, ADDRESSES), destination: pick(random, ADDRESSES), protocol, port, sourcePort };
}

/** The world with the rule that is suggested, read back from its text. */
function changed(world: World, suggested: Change): World {
  const { owner, direction, before } = suggested;
  const name = owner?.replace(/^.*\//, '');
  const [, service = '', peer = ''] = /^allow (.+) (?:from|to) (\S+)$/.exec(changeRule(suggested)) ?? [];
  const rule = { action: 'allow', service, peer } as const;
  const change = (one: World['groups'][number]) =>
    one.name === name ? { ...one, [direction]: one[direction].toSpliced(before, 0, rule) } : one;
  return { ...world, groups: world.groups.map(change), acls: world.acls.map(change) };
}

/** Whether the language takes the world as it is written. */
function isLanguage(world: World): boolean {
  return parse(printWorld(world)).blocks.every(({ block }) => block.problems.length === 0);
}
