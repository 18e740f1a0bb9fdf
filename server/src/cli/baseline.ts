// Findings that are known and not yet mended: `check` reports only others. An entry is found again by what it is about, not by its line.

import type { Code } from '#diagnostics/codes.ts';
import { isCode } from '#diagnostics/codes.ts';
import { groupBy } from '#util/groupBy.ts';
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

export interface OpenBaseline {
  /** Those that the baseline does not have. Each entry takes one finding. */
  readonly without: <T extends { readonly entry: () => Entry }>(found: readonly T[]) => readonly T[];
  /** What of the baseline did not occur so far. */
  readonly left: () => readonly Entry[];
}

export function openBaseline(entries: readonly Entry[]): OpenBaseline {
  const open = groupBy(entries, keyOf);
  return {
    // Most have no baseline, and then no finding needs a name.
    without: (found) =>
      entries.length === 0 ? found : found.filter(({ entry }) => open.get(keyOf(entry()))?.pop() === undefined),
    left: () => [...open.values()].flat(),
  };
}

function keyOf({ code, owner, text }: Entry): string {
  return JSON.stringify([code, owner, text]);
}
