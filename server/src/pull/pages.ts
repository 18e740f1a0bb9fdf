// All pages of a list. The count that comes with a page is not trusted, and objects may be made and deleted between two pages.

import { type ListAction, MOST } from './actions.ts';
import { keptOf, unlike } from './answers.ts';
import type { Ask, Fault } from './ask.ts';
import type { Thing } from './json.ts';

export type Listed = { readonly things: readonly Thing[]; readonly note?: string } | { readonly fault: Fault };

/** A list that changes while it is read is read so many times. */
const MOST_PASSES = 5;

/**
 * Each object once, in the order of the ids. Where the pages do not agree with their count, the list is read again, until two readings in
 * a row have found the same objects. A count that is simply wrong is told in `note`.
 */
export async function listAll(
  ask: Ask,
  action: ListAction,
  region: string | undefined,
  params: Thing = {},
): Promise<Listed> {
  let before: string | undefined;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const read = await readOnce(ask, action, region, params);
    if ('fault' in read) return read;
    const things = [...read.things].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, thing]) => thing);
    if (read.agrees) return { things };
    const ids = [...read.things.keys()].sort().join();
    if (ids === before) {
      return { things, note: `${action.name} says that there are ${read.count}, and hands over ${things.length}.` };
    }
    before = ids;
  }
  const message = `${action.name} changes while it is read: pull again when less is going on.`;
  return { fault: { kind: 'other', code: '', message } };
}

interface Pass {
  /** By their ids. */
  readonly things: ReadonlyMap<string, Thing>;
  /** Whether each object came once, and as many came as each page said that there are. */
  readonly agrees: boolean;
  readonly count: number | undefined;
}

async function readOnce(
  ask: Ask,
  action: ListAction,
  region: string | undefined,
  params: Thing,
): Promise<Pass | { readonly fault: Fault }> {
  const { service, name, pages, perSecond, order } = action;
  const things = new Map<string, Thing>();
  let count: number | undefined;
  let agrees = true;
  for (let offset = 0; ; ) {
    const paged = { ...params, ...order, ...pageParams(pages, offset) };
    const answer = await ask({ service, action: name, region, params: paged, perSecond });
    if ('fault' in answer) return answer;
    const page = readPage(action, answer.value);
    if ('fault' in page) return page;
    if (page.count !== undefined) {
      agrees &&= count === undefined || count === page.count;
      count = page.count;
    }
    const known = things.size;
    for (const [id, thing] of page.things) {
      agrees &&= !things.has(id);
      things.set(id, thing);
    }
    offset += page.things.length;
    const isLast = page.things.length < MOST && offset >= (count ?? 0);
    if (pages === undefined || things.size === known || isLast) {
      return { things, agrees: agrees && (count === undefined || count === things.size), count };
    }
  }
}

function pageParams(pages: ListAction['pages'], offset: number): Thing {
  if (pages === undefined) return {};
  return pages === 'number' ? { Offset: offset, Limit: MOST } : { Offset: String(offset), Limit: String(MOST) };
}

interface Page {
  readonly things: readonly (readonly [id: string, Thing])[];
  readonly count: number | undefined;
}

function readPage(
  { name, set, id, keeps, pages }: ListAction,
  { [set]: list, TotalCount }: Thing,
): Page | { readonly fault: Fault } {
  // Some actions write an empty list as null.
  if (list !== null && !Array.isArray(list)) return unlike(name, `${set} is not a list`);
  const things: (readonly [string, Thing])[] = [];
  for (const [index, each] of (list ?? []).entries()) {
    const kept = keptOf(keeps, id, each, `${set}[${index}]`);
    if ('wrong' in kept) return unlike(name, kept.wrong);
    things.push([String(kept.value[id]), kept.value]);
  }
  return { things, count: pages !== undefined && typeof TotalCount === 'number' ? TotalCount : undefined };
}
