// The paths of an answer as people read them: ends with the same paths in one row, and addresses in the fewest words.
//
//   web-1 to 0.0.0.0/5, web-1 to 8.0.0.0/7, web-1 to 11.0.0.0/8 …        web-1, web-2 to any except 10.0.0.0/8
//   web-2 to 0.0.0.0/5, …

import { namesOf } from '#engine/names.ts';
import { INTERNET } from '#engine/reach/internet.ts';
import type { ReachPath } from '#engine/reach/reachPaths.ts';
import { addressesOf } from '#model/interfaces.ts';
import type { Model } from '#model/model.ts';
import { parseAddress } from '#net/address.ts';
import type { AddressSet } from '#net/addressSet.ts';
import * as addressSet from '#net/addressSet.ts';
import * as packetSet from '#net/packetSet.ts';
import { ALL } from '#net/services.ts';
import { inWords, type Names, printPeers } from '#net/words/words.ts';
import { groupBy } from '#util/groupBy.ts';

export interface ReachRow {
  readonly from: string;
  readonly to: string;
  readonly services: readonly string[];
}

type Side = 'from' | 'to';

/** `asked` is the side of the end that was asked about. */
export function reachRows(model: Model, paths: readonly ReachPath[], asked: Side): readonly ReachRow[] {
  const words = wordsOf(model);
  return joined(joined(paths.map(endsOf), otherSide(asked), words), asked, words).map(({ from, to, services }) => ({
    from: textOf(from, words),
    to: textOf(to, words),
    services,
  }));
}

interface Row {
  readonly from: readonly End[];
  readonly to: readonly End[];
  readonly services: readonly string[];
}

interface End {
  readonly text: string;
  readonly isMachine: boolean;
}

function endsOf({ from, to, services, source, destination }: ReachPath): Row {
  return {
    from: [{ text: from, isMachine: source !== undefined }],
    to: [{ text: to, isMachine: destination !== undefined }],
    services,
  };
}

const otherSide = (side: Side): Side => (side === 'from' ? 'to' : 'from');

/** Joins rows that differ on one side only: those with machines there, and those with addresses. */
function joined(rows: readonly Row[], side: Side, words: Words): readonly Row[] {
  const alike = groupBy(rows, (row) =>
    JSON.stringify([textOf(row[otherSide(side)], words), row.services, row[side][0]?.isMachine]),
  );
  return [...alike.values()].flatMap((same) => {
    const [first] = same;
    return first === undefined ? [] : [{ ...first, [side]: same.flatMap((row) => row[side]) }];
  });
}

interface Words {
  setOf(text: string): AddressSet | undefined;
  say(set: AddressSet): string;
}

function textOf(ends: readonly End[], { setOf, say }: Words): string {
  const texts = [...new Set(ends.map(({ text }) => text))];
  if (ends.some(({ isMachine }) => isMachine)) return texts.join(', ');
  const sets = texts.map(setOf);
  const known = sets.filter((set) => set !== undefined);
  return known.length === texts.length && texts.length > 0 ? say(addressSet.unionAll(known)) : texts.join(', ');
}

/** Lists are named only where there is one region: in another one the name may stand for something else. */
function wordsOf(model: Model): Words {
  const [region, ...others] = model.regions.keys();
  const lists = region === undefined || others.length > 0 ? [] : namesOf(model, region).peers;
  const isSpoken = (names: Names['peers']) => names.map((named) => ({ ...named, isSpoken: true }));
  const names: Names = { peers: isSpoken([...lists, { name: 'internet', set: INTERNET }]), services: [] };
  const byName = new Map(names.peers.map(({ name, set }) => [name, set]));
  // The paths of a machine's addresses have rows of their own: these addresses may be among those that are said together.
  const owned = addressSet.ofAll(model.cvms.flatMap(addressesOf));
  return {
    setOf(text) {
      const read = parseAddress(text);
      return read.ok ? addressSet.of(read.address) : byName.get(text);
    },
    say: (set) =>
      inWords(packetSet.of(set, ALL), { names, also: packetSet.of(owned, ALL) })
        .map(printPeers)
        .join('; '),
  };
}
