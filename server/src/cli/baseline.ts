// A baseline is a file of known findings, which `check` leaves out. A finding is recognised by its code, its owner and the
// text of its rule, not by its line.

import type { Code } from '#diagnostics/codes.ts';
import { isCode } from '#diagnostics/codes.ts';
import { groupBy } from '#util/groupBy.ts';
import { parsedJson } from '#util/strings.ts';
import type { Subject } from './subject.ts';

export interface Entry extends Subject {
  readonly code: Code;
}

const VERSION = 1;

/** One entry a line, sorted, so that git can compare and merge versions of the file. */
export function writeBaseline(entries: readonly Entry[]): string {
  const lines = entries.map(({ code, owner, text }) => JSON.stringify({ code, owner, text })).sort();
  const list = lines.length === 0 ? '[]' : `[\n    ${lines.join(',\n    ')}\n  ]`;
  return `{\n  "version": ${VERSION},\n  "findings": ${list}\n}\n`;
}

export function readBaseline(text: string): readonly Entry[] | undefined {
  const { version, findings } = (parsedJson(text) ?? {}) as { readonly version?: unknown; readonly findings?: unknown };
  return version === VERSION && Array.isArray(findings) && findings.every(isEntry) ? findings : undefined;
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { code, owner, text } = value as Readonly<Record<string, unknown>>;
  return typeof code === 'string' && isCode(code) && typeof owner === 'string' && typeof text === 'string';
}

export interface OpenBaseline {
  /** The findings that the baseline does not have. An entry stands for one finding. */
  readonly without: <T extends { readonly entry: () => Entry }>(found: readonly T[]) => readonly T[];
  /** The entries that have not occurred so far. */
  readonly left: () => readonly Entry[];
}

export function openBaseline(entries: readonly Entry[]): OpenBaseline {
  const open = groupBy(entries, keyOf);
  return {
    // Without a baseline no entries need to be made.
    without: (found) =>
      entries.length === 0 ? found : found.filter(({ entry }) => open.get(keyOf(entry()))?.pop() === undefined),
    left: () => [...open.values()].flat(),
  };
}

function keyOf({ code, owner, text }: Entry): string {
  return JSON.stringify([code, owner, text]);
}
