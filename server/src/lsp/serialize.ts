// Writes messages as bytes of JSON. When one of a thousand diagnostics changes, the text of the others is not made again. A long answer is
// serialized in steps before it is sent, because the connection writes messages one after the other, each of them in one go.

import type { Diagnostic, Message } from 'vscode-languageserver';
import { memoOf } from '#util/memo.ts';
import type { Steps } from '#util/steps.ts';

/** The text of a diagnostic that will be sent more than once as the same object is kept from its first sending on. */
const textOf = memoOf((diagnostic: Diagnostic): string => JSON.stringify(diagnostic));

/** Lists that were made ready, until they are sent. Not of `util/memo`: they are made in steps, and not by who asks for them. */
const ready = new WeakMap<object, readonly Uint8Array[]>();

/** Shorter lists are written as they are sent. */
const LONG = 500;

/** Makes an answer ready that is a long list, or has one as a member. */
export function* makingReady(answer: unknown): Steps<void> {
  if (isLong(answer)) yield* writing(answer);
  else if (typeof answer === 'object' && answer !== null)
    for (const member of Object.values(answer)) if (isLong(member)) yield* writing(member);
}

function isLong(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.length >= LONG;
}

/** How long the text of one step may be before the next takes fewer items, and how short before it takes more. */
const MOST_CHARACTERS = 200_000;
const FEW_CHARACTERS = 50_000;

function* writing(items: readonly unknown[]): Steps<void> {
  const parts: Uint8Array[] = [];
  for (let from = 0, count = 1; from < items.length; ) {
    const text = JSON.stringify(items.slice(from, from + count)).slice(1, -1);
    parts.push(encoder.encode(`${from === 0 ? '[' : ','}${text}`));
    from += count;
    if (text.length < FEW_CHARACTERS) count *= 2;
    else if (text.length > MOST_CHARACTERS) count = Math.max(1, count >> 1);
    yield;
  }
  ready.set(items, [...parts, encoder.encode(']')]);
}

const encoder = new TextEncoder();

/** What `JSON.stringify` makes of the message, in bytes. */
export function serialize(message: Message): Uint8Array {
  const parts: Uint8Array[] = [];
  let text = '';
  for (const part of partsOf(message, DEEPEST)) {
    if (typeof part === 'string') {
      text += part;
      continue;
    }
    parts.push(encoder.encode(text), part);
    text = '';
  }
  const last = encoder.encode(text);
  return parts.length === 0 ? last : joined([...parts, last]);
}

/** How deep in a message reports and long lists stand: `params.value.items` of a progress is the deepest. */
const DEEPEST = 3;

type Part = string | Uint8Array;

function partsOf(value: unknown, depth: number): readonly Part[] {
  if (typeof value !== 'object' || value === null) return [JSON.stringify(value)];
  const known = ready.get(value);
  if (known !== undefined) {
    ready.delete(value);
    return known;
  }
  if (Array.isArray(value)) return value.some(isReport) ? listOf(value.map(reportText)) : [JSON.stringify(value)];
  if (isReport(value)) return [reportText(value)];
  if (depth === 0) return [JSON.stringify(value)];
  const parts: Part[] = [];
  for (const [name, member] of Object.entries(value)) {
    if (member === undefined) continue;
    parts.push(`${parts.length === 0 ? '' : ','}${JSON.stringify(name)}:`, ...partsOf(member, depth - 1));
  }
  return ['{', ...parts, '}'];
}

/** All that is found in a file. */
interface Report {
  readonly kind: 'full';
  readonly items: readonly Diagnostic[];
}

function isReport(value: unknown): value is Report {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'full' && 'items' in value;
}

function reportText(value: unknown): string {
  if (!isReport(value) || !Array.isArray(value.items)) return JSON.stringify(value);
  const { items, ...about } = value;
  const text = JSON.stringify(about).slice(0, -1);
  return `${text},"items":[${items.map(textOf).join(',')}]}`;
}

function listOf(texts: readonly string[]): readonly string[] {
  return [`[${texts.join(',')}]`];
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
