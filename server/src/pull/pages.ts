// All pages of a list. The count that comes with a page is not trusted, and things come and go between two pages.

import { type Action, MOST } from './actions.ts';
import type { Ask, Fault } from './ask.ts';
import { readShape } from './shapes.ts';

export type Thing = Readonly<Record<string, unknown>>;

export type Listed = { readonly things: readonly Thing[]; readonly note?: string } | { readonly fault: Fault };

/** So often is a list read anew that does not hold still. */
const MOST_PASSES = 5;

/**
 * Each thing once, in the order of its id. A pass of which the count did not hold is done again, until two passes in a row have found the
 * same things; a count that is simply wrong is told in `note`.
 */
export async function listAll(
  ask: Ask,
  action: Action,
  region: string | undefined,
  params: Thing = {},
): Promise<Listed> {
  let before: string | undefined;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const read = await onePass(ask, action, region, params);
    if ('fault' in read) return read;
    const things = [...read.things].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, thing]) => thing);
    if (read.steady) return { things };
    const ids = [...read.things.keys()].sort().join();
    if (ids === before) {
      return { things, note: `${action.name} says that there are ${read.count}, and hands over ${things.length}.` };
    }
    before = ids;
  }
  const message = `${action.name} changes while it is read: pull again when less is going on.`;
  return { fault: { kind: 'other', code: '', message } };
}

type Pass =
  | { readonly things: ReadonlyMap<string, Thing>; readonly steady: boolean; readonly count: number | undefined }
  | { readonly fault: Fault };

async function onePass(ask: Ask, action: Action, region: string | undefined, params: Thing): Promise<Pass> {
  const { service, name, pages, perSecond } = action;
  const things = new Map<string, Thing>();
  let count: number | undefined;
  let steady = true;
  for (let offset = 0; ; ) {
    const answer = await ask({
      service,
      action: name,
      region,
      params: { ...params, ...action.order, ...pageOf(pages, offset) },
      perSecond,
    });
    if ('fault' in answer) return answer;
    const page = readPage(action, answer.value);
    if ('fault' in page) return page;
    if (page.count !== undefined) {
      steady &&= count === undefined || count === page.count;
      count = page.count;
    }
    const known = things.size;
    for (const [id, thing] of page.things) {
      steady &&= !things.has(id);
      things.set(id, thing);
    }
    offset += page.things.length;
    const isLast = page.things.length < MOST && offset >= (count ?? 0);
    if (pages === undefined || things.size === known || isLast) {
      return { things, steady: steady && (count === undefined || count === things.size), count };
    }
  }
}

function pageOf(pages: Action['pages'], offset: number): Thing {
  switch (pages) {
    case 'text':
      return { Offset: String(offset), Limit: String(MOST) };
    case 'number':
      return { Offset: offset, Limit: MOST };
    case undefined:
      return {};
  }
}

function readPage(
  { name, set, id, shape, pages }: Action,
  answer: Thing,
):
  | { readonly things: readonly (readonly [string, Thing])[]; readonly count: number | undefined }
  | { readonly fault: Fault } {
  const { [set]: list, TotalCount } = answer;
  // An empty list may be null, as some actions write it.
  if (list !== null && !Array.isArray(list)) return unlike(name, `${set} is not a list`);
  const things: (readonly [string, Thing])[] = [];
  for (const [index, each] of (list ?? []).entries()) {
    const read = readShape(shape, each, `${set}[${index}]`);
    if ('fault' in read) return unlike(name, read.fault);
    things.push([String(read.value[id]), read.value]);
  }
  return { things, count: pages !== undefined && typeof TotalCount === 'number' ? TotalCount : undefined };
}

/** An answer of another shape than the API describes is not believed. */
export function unlike(action: string, what: string): { readonly fault: Fault } {
  const message = `The answer of ${action} is not what the API describes: ${what}. Nothing of it is taken.`;
  return { fault: { kind: 'other', code: '', message } };
}
