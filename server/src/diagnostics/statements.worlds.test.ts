// Guards that what diagnostics state about random worlds is true of every packet.

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Policy } from '#model/policy.ts';
import type { Folder } from '#workspace/folder.ts';
import { diagnosticsOf, type PlacedDiagnostic } from '#workspace/folderDiagnostics.ts';
import { decision, firstMatch, matches } from '../../test/support/listWorld.ts';
import { rounds } from '../../test/support/rounds.ts';
import { load, ownerIn, PACKETS, someFile, URI } from '../../test/support/ruleFiles.ts';

// Guards that what is said of a rule is true of the file as it stands, packet by packet.

test(
  'what a finding says of a rule is so for every packet',
  () => {
    const counts = new Map<string, number>();
    fc.assert(
      fc.property(someFile, (text) => {
        const folder = load(text.replace(/# ignore.*/g, ''));
        const list = ownerIn(folder)?.inbound.policies ?? [];
        for (const diagnostic of diagnosticsOf(folder, URI)) {
          const meant = policiesAt(folder, list, diagnostic);
          const related = diagnostic.related.map((place) => policiesAt(folder, list, place));
          const fault = faultOf(folder, list, diagnostic, meant, related);
          if (fault !== undefined) expect.fail(`${diagnostic.code} ${diagnostic.message}: ${fault}\n${text}`);
          const kind = /can be removed together/.test(diagnostic.message)
            ? `${diagnostic.code} together`
            : diagnostic.code;
          counts.set(kind, (counts.get(kind) ?? 0) + 1);
        }
      }),
      { numRuns: rounds(600, 20_000) },
    );
    console.info(`statements: ${JSON.stringify(Object.fromEntries(counts))}`);
    for (const kind of ['shadowed-rule', 'redundant-rule', 'mixed-family'])
      expect([kind, (counts.get(kind) ?? 0) > 10]).toEqual([kind, true]);
    expect(counts.get('redundant-rule together') ?? 0).toBeGreaterThan(0);
  },
  rounds(120_000, 7_200_000),
);

/** What may not be said too of a policy that matches nothing. */
const ABOUT_MATCHING: ReadonlySet<string> = new Set([
  'shadowed-rule',
  'redundant-rule',
  'partly-shadowed-rule',
  'shadowed-by-members',
  'empty-group-peer',
  'open-to-world',
]);

/** What is false about it; undefined where nothing is. */
function faultOf(
  folder: Folder,
  list: readonly Policy[],
  { code, message }: PlacedDiagnostic,
  meant: readonly Policy[],
  related: readonly (readonly Policy[])[],
): string | undefined {
  const end = ownerIn(folder)?.kind ?? 'group';
  const isBroken = (place: number) => list[place]?.complete === false;
  switch (code) {
    case 'shadowed-rule': {
      for (const policy of meant) {
        const firsts = PACKETS.filter((packet) => matches(policy, packet)).map((packet) =>
          firstMatch(list, packet, isBroken),
        );
        if (firsts.includes(policy.index)) return 'something reaches it';
        if (!firsts.some((first) => list[first]?.action !== policy.action)) return 'nobody decides otherwise';
      }
      const takes = (taker: Policy) =>
        meant.some((policy) =>
          PACKETS.some((packet) => matches(policy, packet) && firstMatch(list, packet, isBroken) === taker.index),
        );
      return related.every((taker) => taker.some(takes)) ? undefined : 'one that is named takes nothing';
    }
    case 'redundant-rule': {
      // Those below that are named go with it, those above take its packets.
      const last = Math.max(...meant.map(({ index }) => index));
      const below = related.filter((policies) => policies.every(({ index }) => index > last)).flat();
      if (message.includes('can be removed together') !== below.length > 0) return 'more is said than named';
      const gone = new Set([...meant, ...below].map(({ index }) => index));
      const without = (place: number) => gone.has(place);
      const changed = PACKETS.some((packet) => decision(list, packet, end) !== decision(list, packet, end, without));
      return changed ? 'it cannot go' : undefined;
    }
    case 'mixed-family': {
      if (meant.some((policy) => PACKETS.some((packet) => matches(policy, packet)))) return 'it matches something';
      const [policy] = meant;
      const others = diagnosticsOf(folder, URI).filter(
        (other) =>
          ABOUT_MATCHING.has(other.code) && policy !== undefined && policiesAt(folder, list, other).includes(policy),
      );
      return others.length > 0 && meant.length === 1 ? `it is reported as ${others[0]?.code} too` : undefined;
    }
    default:
      return undefined;
  }
}

/** The policies of a rule or peer at a place. */
function policiesAt(folder: Folder, list: readonly Policy[], place: { readonly start: number; readonly end: number }) {
  const block = ownerIn(folder)?.source.block;
  const start = folder.files.get(URI)?.tree.blocks.find((placed) => placed.block === block)?.start ?? 0;
  return list.filter(({ rule, peerNode }) =>
    [rule, peerNode].some((node) => node.start + start === place.start && node.end + start === place.end),
  );
}
