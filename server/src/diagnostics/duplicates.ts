// `duplicate-name`, `duplicate-id` and `duplicate-address`, each related to the other places.

import type { Binding, Cvm, Entity, NetworkInterface, Source } from '#model/model.ts';
import { singleAddress } from '#model/values.ts';
import type { Address } from '#net/address.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { commas, t } from '#util/l10n.ts';
import type { Code } from './codes.ts';
import type { Related } from './diagnostic.ts';
import { finding } from './finding.ts';
import type { Findings } from './findings.ts';
import type { Region } from './rows.ts';
import { quoted } from './words.ts';

interface Place {
  readonly source: Source;
  readonly at: Range;
}

/** What a binding may have in common with others. */
export const commonKeys = {
  *name({ entity }: Binding): Iterable<string> {
    const name = entity?.node.name;
    if (entity !== undefined && !entity.builtin && name !== undefined && name.text !== '')
      yield JSON.stringify([entity.region, name.text]);
  },
  *id({ entity }: Binding): Iterable<string> {
    if (entity === undefined || entity.builtin) return;
    for (const { id } of idsOf(entity)) if (!id.text.startsWith('$name:')) yield id.text;
  },
  /** Two cvms of one vpc; those without any are in the one classic network of their region. */
  *address({ entity }: Binding): Iterable<string> {
    if (entity?.kind !== 'cvm') return;
    for (const { networkInterface, address } of privateAddressesOf(entity))
      yield addressKey(entity, networkInterface, address);
  },
};

interface WrittenId {
  readonly source: Source;
  readonly id: ast.Name;
}

/** Its own and those of its interfaces. */
function idsOf(entity: Entity): readonly WrittenId[] {
  const parts = entity.kind === 'cvm' ? entity.interfaces : [entity];
  return parts.flatMap(({ source, node }) => node.ids.map((id) => ({ source, id })));
}

function addressKey({ region }: Cvm, { vpc }: NetworkInterface, { family, start }: Address): string {
  return `${region.length} ${region}${vpc === undefined ? '' : `/${vpc}`} ${family} ${start}`;
}

/** What a snapshot declares that rule files declare as well is told once a file: `liveAsWanted.ts`. */
type Asked = Pick<Region, 'shared' | 'snapshots' | 'mixed'>;

export function duplicateNames({ shared, snapshots, mixed }: Asked, into: Findings): void {
  for (const bindings of shared.several('name')) {
    const places = bindings.flatMap(({ entity }) =>
      entity?.node.name === undefined || mixed.has(entity.source.uri)
        ? []
        : [{ source: entity.source, at: entity.node.name }],
    );
    const [first] = places;
    const region = bindings[0]?.region ?? '';
    // The cloud itself allows two groups of one name, so that a snapshot may hold them.
    if (first === undefined || places.length < 2 || places.every(({ source }) => snapshots.has(source.uri))) continue;
    const name = quoted(first.at.text);
    const message = t(
      '{0} is declared {1} in region {2}; references mean the first. Give each its own name.',
      name,
      times(places.length),
      quoted(region),
    );
    reportAll('duplicate-name', places, message, t('{0} is declared here too', name), into);
  }
}

export function duplicateIds({ shared, mixed }: Asked, into: Findings): void {
  const byId = new Map<string, Place[]>();
  for (const { entity } of new Set([...shared.several('id')].flat())) {
    if (entity === undefined || mixed.has(entity.source.uri)) continue;
    for (const { source, id } of idsOf(entity))
      if (!id.text.startsWith('$name:')) put(byId, id.text, { source, at: id });
  }
  for (const [id, places] of byId) {
    if (places.length < 2) continue;
    const message = t(
      'The id {0} is given {1}; the cloud has one thing of each id. References mean the first.',
      quoted(id),
      times(places.length),
    );
    reportAll('duplicate-id', places, message, t('{0} is given here too', quoted(id)), into);
  }
}

export function duplicateAddresses({ shared, mixed }: Asked, into: Findings): void {
  const byAddress = new Map<string, (Place & { readonly cvm: Cvm; readonly vpc: string | undefined })[]>();
  for (const { entity: cvm } of new Set([...shared.several('address')].flat())) {
    if (cvm?.kind !== 'cvm' || mixed.has(cvm.source.uri)) continue;
    const own = new Set<string>();
    for (const { networkInterface, text, address } of privateAddressesOf(cvm)) {
      const key = addressKey(cvm, networkInterface, address);
      if (own.has(key)) continue;
      own.add(key);
      put(byAddress, key, { source: networkInterface.source, at: text, cvm, vpc: networkInterface.vpc });
    }
  }
  for (const places of byAddress.values()) {
    const [first] = places;
    if (first === undefined || places.length < 2) continue;
    const network =
      first.vpc === undefined
        ? t('the classic network of region {0}', quoted(first.cvm.region))
        : t('vpc {0}', quoted(first.vpc));
    for (const [i, place] of places.entries()) {
      const others = othersThan(places, i);
      const names = others.slice(0, 3).map(({ cvm }) => quoted(cvm.name));
      const message =
        places.length > 4
          ? t(
              'This address is also that of {0} and others, in {1}. Two machines of one network cannot share it.',
              commas(names),
              network,
            )
          : t(
              'This address is also that of {0}, in {1}. Two machines of one network cannot share it.',
              commas(names),
              network,
            );
      into.add(
        place.source.block,
        finding('duplicate-address', place.at, message, relatedTo(others, t('The same address here'))),
      );
    }
  }
}

interface WrittenAddress {
  readonly networkInterface: NetworkInterface;
  readonly text: ast.AddressText;
  readonly address: Address;
}

function privateAddressesOf({ interfaces }: Cvm): readonly WrittenAddress[] {
  return interfaces.flatMap((networkInterface) => {
    const { node, privateAddresses } = networkInterface;
    const same = node.privateAddresses.length === privateAddresses.length;
    return node.privateAddresses.flatMap((text, i) => {
      const address = same ? privateAddresses[i] : singleAddress(text);
      return address === undefined ? [] : [{ networkInterface, text, address }];
    });
  });
}

function put<P>(places: Map<string, P[]>, key: string, place: P): void {
  const known = places.get(key);
  if (known === undefined) places.set(key, [place]);
  else known.push(place);
}

function reportAll(code: Code, places: readonly Place[], message: string, there: string, into: Findings): void {
  for (const [i, place] of places.entries()) {
    into.add(place.source.block, finding(code, place.at, message, relatedTo(othersThan(places, i), there)));
  }
}

const MOST_NAMED = 5;

/** The first few of the other places. */
function othersThan<P>(places: readonly P[], index: number): readonly P[] {
  return places
    .slice(0, MOST_NAMED + 1)
    .filter((_, i) => i !== index)
    .slice(0, MOST_NAMED);
}

function relatedTo(places: readonly Place[], message: string): Related[] {
  return places.map(({ source, at }) => ({ source, start: at.start, end: at.end, message }));
}

function times(number: number): string {
  return number === 2 ? t('twice') : t('{0} times', number);
}
