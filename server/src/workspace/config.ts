// `secgroup.json`: one table of settings says what each may be. A wrong value is reported at its place, and the default applies.

import { type Code, codeInfo, codes, isCode, type Severity, severities } from '#diagnostics/codes.ts';
import { defaultSettings, type JudgedQuotas, type Settings } from '#diagnostics/settings.ts';
import type { JsonArray, JsonObject, JsonValue } from '#syntax/json.ts';
import { parseJson } from '#syntax/json.ts';
import type { Range } from '#text/range.ts';
import { commas, t } from '#util/l10n.ts';
import { editDistance } from '#util/strings.ts';
import { MAX_PATTERN_LENGTH, MAX_PATTERNS, parsePattern } from './glob.ts';

export interface ConfigProblem extends Range {
  readonly message: string;
  /** As of a problem of a rule file. */
  readonly notJson?: true;
}

export interface Config {
  readonly settings: Settings;
  readonly problems: readonly ConfigProblem[];
}

export const defaultConfig: Config = { settings: defaultSettings, problems: [] };

/** What a setting's value may be. */
export type Shape =
  | { readonly kind: 'number'; readonly least: number; readonly most?: number; readonly nullable: boolean }
  | { readonly kind: 'numbers'; readonly least: number; readonly most: number }
  | { readonly kind: 'patterns' }
  | { readonly kind: 'path' }
  | { readonly kind: 'severities' }
  | { readonly kind: 'object'; readonly settings: readonly Setting[] };

export interface Setting {
  readonly name: string;
  readonly shape: Shape;
}

const limit: Shape = { kind: 'number', least: 0, nullable: true };

export const settingsTable: readonly Setting[] = [
  {
    name: 'quotas',
    shape: {
      kind: 'object',
      settings: [
        { name: 'groups', shape: limit },
        { name: 'inbound', shape: limit },
        { name: 'outbound', shape: limit },
        { name: 'groupsPerCvm', shape: limit },
        { name: 'cvmsPerGroup', shape: limit },
        { name: 'referencedGroups', shape: limit },
        { name: 'expanded', shape: limit },
      ] satisfies readonly (Setting & { name: keyof JudgedQuotas })[],
    },
  },
  { name: 'severity', shape: { kind: 'severities' } },
  { name: 'sensitivePorts', shape: { kind: 'numbers', least: 1, most: 65535 } },
  { name: 'crowdedGroup', shape: { kind: 'number', least: 0, nullable: false } },
  { name: 'expiresSoonDays', shape: { kind: 'number', least: 0, nullable: false } },
  { name: 'files', shape: { kind: 'object', settings: [{ name: 'exclude', shape: { kind: 'patterns' } }] } },
  { name: 'live', shape: { kind: 'patterns' } },
  { name: 'baseline', shape: { kind: 'path' } },
] satisfies readonly (Setting & { name: keyof Settings })[];

export function readConfig(text: string): Config {
  const tree = parseJson(text);
  const problems: ConfigProblem[] = tree.problems.map((problem) => ({ ...problem, notJson: true }));
  const values: Values = new Map();
  const { root } = tree;
  if (root?.kind === 'object') readObject(root, settingsTable, '', values, problems);
  else if (root !== undefined)
    problems.push(problemAt(root, t("'secgroup.json' must hold an object in braces. The defaults hold.")));
  problems.sort((a, b) => a.start - b.start || a.end - b.end);
  return { settings: settingsFrom(values), problems };
}

/** Values by their path, `quotas.groups`; only such as fit. */
type Values = Map<string, unknown>;

function settingsFrom(values: Values): Settings {
  const pick = <T>(path: string, otherwise: T): T => (values.has(path) ? (values.get(path) as T) : otherwise);
  const { quotas, sensitivePorts, crowdedGroup, expiresSoonDays, files, live, baseline, severity } = defaultSettings;
  return {
    quotas: {
      groups: pick('quotas.groups', quotas.groups),
      inbound: pick('quotas.inbound', quotas.inbound),
      outbound: pick('quotas.outbound', quotas.outbound),
      groupsPerCvm: pick('quotas.groupsPerCvm', quotas.groupsPerCvm),
      cvmsPerGroup: pick('quotas.cvmsPerGroup', quotas.cvmsPerGroup),
      referencedGroups: pick('quotas.referencedGroups', quotas.referencedGroups),
      expanded: pick('quotas.expanded', quotas.expanded),
    },
    severity: pick('severity', severity),
    sensitivePorts: pick('sensitivePorts', sensitivePorts),
    crowdedGroup: pick('crowdedGroup', crowdedGroup),
    expiresSoonDays: pick('expiresSoonDays', expiresSoonDays),
    files: { exclude: pick('files.exclude', files.exclude) },
    live: pick('live', live),
    baseline: pick('baseline', baseline),
  };
}

/** The settings lie two levels deep at most, so that this recursion does too. */
function readObject(
  object: JsonObject,
  settings: readonly Setting[],
  prefix: string,
  values: Values,
  problems: ConfigProblem[],
): void {
  for (const { key, value, start, end } of object.members) {
    const setting = settings.find(({ name }) => name === key);
    if (setting === undefined) {
      if (prefix === '' && key === '$schema') continue;
      const similar = nearest(
        key,
        settings.map(({ name }) => name),
      );
      problems.push({ start, end, message: t("There is no setting '{0}'.", prefix + key) + similar });
    } else if (value !== undefined) {
      readValue(value, setting.shape, prefix + key, values, problems);
    }
  }
}

