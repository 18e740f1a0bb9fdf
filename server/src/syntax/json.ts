// JSON with the place of every value. The text may be of any size and depth, cut off or broken: the loop keeps its own stack,
// reads on behind every error, and what could be read is in the tree.

import { createScanner, type JSONScanner } from 'jsonc-parser';
import type { Range } from '#text/range.ts';
import { message, plural, t } from '#util/l10n.ts';

export interface JsonTree {
  /** Absent where the text holds no value at all. */
  readonly root?: JsonValue;
  /** In the order of the text. Past `MAX_PROBLEMS` one last problem says that there are more. */
  readonly problems: readonly JsonProblem[];
}

export interface JsonProblem extends Range {
  readonly message: string;
}

export type JsonValue = JsonObject | JsonArray | JsonString | JsonNumber | JsonLiteral;

export interface JsonObject extends Range {
  readonly kind: 'object';
  /** Every member as written: keys may repeat, and be `__proto__`. */
  readonly members: readonly JsonMember[];
}

/** The range is the key's, quotes included. */
export interface JsonMember extends Range {
  readonly key: string;
  readonly value?: JsonValue;
}

export interface JsonArray extends Range {
  readonly kind: 'array';
  readonly items: readonly JsonValue[];
}

export interface JsonString extends Range {
  readonly kind: 'string';
  readonly value: string;
}

export interface JsonNumber extends Range {
  readonly kind: 'number';
  readonly value: number;
}

export interface JsonLiteral extends Range {
  readonly kind: 'literal';
  readonly value: boolean | null;
}

const MAX_PROBLEMS = 1000;

// The scanner's own numbers, spelt out: its enums are `const` ones of another compilation.
const OPEN_BRACE = 1;
const CLOSE_BRACE = 2;
const OPEN_BRACKET = 3;
const CLOSE_BRACKET = 4;
const COMMA = 5;
const COLON = 6;
const NULL = 7;
const TRUE = 8;
const FALSE = 9;
const STRING = 10;
const NUMBER = 11;
const LINE_COMMENT = 12;
const BLOCK_COMMENT = 13;
const END = 17;

const SCAN_ERRORS: ReadonlyMap<number, string> = new Map([
  [1, message("The comment is not closed with '*/'.")],
  [2, message('The string is not closed with a quote on its line.')],
  [3, message('The number is not complete.')],
  [4, message("'\\u' needs four hexadecimal digits.")],
  [5, message('JSON does not have this escape sequence.')],
  [6, message('A control character in a string must be escaped.')],
]);

export interface JsonOptions {
  /** The offset to begin at, behind the byte order mark if it is not said. */
  readonly from?: number;
  /**
   * Called for every object when it ends, with the objects and arrays around it, the outermost first (it lies in the last member of each).
   * If it returns true, the object's members are dropped: the tree of a file may be larger than the memory.
   */
  readonly onObject?: (object: JsonObject, around: readonly (JsonObject | JsonArray)[]) => boolean;
}

/** Positions count from the start of `text`. */
export function parseJson(text: string, options: JsonOptions = {}): JsonTree {
  const from = options.from ?? (text.charCodeAt(0) === 0xfeff ? 1 : 0);
  const scanner = createScanner(text, false);
  const reader = new Reader(text, options.onObject);
  let offset = from;
  for (;;) {
    offset = skipBlanks(text, offset);
    scanner.setPosition(offset);
    const kind: number = scanner.scan();
    offset = scanner.getPosition();
    if (!reader.take(kind, scanner)) return reader.tree();
  }
}

/** The scanner gathers blanks one character at a time into a string; a file of blanks would cost a hundred times its size. */
function skipBlanks(text: string, from: number): number {
  for (let offset = from; ; offset++) {
    const code = text.charCodeAt(offset);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) return offset;
  }
}

interface OpenObject {
  kind: 'object';
  start: number;
  end: number;
  members: OpenMember[];
}

interface OpenMember {
  key: string;
  start: number;
  end: number;
  value?: JsonValue;
}

interface OpenArray {
  kind: 'array';
  start: number;
  end: number;
  items: JsonValue[];
}

/** The members of all objects whose members were dropped; nothing is added to these any more. */
const NO_MEMBERS: OpenMember[] = [];

