import type { Range } from '#text/range.ts';

/** What a string literal says, or where it is broken. Ranges count from the opening quote. */
export type StringReading =
  | { readonly value: string }
  | { readonly broken: 'unclosed' | 'escape'; readonly range: Range };

/** Reads a literal with its quotes, as the lexer finds it: to the closing quote, or to the end of the line if there is none. */
export function readString(literal: string): StringReading {
  if (literal.length < 2 || !isClosed(literal)) {
    return { broken: 'unclosed', range: { start: 0, end: literal.length } };
  }
  if (!literal.includes('\\')) return { value: literal.slice(1, -1) };
  const parts: string[] = [];
  let done = 1;
  for (let at = literal.indexOf('\\', done); at >= 0; at = literal.indexOf('\\', done)) {
    const read = readEscape(literal, at);
    if (typeof read === 'number') return { broken: 'escape', range: { start: at, end: read } };
    parts.push(literal.slice(done, at), read.value);
    done = read.end;
  }
  parts.push(literal.slice(done, -1));
  return { value: parts.join('') };
}

/** A text as a literal that reads back as the same text. Line ends, which a literal cannot hold, are escaped. */
export function quote(text: string): string {
  return `"${text.replace(/["\\\u0000-\u001f\u007f\u0085\u2028\u2029\ufffe\uffff]/g, escapeOf)}"`;
}

/** The end of the literal that opens at an offset, without crossing the end of the line. */
export function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) return at + 1;
    if (unit === 0x0a || unit === 0x0d) return at;
    at += unit === 0x5c && !isLineEnd(text.charCodeAt(at + 1)) ? 2 : 1;
  }
  return Math.min(at, text.length);
}

function isLineEnd(unit: number): boolean {
  return unit === 0x0a || unit === 0x0d;
}

function isClosed(literal: string): boolean {
  if (!literal.endsWith('"')) return false;
  let slashes = 0;
  for (let at = literal.length - 2; literal.charCodeAt(at) === 0x5c; at--) slashes++;
  return slashes % 2 === 0;
}

/** What an escape stands for and where it ends; only its end, where it is none that the language has. */
function readEscape(literal: string, at: number): { readonly value: string; readonly end: number } | number {
  const end = at + 2;
  switch (literal[at + 1]) {
    case '"':
      return { value: '"', end };
    case '\\':
      return { value: '\\', end };
    case 'n':
      return { value: '\n', end };
    case 't':
      return { value: '\t', end };
    case 'u': {
      const code = /^\{[0-9a-fA-F]{1,6}\}/.exec(literal.slice(end, end + 8))?.[0];
      if (code === undefined) return end;
      const point = Number.parseInt(code.slice(1, -1), 16);
      return point > 0x10ffff ? end + code.length : { value: String.fromCodePoint(point), end: end + code.length };
    }
    default: {
      const point = literal.codePointAt(at + 1) ?? 0;
      return at + 1 + (point > 0xffff ? 2 : 1);
    }
  }
}

function escapeOf(character: string): string {
  switch (character) {
    case '"':
      return '\\"';
    case '\\':
      return '\\\\';
    case '\n':
      return '\\n';
    case '\t':
      return '\\t';
    default:
      return `\\u{${character.charCodeAt(0).toString(16)}}`;
  }
}
