// Terraform's functions, those that rule lists use: the pure ones, and what reads a file of the module.

import { t } from '#util/l10n.ts';
import { bool, refusedName, string, unknown, type Value } from './evaluated.ts';
import { DATES } from './functions/dates.ts';
import { type Callable, fixed, scoped } from './functions/define.ts';
import { ENCODING } from './functions/encoding.ts';
import { fits } from './functions/glob.ts';
import { HASHES } from './functions/hashes.ts';
import { LISTS, setOf } from './functions/lists.ts';
import { MAPS, notFollowed } from './functions/maps.ts';
import { NETWORK } from './functions/network.ts';
import { NUMBERS } from './functions/numbers.ts';
import { PATTERNS } from './functions/patterns.ts';
import { TEXTS } from './functions/texts.ts';
import type { Scope } from './scope.ts';

const FILES: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ['file', scoped(['string'], ({ module }, path) => module.file(path))],
  ['fileexists', scoped(['string'], fileexists)],
  ['fileset', scoped(['string', 'string'], fileset)],
  ['abspath', fixed(['string'], string)],
  ['pathexpand', fixed(['string'], string)],
]);

function fileexists({ module }: Scope, path: string): Value {
  const found = module.file(path);
  return found.kind === 'unknown' && !found.fault ? found : bool(found.kind === 'string');
}

/** The files in a folder, or in a folder below it, whose names fit the pattern. */
function fileset({ module }: Scope, base: string, pattern: string): Value {
  const cut = pattern.lastIndexOf('/') + 1;
  const [below, wanted] = [pattern.slice(0, cut), pattern.slice(cut)];
  if (/[*?[{]/.test(below) || /\*\*|[[\\]/.test(wanted))
    return unknown(t("looks through folders, which is not followed here: import what 'terraform show -json' prints"));
  const names = module.list(`${base}/${below}`);
  if ('kind' in names) return names;
  return setOf(names.filter((name) => fits(name, wanted)).map((name) => string(below + name)));
}

const ALL: ReadonlyMap<string, Callable> = new Map([
  ...TEXTS,
  ...LISTS,
  ...MAPS,
  ...NUMBERS,
  ...NETWORK,
  ...PATTERNS,
  ...ENCODING,
  ...HASHES,
  ...DATES,
  ...FILES,
]);

export function callFunction(name: string, args: readonly Value[], scope: Scope): Value {
  const made = ALL.get(name.replace(/^core::/, ''));
  if (made !== undefined) return made(args, scope);
  return KNOWN.has(name) || name.includes('::')
    ? unknown(notFollowed())
    : refusedName(t('is not a function of Terraform'));
}

/** Functions that read a clock, chance, keys or files elsewhere, or with which nobody writes rules. */
const KNOWN: ReadonlySet<string> = new Set([
  ...['base64gzip', 'bcrypt', 'filebase64', 'filebase64sha256', 'filebase64sha512', 'filemd5'],
  ...['filesha1', 'filesha256', 'filesha512', 'plantimestamp', 'rsadecrypt', 'textdecodebase64'],
  ...['textencodebase64', 'timestamp', 'type', 'uuid', 'uuidv5', 'yamlencode'],
]);
