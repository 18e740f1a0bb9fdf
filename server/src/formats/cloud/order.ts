// The order of rules that contain their own position, which may differ from their place in the list: `PolicyIndex` of policies, `Priority`
// of ACL entries, a column of a table.

import type * as ast from '#syntax/ast.ts';
import { message, t } from '#util/l10n.ts';
import { report, type Source } from '../source.ts';
import type { Count } from './shape.ts';

/** A rule with the place that it states. */
export interface StatedRule {
  readonly rule: ast.Rule;
  readonly place: Count | undefined;
}

/** The first place of a list. An acl counts its entries for IPv4 and for IPv6 separately. */
const FIRST = { PolicyIndex: 0, Priority: 1, index: 0 } as const;

export type PlaceKey = keyof typeof FIRST;

/**
 * The rules in the order that they state. Where two state the same place, or some state none, the order of the list stays, and that is
 * noted. A request that inserts rules gives all of them one place, which says nothing about their order.
 */
export function inStatedOrder(source: Source, rules: readonly StatedRule[], key: PlaceKey): ast.Rule[] {
  const places = rules.map(({ place }) => place?.count);
  if (new Set(places).size === 1 && places.length > 1) return rules.map(({ rule }) => rule);
  if (key !== 'Priority') return ordered(source, rules, key, FIRST[key]);
  // No packet is of both families, so each family keeps the places that it has in the list.
  const v6 = ordered(source, rules.filter(isIpv6), key, FIRST[key]);
  const v4 = ordered(
    source,
    rules.filter((one) => !isIpv6(one)),
    key,
    FIRST[key],
  );
  const [next6, next4] = [v6.values(), v4.values()];
  return rules.flatMap((one) => (isIpv6(one) ? next6 : next4).next().value ?? []);
}

/** The same for the rows of a table whose column counts them, from 0 or from 1. */
export function inCountedOrder(source: Source, rules: readonly StatedRule[], title: string): ast.Rule[] {
  return ordered(source, rules, title, rules.some(({ place }) => place?.count === 0) ? 0 : 1);
}

function isIpv6({ rule }: StatedRule): boolean {
  const [peer] = rule.peers;
  return peer?.kind === 'any6' || (peer?.kind === 'address' && peer.text.includes(':'));
}

function ordered(source: Source, stated: readonly StatedRule[], key: string, start: number): ast.Rule[] {
  const rules = stated.map(({ rule }) => rule);
  const placed = stated.filter((one): one is StatedRule & { readonly place: Count } => one.place !== undefined);
  const [first] = placed;
  if (first === undefined) return rules;
  if (placed.length < stated.length) {
    report(source, 'lost', first.place, t(PARTLY, key));
    return rules;
  }
  const sorted = [...placed].sort((a, b) => a.place.count - b.place.count);
  const twice = sorted.find(({ place }, i) => place.count === sorted[i - 1]?.place.count);
  if (twice !== undefined) {
    report(source, 'lost', twice.place, t(TWICE, key, twice.place.count));
    return rules;
  }
  const moved = placed.find(({ place }, i) => place.count < (placed[i - 1]?.place.count ?? -1));
  if (moved !== undefined) report(source, 'lost', moved.place, t(MOVED, key, moved.place.count));
  const gap = sorted.find(({ place }, i) => place.count !== i + start);
  if (gap !== undefined) report(source, 'lost', gap.place, t(GAP, key, gap.place.count, sorted.indexOf(gap) + start));
  return sorted.map(({ rule }) => rule);
}

const PARTLY = message('Not every rule of the list says its {0}: the rules keep the order of the list.');
const TWICE = message('{0} {1} is there twice: the rules keep the order of the list.');
const MOVED = message('{0} {1} follows a higher one: the rules are read in the order of their {0}.');
const GAP = message('{0} {1} follows where {2} was expected: the rules in between are not in the file.');
