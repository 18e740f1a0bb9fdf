// A unit's declarations, read by its format, and what to say where it has none.

import { type JsonValue, member } from '#syntax/json.ts';
import { t } from '#util/l10n.ts';
import { asObject } from './content.ts';
import type { Reading, ReadOptions } from './format.ts';
import { formats } from './formats.ts';
import { quote, report, type Source } from './source.ts';
import type { Unit } from './terraform/units.ts';

/** Nothing is read of JSON that is broken. */
export async function readUnit(source: Source, { format, content }: Unit, options: ReadOptions): Promise<Reading> {
  const { root, problems } = content.kind === 'json' ? content.tree : { root: undefined, problems: [] };
  for (const { start, end, message } of problems) report(source, 'broken', { start, end }, message);
  if (problems.length > 0) return [];
  if (format !== undefined) return format.read(source, content, options);
  report(source, 'broken', { start: 0, end: 0 }, unknownMessage(source.text, root));
  return [];
}

function unknownMessage(text: string, root: JsonValue | undefined): string {
  if (/^[\s\uFEFF\0]*$/.test(text.slice(0, 1_000_000))) return t('The file is empty.');
  const known = formats.map(({ title }) => title()).join(', ');
  return errorIn(root) ?? t('The file is in none of the formats: {0}.', known);
}

/** What the cloud answered instead of what was asked for. */
function errorIn(root: JsonValue | undefined): string | undefined {
  const inside = (value: JsonValue | undefined, key: string) => {
    const object = asObject(value);
    return object === undefined ? undefined : member(object, key)?.value;
  };
  const error = inside(inside(root, 'Response') ?? root, 'Error');
  const [code, message] = [inside(error, 'Code'), inside(error, 'Message')];
  if (code?.kind !== 'string') return undefined;
  return message?.kind === 'string'
    ? t(
        'The file holds an error that the cloud answered, {0}: {1}.',
        quote(code.value),
        message.value.replace(/\.$/, ''),
      )
    : t('The file holds an error that the cloud answered, {0}.', quote(code.value));
}
