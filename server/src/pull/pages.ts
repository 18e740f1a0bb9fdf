// Reads all pages of a list. The count in a page is not trusted, because objects may be created and deleted between two pages.

import { type ListAction, MOST } from './actions.ts';
import { keptOf, unlike } from './answers.ts';
import type { Ask, Fault } from './ask.ts';
import type { JsonObject } from './json.ts';

export type Listed = { readonly objects: readonly JsonObject[]; readonly note?: string } | { readonly fault: Fault };

/** A list that changes while it is read is read so many times. */
const MOST_PASSES = 5;

/**
 * Each object once, in the order of their ids; rules in the order of the answer. Where the pages do not agree with their count, the list is
 * read again, until two readings in a row have found the same objects. If the count is simply wrong, `note` is called with that.
 */
export async function listAll(
  ask: Ask,
  action: ListAction,
  region: string | undefined,
  params: JsonObject = {},
): Promise<Listed> {
  let before: string | undefined;
  for (let pass = 0; pass < MOST_PASSES; pass++) {
    const read = await readOnce(ask, action, region, params);
    if ('fault' in read) return read;
    const entries = [...read.objects];
    if (action.areRules !== true) entries.sort(([a], [b]) => (a < b ? -1 : 1));
    const objects = entries.map(([, object]) => object);
    if (read.agrees) return { objects };
    const ids = [...read.objects.keys()].sort().join();
    if (ids === before) {
      return { objects, note: `${action.name} says that there are ${read.count}, and hands over ${objects.length}.` };
    }
    before = ids;
  }
  const message = `${action.name} changes while it is read: pull again when less is going on.`;
  return { fault: { kind: 'other', code: '', message } };
}

interface Pass {
  /** By their ids. */
  readonly objects: ReadonlyMap<string, JsonObject>;
  /** Whether each object came once, and as many came as each page said that there are. */
  readonly agrees: boolean;
  readonly count: number | undefined;
}

async function readOnce(
  ask: Ask,
  action: ListAction,
  region: string | undefined,
  params: JsonObject,
): Promise<Pass | { readonly fault: Fault }> {
  const { service, name, pages, perSecond, order } = action;
  const objects = new Map<string, JsonObject>();
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
    const known = objects.size;
    for (const [id, object] of page.objects) {
      agrees &&= !objects.has(id);
      objects.set(id, object);
    }
    offset += page.objects.length;
    const isLast = page.objects.length < MOST && offset >= (count ?? 0);
    if (pages === undefined || objects.size === known || isLast) {
      return { objects, agrees: agrees && (count === undefined || count === objects.size), count };
    }
  }
}

function pageParams(pages: ListAction['pages'], offset: number): JsonObject {
  if (pages === undefined) return {};
  return pages === 'number' ? { Offset: offset, Limit: MOST } : { Offset: String(offset), Limit: String(MOST) };
}

interface Page {
  readonly objects: readonly (readonly [id: string, JsonObject])[];
  readonly count: number | undefined;
}

function readPage(
  { name, set, id, keeps, pages, areRules }: ListAction,
  { [set]: list, TotalCount }: JsonObject,
): Page | { readonly fault: Fault } {
  // Some actions write an empty list as null.
  if (list !== null && !Array.isArray(list)) return unlike(name, `${set} is not a list`);
  const objects: (readonly [string, JsonObject])[] = [];
  for (const [index, each] of (list ?? []).entries()) {
    const kept = keptOf(keeps, id, each, `${set}[${index}]`);
    if ('wrong' in kept) return unlike(name, kept.wrong);
    objects.push([String(kept.value[id]), areRules ? { ...each, ...kept.value } : kept.value]);
  }
  return { objects, count: pages !== undefined && typeof TotalCount === 'number' ? TotalCount : undefined };
}
