// One file, or one Terraform configuration, read by its format; and what to say where it is in none.

import type { JsonValue } from '#syntax/json.ts';
import { t } from '#util/l10n.ts';
import type { Reading, ReadOptions } from './format.ts';
import { formats } from './formats.ts';
import { stringIn, valueIn } from './jsonAccess.ts';
import type { Item } from './reading.ts';
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
  return errorIn(root) ?? t('The file is in none of the formats: {0}. Export it again in one of them.', known);
}

/** What the cloud answered instead of what was asked for. */
function errorIn(root: JsonValue | undefined): string | undefined {
  const error = valueIn(valueIn(root, 'Response') ?? root, 'Error');
  const code = stringIn(error, 'Code');
  const message = stringIn(error, 'Message');
  if (code === undefined) return undefined;
  if (message === undefined) return t('The file holds an error that the cloud answered, {0}.', quote(code));
  const words = message.replace(/\.$/, '');
  return t('The file holds an error that the cloud answered, {0}: {1}.', quote(code), words);
}

/**
 * The items, of which a group without id and name is given an id: the one that the user names, or the one in the name of the file. A policy
 * set and a table do not say whose rules they hold.
 */
export function withFileId(items: readonly Item[], fileName: string, given: string | undefined): readonly Item[] {
  const text = given ?? idInName(fileName);
  if (text === undefined) return items;
  return items.map((item): Item => {
    const { declaration } = item;
    if (declaration.kind !== 'group' || declaration.ids.length > 0 || declaration.name !== undefined) return item;
    const { start } = declaration;
    return { ...item, declaration: { ...declaration, ids: [{ text, start, end: start }] } };
  });
}

/** `sg-0a1b2c3d.json`, `answers/sg-0a1b2c3d-inbound.csv`. */
function idInName(fileName: string): string | undefined {
  const name = fileName.slice(Math.max(fileName.lastIndexOf('/'), fileName.lastIndexOf('\\')) + 1);
  return /^sg-[0-9a-z]{8}(?![0-9A-Za-z])/.exec(name)?.[0];
}
