// Functions that read and write other notations.

import { parse as parseCsv } from 'csv-parse/browser/esm/sync';
import { parseDocument } from 'yaml';
import { type JsonValue, parseJson } from '#syntax/json.ts';
import { t } from '#util/l10n.ts';
import { numberText, writtenNumber } from '../decimal.ts';
import {
  bool,
  fault,
  MAX_DEPTH,
  mapping,
  NULL,
  sequence,
  sortedEntries,
  string,
  tooDeep,
  tuple,
  unknownWithin,
  type Value,
} from '../evaluated.ts';
import type { Scope } from '../scope.ts';
import { type Budget, spend } from '../steps.ts';
import { type Callable, fixed, scoped } from './define.ts';

function fromJson(source: string, value: JsonValue | undefined, depth = 0): Value {
  if (depth > MAX_DEPTH) return fault(tooDeep());
  const inside = (inner: JsonValue | undefined) => fromJson(source, inner, depth + 1);
  switch (value?.kind) {
    case 'string':
      return string(value.value);
    case 'number':
      return writtenNumber(source.slice(value.start, value.end));
    case 'literal':
      return value.value === null ? NULL : bool(value.value);
    case 'array':
      return tuple(value.items.map(inside));
    case 'object':
      return mapping('object', new Map(value.members.map(({ key, value: inner }) => [key, inside(inner)])));
    default:
      return NULL;
  }
}

function jsondecode({ budget }: Scope, written: string): Value {
  const spent = spend(budget, written.length);
  if (spent !== undefined) return spent;
  const { root, problems } = parseJson(written);
  return root === undefined || problems.length > 0
    ? fault(t("the argument of 'jsondecode' is not JSON"))
    : fromJson(written, root);
}

function yamldecode({ budget }: Scope, written: string): Value {
  const spent = spend(budget, written.length * 4);
  if (spent !== undefined) return spent;
  const wrong = fault(t("the argument of 'yamldecode' is not YAML"));
  // The library throws where a text is nested too deeply, or has too many aliases of aliases.
  try {
    const document = parseDocument(written, {
      merge: true,
      prettyErrors: false,
      logLevel: 'error',
      uniqueKeys: false,
      customTags: (tags) => [...BOOLS, DATE, NUMBER, ...tags.filter((tag) => !isNumberTag(tag))],
    });
    return document.errors.length > 0 ? wrong : fromPlain(document.toJS({ maxAliasCount: 100 }), budget, 0);
  } catch {
    return wrong;
  }
}

/** Terraform follows YAML 1.1 in this: `yes` and `on` are true. */
const BOOLS = [
  { test: /^(?:[yY]|[yY]es|YES|[oO]n|ON)$/, value: true },
  { test: /^(?:[nN]|[nN]o|NO|[oO]ff|OFF)$/, value: false },
].map(({ test, value }) => ({ tag: 'tag:yaml.org,2002:bool', default: true, test, resolve: () => value }));

/** A number as it is written, since no double may be exactly that. Hexadecimal and octal ones are texts to Terraform. */
class WrittenNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  /** As a key. */
  toString(): string {
    const read = writtenNumber(this.text);
    return read.kind === 'number' ? numberText(read) : this.text;
  }
}

const NUMBER = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  test: /^[-+]?(?:\.[\d_]+|\d[\d_]*(?:\.[\d_]*)?)(?:[eE][-+]?\d+)?$/,
  resolve: (written: string) => new WrittenNumber(written.replaceAll('_', '')),
};

/** A day becomes a moment. */
const DATE = {
  tag: 'tag:yaml.org,2002:timestamp',
  default: true,
  test: /^\d{4}-\d{1,2}-\d{1,2}$/,
  resolve: (written: string) => {
    const [year = 0, month = 0, day = 0] = written.split('-').map(Number);
    const moment = new Date(Date.UTC(year, month - 1, day));
    return moment.getUTCDate() === day && moment.getUTCMonth() === month - 1
      ? `${moment.toISOString().slice(0, 19)}Z`
      : written;
  },
};

const isNumberTag = (tag: unknown) => /:(?:int|float)$/.test((tag as { readonly tag?: string }).tag ?? '');

function fromPlain(value: unknown, budget: Budget, depth: number): Value {
  const spent = spend(budget, 1);
  if (spent !== undefined) return spent;
  if (depth > MAX_DEPTH) return fault(tooDeep());
  if (typeof value === 'string') return string(value);
  if (value instanceof WrittenNumber) return writtenNumber(value.text);
  if (typeof value === 'boolean') return bool(value);
  if (typeof value !== 'object' || value === null) return NULL;
  if (Array.isArray(value)) return tuple(value.map((item) => fromPlain(item, budget, depth + 1)));
  const entries = Object.entries(value).map(([key, inner]) => [key, fromPlain(inner, budget, depth + 1)] as const);
  return mapping('object', new Map(entries));
}

/** JSON as Terraform writes it: keys are sorted, there are no blanks, and the brackets of HTML are escaped. */
export function jsonOf(value: Value): string {
  switch (value.kind) {
    case 'string':
      return JSON.stringify(value.text).replace(
        /[<>&\u2028\u2029]/g,
        (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
      );
    case 'number':
      return numberText(value);
    case 'bool':
      return String(value.value);
    case 'sequence':
      return `[${value.items.map(jsonOf).join(',')}]`;
    case 'mapping':
      return `{${sortedEntries(value)
        .map(([key, inner]) => `${jsonOf(string(key))}:${jsonOf(inner)}`)
        .join(',')}}`;
    default:
      return 'null';
  }
}

const jsonencode: Callable = ([value], { budget }) => {
  if (value === undefined) return fault(t('the function lacks an argument'));
  const missing = unknownWithin(value, 'ids');
  if (missing !== undefined) return missing;
  const written = jsonOf(value);
  return spend(budget, written.length) ?? string(written);
};

function decode64(written: string): Value {
  const bytes = bytesOf(written);
  return bytes === undefined
    ? fault(t("the argument of 'base64decode' is not Base64"))
    : string(new TextDecoder().decode(bytes));
}

function bytesOf(written: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(written) || written.length % 4 !== 0) return undefined;
  return Uint8Array.from(atob(written), (letter) => letter.charCodeAt(0));
}

export function base64Of(bytes: Uint8Array): string {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** A table with a header, as a list of objects. */
function csvdecode({ budget }: Scope, written: string): Value {
  const spent = spend(budget, written.length * 2);
  if (spent !== undefined) return spent;
  try {
    const rows: string[][] = parseCsv(written, { skip_empty_lines: true });
    const [header = [], ...lines] = rows;
    const row = (line: readonly string[]) => new Map(header.map((name, i) => [name, string(line[i] ?? '')]));
    return sequence(
      'list',
      lines.map((line) => mapping('object', row(line))),
    );
  } catch {
    return fault(t("the argument of 'csvdecode' is not CSV"));
  }
}

export const ENCODING: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ['jsondecode', scoped(['string'], jsondecode)],
  ['jsonencode', jsonencode],
  ['yamldecode', scoped(['string'], yamldecode)],
  ['csvdecode', scoped(['string'], csvdecode)],
  ['base64decode', fixed(['string'], decode64)],
  ['base64encode', fixed(['string'], (plain) => string(base64Of(new TextEncoder().encode(plain))))],
]);