function readValue(value: JsonValue, shape: Shape, path: string, values: Values, problems: ConfigProblem[]): void {
  const wrong = (what: string): void => {
    problems.push(problemAt(value, t("'{0}' must be {1}, not {2}. The default holds.", path, what, shown(value))));
  };
  switch (shape.kind) {
    case 'object':
      if (value.kind === 'object') readObject(value, shape.settings, `${path}.`, values, problems);
      else wrong(t('an object in braces'));
      break;
    case 'number':
      if (shape.nullable && value.kind === 'literal' && value.value === null) values.set(path, null);
      else if (value.kind === 'number' && fits(value.value, shape)) values.set(path, value.value);
      else if (shape.nullable) wrong(t('a whole number from {0}, or null for no limit', shape.least));
      else wrong(t('a whole number of at least {0}', shape.least));
      break;
    case 'numbers':
      if (value.kind === 'array') values.set(path, readNumbers(value, shape, path, problems));
      else wrong(t('a list of numbers in brackets'));
      break;
    case 'patterns':
      if (value.kind === 'array') values.set(path, readPatterns(value, path, problems));
      else wrong(t('a list of patterns in brackets'));
      break;
    case 'path':
      if (value.kind === 'string' && value.value !== '') values.set(path, value.value);
      else wrong(t('the name of a file in quotes'));
      break;
    case 'severities':
      if (value.kind === 'object') values.set(path, readSeverities(value, path, problems));
      else wrong(t('an object in braces'));
      break;
  }
}

export function fits(
  number: number,
  { least, most = Number.MAX_SAFE_INTEGER }: { readonly least: number; readonly most?: number },
): boolean {
  return Number.isInteger(number) && number >= least && number <= most;
}

/** Of a list the items that fit count. */
function readNumbers(
  array: JsonArray,
  shape: Extract<Shape, { kind: 'numbers' }>,
  path: string,
  problems: ConfigProblem[],
): number[] {
  const numbers: number[] = [];
  for (const item of array.items) {
    if (item.kind === 'number' && fits(item.value, shape)) numbers.push(item.value);
    else
      problems.push(
        problemAt(
          item,
          t(
            "'{0}' holds whole numbers from {1} to {2}; {3} is none and is left out.",
            path,
            shape.least,
            shape.most,
            shown(item),
          ),
        ),
      );
  }
  return numbers;
}

function readPatterns(array: JsonArray, path: string, problems: ConfigProblem[]): string[] {
  const patterns: string[] = [];
  for (const item of array.items) {
    if (item.kind !== 'string')
      problems.push(problemAt(item, t("'{0}' holds strings; {1} is none and is left out.", path, shown(item))));
    else if (item.value.length > MAX_PATTERN_LENGTH)
      problems.push(
        problemAt(item, t('A pattern may have at most {0} characters. This one is left out.', MAX_PATTERN_LENGTH)),
      );
    else if (patterns.length >= MAX_PATTERNS)
      problems.push(problemAt(item, t("'{0}' holds at most {1} patterns. This one is left out.", path, MAX_PATTERNS)));
    else if (parsePattern(item.value) === undefined)
      problems.push(problemAt(item, t('{0} is not a pattern that matches anything. It is left out.', shown(item))));
    else patterns.push(item.value);
  }
  return patterns;
}

function readSeverities(
  object: JsonObject,
  path: string,
  problems: ConfigProblem[],
): ReadonlyMap<Code, Severity | 'off'> {
  const found = new Map<Code, Severity | 'off'>();
  for (const { key, value, start, end } of object.members) {
    if (!isCode(key)) {
      problems.push({
        start,
        end,
        message:
          t("There is no diagnostic '{0}'.", key) +
          nearest(
            key,
            codes.map(({ code }) => code),
          ),
      });
    } else if (value !== undefined) {
      const severity =
        value.kind === 'string' ? [...severities, 'off' as const].find((known) => known === value.value) : undefined;
      if (severity === undefined) {
        problems.push(
          problemAt(
            value,
            t(
              "'{0}' must be one of {1}, not {2}. The default holds.",
              `${path}.${key}`,
              commas(allowedSeverities(key).map((word) => `"${word}"`)),
              shown(value),
            ),
          ),
        );
      } else if (severity === 'off' && !codeInfo(key).hideable) {
        problems.push(
          problemAt(
            value,
            t(
              '\'{0}\' can be lowered to "hint", but not switched off, because text with this error is not understood. The default holds.',
              key,
            ),
          ),
        );
      } else {
        found.set(key, severity);
      }
    }
  }
  return found;
}

export function allowedSeverities(code: Code): readonly (Severity | 'off')[] {
  return codeInfo(code).hideable ? [...severities, 'off'] : severities;
}

function problemAt({ start, end }: Range, message: string): ConfigProblem {
  return { start, end, message };
}

function shown(value: JsonValue): string {
  switch (value.kind) {
    case 'object':
      return t('an object');
    case 'array':
      return t('a list');
    case 'string':
      return JSON.stringify(value.value.length > 40 ? `${value.value.slice(0, 40)}…` : value.value);
    default:
      return String(value.value);
  }
}

function nearest(key: string, names: readonly string[]): string {
  const name = nearestName(key, names);
  return name === undefined ? '' : t(' Did you mean {0}?', `'${name}'`);
}

/** What may be meant. */
export function nearestName(key: string, names: readonly string[]): string | undefined {
  if (key.length > 64) return undefined;
  const most = Math.min(3, Math.ceil(key.length / 3));
  const close = names
    .map((name) => ({ name, distance: editDistance(key.toLowerCase(), name.toLowerCase(), most) }))
    .filter(({ distance }) => distance <= most)
    .sort((a, b) => a.distance - b.distance);
  return close[0]?.name;
}
