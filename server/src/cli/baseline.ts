// Findings that are known and not yet mended: `check` reports only others. An entry is found again by what it is about, not by its line.

import type { Code } from '#diagnostics/codes.ts';
import { isCode } from '#diagnostics/codes.ts';
import type { Subject } from './subject.ts';

export interface Entry extends Subject {
  readonly code: Code;
}

const VERSION = 1;

/** One entry a line, in an order of its own, so that versions of it can be compared and merged. */
export function writeBaseline(entries: readonly Entry[]): string {
  const lines = entries.map(({ code, owner, text }) => JSON.stringify({ code, owner, text })).sort();
  const list = lines.length === 0 ? '[]' : `[\n    ${lines.join(',\n    ')}\n  ]`;
  return `{\n  "version": ${VERSION},\n  "findings": ${list}\n}\n`;
}

export function readBaseline(text: string): readonly Entry[] | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { version, findings } = (read ?? {}) as { readonly version?: unknown; readonly findings?: unknown };
  return version === VERSION && Array.isArray(findings) && findings.every(isEntry) ? findings : undefined;
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { code, owner, text } = value as Readonly<Record<string, unknown>>;
  return typeof code === 'string' && isCode(code) && typeof owner === 'string' && typeof text === 'string';
}

/** Those that the baseline does not have, and what of the baseline did not occur. Each entry takes one finding. */
export function apartFrom<T extends { readonly entry: () => Entry }>(
  found: readonly T[],
  baseline: readonly Entry[],
): { readonly others: readonly T[]; readonly gone: readonly Entry[] } {
  if (baseline.length === 0) return { others: found, gone: [] };
  const open = new Map<string, Entry[]>();
  for (const entry of baseline) {
    const same = open.get(keyOf(entry));
    if (same === undefined) open.set(keyOf(entry), [entry]);
    else same.push(entry);
  }
  const others = found.filter(({ entry }) => open.get(keyOf(entry()))?.pop() === undefined);
  return { others, gone: [...open.values()].flat() };
}

function keyOf({ code, owner, text }: Entry): string {
  return JSON.stringify([code, owner, text]);
}
