// `duplicate-name`, `duplicate-id` and `duplicate-address`, each related to the other places.

import type { Cvm, Model, Source } from '#model/model.ts';
import { singleAddress } from '#model/values.ts';
import type { Address } from '#net/address.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { commas, t } from '#util/l10n.ts';
import type { Code } from './codes.ts';
import type { Related } from './diagnostic.ts';
import { finding } from './finding.ts';
import type { Findings } from './findings.ts';
import { quoted } from './words.ts';

interface Place {
  readonly source: Source;
  readonly at: Range;
}

export function duplicateNames(model: Model, snapshots: ReadonlySet<string>, into: Findings): void {
  const byRegion = new Map<string, Map<string, Place[]>>();
  for (const { entity } of model.bindings.values()) {
    const name = entity?.node.name;
    if (entity === undefined || entity.builtin || name === undefined || name.text === '') continue;
    let byName = byRegion.get(entity.region);
    if (byName === undefined) {
      byName = new Map();
      byRegion.set(entity.region, byName);
    }
    put(byName, name.text, { source: entity.source, at: name });
  }
  for (const [region, byName] of byRegion) {
    for (const [name, places] of byName) {
      if (places.length < 2) continue;
      // The cloud itself allows two groups of one name, so that a snapshot may hold them.
      if (places.every(({ source }) => snapshots.has(source.uri))) continue;
      const message = t(
        '{0} is declared {1} in region {2}; references mean the first. Give each its own name.',
        quoted(name),
        times(places.length),
        quoted(region),
      );
      reportAll('duplicate-name', places, message, t('{0} is declared here too', quoted(name)), into);
    }
  }
}

export function duplicateIds(model: Model, into: Findings): void {
  const byId = new Map<string, Place[]>();
  for (const { entity } of model.bindings.values()) {
    if (entity === undefined || entity.builtin) continue;
    for (const id of entity.node.ids) {
      if (!id.text.startsWith('$name:')) put(byId, id.text, { source: entity.source, at: id });
    }
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

/** Two cvms of one vpc; those without any are in the one classic network of their region. */
export function duplicateAddresses(model: Model, into: Findings): void {
  const byAddress = new Map<string, (Place & { readonly cvm: Cvm })[]>();
  for (const cvm of model.cvms) {
    const network = `${cvm.region.length} ${cvm.region}${cvm.vpc === undefined ? '' : `/${cvm.vpc}`} `;
    const own = new Set<string>();
    for (const { text, address } of privateAddressesOf(cvm)) {
      const key = network + keyOf(address);
      if (own.has(key)) continue;
      own.add(key);
      put(byAddress, key, { source: cvm.source, at: text, cvm });
    }
  }
  for (const places of byAddress.values()) {
    const [first] = places;
    if (first === undefined || places.length < 2) continue;
    const network =
      first.cvm.vpc === undefined
        ? t('the classic network of region {0}', quoted(first.cvm.region))
        : t('vpc {0}', quoted(first.cvm.vpc));
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

function privateAddressesOf(cvm: Cvm): readonly { readonly text: ast.AddressText; readonly address: Address }[] {
  const { privateAddresses: texts } = cvm.node;
  const same = texts.length === cvm.privateAddresses.length;
  return texts.flatMap((text, i) => {
    const address = same ? cvm.privateAddresses[i] : singleAddress(text);
    return address === undefined ? [] : [{ text, address }];
  });
}

function keyOf(address: Address): string {
  return `${address.family} ${address.start}`;
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