type Expected = 'value' | 'first-value' | 'key' | 'first-key' | 'colon' | 'comma' | 'end';

/** Keeps the open containers and what may come next. */
class Reader {
  readonly #text: string;
  readonly #onObject: JsonOptions['onObject'];
  readonly #problems: JsonProblem[] = [];
  readonly #stack: (OpenObject | OpenArray)[] = [];
  /** Strings that repeat ("ACCEPT", every key) are held once. */
  readonly #strings = new Map<string, string>();
  #root: JsonValue | undefined;
  #expected: Expected = 'value';
  /** After one problem, tokens are skipped without a further one until one fits again. */
  #quiet = false;
  #openObjects = 0;
  #openArrays = 0;

  constructor(text: string, onObject: JsonOptions['onObject']) {
    this.#text = text;
    this.#onObject = onObject;
  }

  tree(): JsonTree {
    return this.#root === undefined ? { problems: this.#problems } : { root: this.#root, problems: this.#problems };
  }

  /** False at the end of the text. */
  take(kind: number, scanner: JSONScanner): boolean {
    const start = scanner.getTokenOffset();
    const end = scanner.getPosition();
    const error: number = scanner.getTokenError();
    if (error !== 0) this.#problem(start, end, t(SCAN_ERRORS.get(error) ?? message('This is not JSON.')));
    switch (kind) {
      case OPEN_BRACE:
        this.#openObjects++;
        this.#open({ kind: 'object', start, end, members: [] }, 'first-key');
        break;
      case OPEN_BRACKET:
        this.#openArrays++;
        this.#open({ kind: 'array', start, end, items: [] }, 'first-value');
        break;
      case CLOSE_BRACE:
        this.#close('object', start, end);
        break;
      case CLOSE_BRACKET:
        this.#close('array', start, end);
        break;
      case COMMA:
        this.#comma(start, end);
        break;
      case COLON:
        if (this.#expected === 'colon') this.#next('value');
        else this.#unexpected(start, end, t("':' does not fit here."));
        break;
      case STRING:
        this.#string(start, end, this.#intern(scanner.getTokenValue()));
        break;
      case NUMBER:
        this.#value({ kind: 'number', start, end, value: Number(scanner.getTokenValue()) });
        break;
      case TRUE:
      case FALSE:
        this.#value({ kind: 'literal', start, end, value: kind === TRUE });
        break;
      case NULL:
        this.#value({ kind: 'literal', start, end, value: null });
        break;
      case LINE_COMMENT:
      case BLOCK_COMMENT:
        if (error === 0) this.#problem(start, end, t('JSON has no comments.'));
        break;
      case END:
        this.#finish(start);
        return false;
      default:
        this.#unexpected(start, end, t('{0} is not JSON.', quoted(this.#text.slice(start, end))));
    }
    return true;
  }

  #intern(value: string): string {
    if (value.length > 40) return value;
    const known = this.#strings.get(value);
    if (known !== undefined) return known;
    if (this.#strings.size < 50_000) this.#strings.set(value, value);
    return value;
  }

  #next(expected: Expected): void {
    this.#expected = expected;
    this.#quiet = false;
  }

