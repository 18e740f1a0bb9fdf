// Terraform's functions, those that rule lists use: the pure ones, and what reads a file of the module.

import { t } from '#util/l10n.ts';
import { refusedName, text, truth, unknown, type Value } from './evaluated.ts';
import { type Callable, fixed } from './functions/define.ts';
import { ENCODING } from './functions/encoding.ts';
import { fits } from './functions/glob.ts';
import { LISTS, setOf } from './functions/lists.ts';
import { MAPS } from './functions/maps.ts';
import { NETWORK } from './functions/network.ts';
import { NUMBERS } from './functions/numbers.ts';
import { PATTERNS } from './functions/patterns.ts';
import { TEXTS } from './functions/texts.ts';
import type { Scope } from './scope.ts';

const FILES: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ['file', (args, scope) => fixed(['text'], (path) => scope.module.file(path))(args, scope)],
  [
    'fileexists',
    (args, scope) =>
      fixed(['text'], (path) => {
        const found = scope.module.file(path);
        return found.kind === 'unknown' && !found.fault ? found : truth(found.kind === 'text');
      })(args, scope),
  ],
  [
    'fileset',
    (args, scope) => fixed(['text', 'text'], (folder, pattern) => fileset(scope, folder, pattern))(args, scope),
  ],
  ['abspath', fixed(['text'], (path) => text(path))],
  ['pathexpand', fixed(['text'], (path) => text(path))],
]);

/** The files of a folder, or of one below it, whose names fit. */
function fileset({ module }: Scope, base: string, pattern: string): Value {
  const cut = pattern.lastIndexOf('/') + 1;
  const [below, wanted] = [pattern.slice(0, cut), pattern.slice(cut)];
  if (/[*?[{]/.test(below) || /\*\*|[[\\]/.test(wanted))
    return unknown(t("looks through folders, which is not followed here: import what 'terraform show -json' prints"));
  const names = module.list(`${base}/${below}`);
  if ('kind' in names) return names;
  return setOf(names.filter((name) => fits(name, wanted)).map((name) => text(below + name)));
}

const ALL: ReadonlyMap<string, Callable> = new Map([
  ...TEXTS,
  ...LISTS,
  ...MAPS,
  ...NUMBERS,
  ...NETWORK,
  ...PATTERNS,
  ...ENCODING,
  ...FILES,
]);

export function callFunction(name: string, args: readonly Value[], scope: Scope): Value {
  const made = ALL.get(name.replace(/^core::/, ''));
  if (made !== undefined) return made(args, scope);
  return KNOWN.has(name) || name.includes('::')
    ? unknown(t("is not followed here: import what 'terraform show -json' prints"))
    : refusedName(t('is not a function of Terraform'));
}

/** What reads a clock, chance, keys or files outside, and what nobody writes rules with. */
const KNOWN: ReadonlySet<string> = new Set([
  'base64gzip',
  'base64sha256',
  'base64sha512',
  'bcrypt',
  'filebase64',
  'filebase64sha256',
  'filebase64sha512',
  'filemd5',
  'filesha1',
  'filesha256',
  'filesha512',
  'formatdate',
  'md5',
  'plantimestamp',
  'rsadecrypt',
  'sha1',
  'sha256',
  'sha512',
  'textdecodebase64',
  'textencodebase64',
  'timeadd',
  'timecmp',
  'timestamp',
  'type',
  'uuid',
  'uuidv5',
  'yamlencode',
]);
