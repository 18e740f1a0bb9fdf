// Guards that callers and callees of random worlds are what reach says, each end once, and that who calls is called.

import { expect, test } from 'vitest';
import { INTERNET } from '#engine/reach/internet.ts';
import { reach } from '#engine/reach/reach.ts';
import { addressesOf } from '#model/interfaces.ts';
import * as addressSet from '#net/addressSet.ts';
import type { PacketSet } from '#net/packetSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { ALL } from '#net/services.ts';
import { finish } from '#util/steps.ts';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { uriOf } from '../../test/support/fixture.ts';
import { randomFrom } from '../../test/support/random.ts';
import { randomWorld } from '../../test/support/randomWorld.ts';
import { readWords } from '../../test/support/readWords.ts';
import { rounds } from '../../test/support/rounds.ts';
import { printWorld } from '../../test/support/smallWorld.ts';
import { type HierarchyCall, incomingCalls, outgoingCalls } from './callHierarchy.ts';

const NAMES = { peers: [{ name: 'internet', set: INTERNET }], services: [] };

/** What the other ends send or get: those that are nobody's together, machines each by its key. */
function said(ends: readonly (readonly [key: string, name: string, services: readonly string[]])[]) {
  const sets = new Map<string, PacketSet>();
  for (const [key, name, services] of ends) {
    const statement = `${services.join(', ')} from ${key === '' ? name : 'any'}`;
    sets.set(key, packetSet.union(sets.get(key) ?? packetSet.EMPTY, readWords([statement], NAMES)));
  }
  return sets;
}

test('callers and callees are what reach says', () => {
  const counts = { machines: 0, strangers: 0 };
  for (let seed = 1; seed <= rounds(60, 2_000); seed++) {
    const text = printWorld(randomWorld(randomFrom(seed)));
    const folder = loadFixture(new Map([[uriOf('/main.sg'), text]]));
    const { model } = folder;
    const owned = packetSet.of(addressSet.ofAll(model.cvms.flatMap(addressesOf)), ALL);
    const calls = new Map<string, ReadonlyMap<string, PacketSet>>();
    for (const { kind, key } of [...model.cvms, ...model.groups.filter(({ builtin }) => !builtin)]) {
      for (const end of ['to', 'from'] as const) {
        const listed: readonly HierarchyCall[] = finish((end === 'to' ? incomingCalls : outgoingCalls)(folder, key));
        const machines = listed.flatMap(({ item }) => (item.key === '' ? [] : `${item.name} (${item.detail})`));
        expect([text, key, end, machines]).toEqual([text, key, end, [...new Set(machines)]]);
        const { paths } = reach(model, { region: 'default', [end]: { kind, key } });
        const told = said(listed.map(({ item, services }) => [item.key, item.name, services]));
        const reached = said(
          paths
            .map(({ from, to, source = '', destination = '', services }) =>
              end === 'to' ? ([source, from, services] as const) : ([destination, to, services] as const),
            )
            .filter(([other]) => other !== key),
        );
        // Addresses of machines may be among those that are said together: the machines' own calls say what is true of them.
        for (const sets of [told, reached]) {
          const strangers = packetSet.subtract(sets.get('') ?? packetSet.EMPTY, owned);
          sets.delete('');
          if (!packetSet.isEmpty(strangers)) sets.set('', strangers);
        }
        expect([text, key, end, told]).toEqual([text, key, end, reached]);
        calls.set(`${end} ${key}`, told);
        counts.machines += machines.length;
        counts.strangers += listed.length - machines.length;
      }
    }
    // As the one that is asked about a machine is its private addresses, as the other end also a public one that gets further.
    const privateOnly = model.cvms.filter(({ publicAddresses }) => publicAddresses.length === 0);
    for (const { key: one } of privateOnly)
      for (const { key: other } of privateOnly)
        expect([text, one, other, calls.get(`to ${one}`)?.get(other)]).toEqual([
          text,
          one,
          other,
          calls.get(`from ${other}`)?.get(one),
        ]);
  }
  expect(Math.min(counts.machines, counts.strangers)).toBeGreaterThan(100);
});