  #problem(start: number, end: number, message: string): void {
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push({ start, end, message });
    else if (this.#problems.length === MAX_PROBLEMS) {
      this.#problems.push({ start, end, message: t('There are more errors behind this one; they are not listed.') });
    }
  }

  #unexpected(start: number, end: number, message: string): void {
    if (!this.#quiet) this.#problem(start, end, message);
    this.#quiet = true;
  }

  #string(start: number, end: number, value: string): void {
    const top = this.#stack.at(-1);
    if (top?.kind !== 'object' || this.#expected === 'value') {
      this.#value({ kind: 'string', start, end, value });
      return;
    }
    if (this.#expected === 'comma') this.#problem(start, start, missing("','"));
    if (this.#expected === 'colon') {
      this.#unexpected(start, end, missing("':'"));
      return;
    }
    top.members.push({ key: value, start, end });
    this.#next('colon');
  }

  #value(value: JsonValue): void {
    if (this.#attach(value)) this.#next(this.#stack.length === 0 ? 'end' : 'comma');
  }

  /** Puts a value where it belongs. A value that cannot stand there is reported, and left out of the tree. */
  #attach(value: JsonValue): boolean {
    const top = this.#stack.at(-1);
    if (top === undefined) {
      if (this.#expected === 'end') {
        this.#unexpected(value.start, value.end, t('The file should end here: it holds one value.'));
        return false;
      }
      this.#root = value;
      return true;
    }
    if (top.kind === 'array') {
      if (this.#expected === 'comma') this.#problem(value.start, value.start, missing("','"));
      top.items.push(value);
      return true;
    }
    const member = top.members.at(-1);
    if (member !== undefined && (this.#expected === 'value' || this.#expected === 'colon')) {
      if (this.#expected === 'colon') this.#problem(value.start, value.start, missing("':'"));
      member.value = value;
      return true;
    }
    this.#unexpected(value.start, value.end, t('A name in quotes should stand here.'));
    return false;
  }

  #open(container: OpenObject | OpenArray, expected: Expected): void {
    const quiet = this.#attach(container) ? false : this.#quiet;
    this.#stack.push(container);
    this.#expected = expected;
    this.#quiet = quiet;
  }

  #close(kind: 'object' | 'array', start: number, end: number): void {
    const open = kind === 'object' ? this.#openObjects : this.#openArrays;
    if (open === 0) {
      this.#unexpected(start, end, t('{0} closes nothing.', closing(kind)));
      return;
    }
    if (this.#expected === 'value' && this.#stack.at(-1)?.kind === 'object') {
      this.#problem(start, start, t('A value is missing.'));
    } else if (this.#expected === 'colon') this.#problem(start, start, t("':' and a value are missing."));
    else if (this.#expected === 'value' || this.#expected === 'key') {
      this.#problem(start, start, t("Remove the ',' before this."));
    }
    while (this.#stack.at(-1)?.kind !== kind) {
      const top = this.#pop(start);
      this.#problem(start, start, missing(closing(top.kind)));
    }
    this.#pop(end);
    this.#next(this.#stack.length === 0 ? 'end' : 'comma');
  }

  #pop(end: number): OpenObject | OpenArray {
    const top = this.#stack.pop();
    if (top === undefined) throw new Error('No container is open.');
    top.end = end;
    if (top.kind === 'array') this.#openArrays--;
    else {
      this.#openObjects--;
      if (this.#onObject?.(top, this.#stack) === true) top.members = NO_MEMBERS;
    }
    return top;
  }

  #comma(start: number, end: number): void {
    const top = this.#stack.at(-1);
    if (top === undefined) {
      this.#unexpected(start, end, t("',' does not fit here."));
      return;
    }
    if (this.#expected !== 'comma') this.#unexpected(start, end, t('A value is missing before this.'));
    this.#expected = top.kind === 'object' ? 'key' : 'value';
    this.#quiet = false;
  }

  #finish(end: number): void {
    const open = this.#stack.length;
    if (open > 0) {
      const words = plural(
        open,
        'The file ends before a bracket that it opened is closed.',
        'The file ends before {0} brackets that it opened are closed.',
      );
      this.#problem(end, end, words);
    } else if (this.#root === undefined && this.#problems.length === 0) {
      this.#problem(end, end, t('The file contains no JSON value.'));
    }
    while (this.#stack.length > 0) this.#pop(end);
  }
}

function closing(kind: 'object' | 'array'): string {
  return kind === 'object' ? "'}'" : "']'";
}

function missing(what: string): string {
  return t('{0} is missing.', what);
}

function quoted(text: string): string {
  const short = text.length > 20 ? `${text.slice(0, 20)}…` : text;
  return `'${short.replace(/[\u0000-\u001f\u007f-\u009f]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)}'`;
}

/** The member of that name, the last one if there are several, as `JSON.parse` takes it. */
export function member(object: JsonObject, key: string): JsonMember | undefined {
  for (let i = object.members.length - 1; i >= 0; i--) {
    if (object.members[i]?.key === key) return object.members[i];
  }
  return undefined;
}

/** Where a string's text stands, without its quotes. */
export function inside(text: string, value: JsonString): Range {
  const closed = value.end - value.start >= 2 && text.charCodeAt(value.end - 1) === 34;
  return { start: value.start + 1, end: closed ? value.end - 1 : value.end };
}
