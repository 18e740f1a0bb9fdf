// Fixes for a setting of `secgroup.json` that is not allowed: the value that is probably meant, or the removal of the setting, for which the
// default applies already.

import { type Code, codes, isCode } from '#diagnostics/codes.ts';
import { cutElement } from '#edits/jsonEdits.ts';
import { type JsonObject, type JsonValue, parseJson } from '#syntax/json.ts';
import type { Range } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { t } from '#util/l10n.ts';
import { allowedSeverities, fits, nearestName, type Setting, type Shape, settingsTable } from '#workspace/config.ts';
import type { Folder } from '#workspace/folder.ts';
import type { PlacedDiagnostic } from '#workspace/folderDiagnostics.ts';
import type { CodeAction } from './codeAction.ts';

export function configFixes(folder: Folder, uri: string, diagnostic: PlacedDiagnostic): readonly CodeAction[] {
  const text = folder.files.get(uri)?.text ?? '';
  const { root } = parseJson(text);
  const fault = root?.kind === 'object' ? faultIn(root, settingsTable, diagnostic) : undefined;
  if (fault === undefined) return [];
  const { meant, at, whole, what } = fault;
  const offer = (title: string, preferred: boolean, edit: TextEdit): CodeAction => ({
    kind: 'fix',
    title,
    preferred,
    diagnostics: [{ ...diagnostic, uri }],
    edits: new Map([[uri, [edit]]]),
    changesPackets: false,
  });
  return [
    ...(meant === undefined
      ? []
      : [offer(t("Write '{0}'", meant.replaceAll('"', '')), true, { ...at, newText: meant })]),
    offer(t('Remove {0}', what), false, cutElement(text, whole)),
  ];
}

interface Fault {
  /** Where something else may be written, and what. */
  readonly at: Range;
  readonly meant: string | undefined;
  /** What goes where it is removed, in words too. */
  readonly whole: Range;
  readonly what: string;
}

const isAt = (range: Range, { start, end }: Range): boolean => range.start === start && range.end === end;
const rangeOf = ({ start, end }: Range): Range => ({ start, end });

function faultIn({ members }: JsonObject, settings: readonly Setting[], place: Range): Fault | undefined {
  for (const { key, value, ...at } of members) {
    const whole = { start: at.start, end: value?.end ?? at.end };
    const what = t("the setting '{0}'", key);
    const setting = settings.find(({ name }) => name === key);
    if (isAt(at, place)) return { at: rangeOf(at), meant: nameFor(key, members, namesOf(settings)), whole, what };
    if (setting === undefined || value === undefined || place.start < value.start || value.end < place.end) continue;
    if (isAt(value, place)) return { at: rangeOf(value), meant: valueFor(value, setting.shape), whole, what };
    return faultWithin(value, setting.shape, place);
  }
  return undefined;
}

const namesOf = (settings: readonly Setting[]): readonly string[] => settings.map(({ name }) => name);

/** A name that is not taken, in quotes. */
function nameFor(key: string, members: JsonObject['members'], names: readonly string[]): string | undefined {
  const taken = new Set(members.map((member) => member.key));
  const name = nearestName(key, names);
  return name === undefined || taken.has(name) ? undefined : JSON.stringify(name);
}

/** Below a setting: another setting, a severity, or an item of a list. */
function faultWithin(value: JsonValue, shape: Shape, place: Range): Fault | undefined {
  if (value.kind === 'object' && shape.kind === 'object') return faultIn(value, shape.settings, place);
  if (value.kind === 'object' && shape.kind === 'severities') return severityFault(value, place);
  const item = value.kind === 'array' ? value.items.find((each) => isAt(each, place)) : undefined;
  if (item === undefined) return undefined;
  const meant = shape.kind === 'numbers' ? numberFor(item, shape) : undefined;
  return { at: rangeOf(item), meant, whole: rangeOf(item), what: t('this item') };
}

function severityFault({ members }: JsonObject, place: Range): Fault | undefined {
  for (const { key, value, ...at } of members) {
    const common = { whole: { start: at.start, end: value?.end ?? at.end }, what: t("the severity of '{0}'", key) };
    if (isAt(at, place))
      return {
        ...common,
        at: rangeOf(at),
        meant: nameFor(
          key,
          members,
          codes.map(({ code }) => code),
        ),
      };
    if (value !== undefined && isAt(value, place) && isCode(key))
      return { ...common, at: rangeOf(value), meant: severityFor(value, key) };
  }
  return undefined;
}

function severityFor(value: JsonValue, code: Code): string | undefined {
  if (value.kind !== 'string') return undefined;
  // An error that cannot be hidden can be lowered as far as this.
  const allowed = allowedSeverities(code);
  const begun = value.value === '' ? undefined : allowed.find((each) => each.startsWith(value.value));
  const meant = value.value === 'off' ? 'hint' : (begun ?? nearestName(value.value, allowed));
  return meant === undefined ? undefined : JSON.stringify(meant);
}

function valueFor(value: JsonValue, shape: Shape): string | undefined {
  switch (shape.kind) {
    case 'number':
      return numberFor(value, shape);
    case 'numbers': {
      const number = numberFor(value, shape);
      return number === undefined ? undefined : `[${number}]`;
    }
    case 'patterns':
      return value.kind === 'string' ? `[${JSON.stringify(value.value)}]` : undefined;
    default:
      return undefined;
  }
}

/** A number in quotes, or with a fraction; what is below none is meant as no limit. */
function numberFor(value: JsonValue, shape: Extract<Shape, { kind: 'number' | 'numbers' }>): string | undefined {
  const text = value.kind === 'string' ? value.value.trim() : '';
  const number = value.kind === 'number' ? value.value : text === '' ? Number.NaN : Number(text);
  if (fits(Math.round(number), shape)) return String(Math.round(number));
  return shape.kind === 'number' && shape.nullable && number < 0 ? 'null' : undefined;
}
