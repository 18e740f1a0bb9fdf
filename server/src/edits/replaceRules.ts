// The rules of a group overwritten, or put before those that are there, as an import does.

import type { Group } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { t } from '#util/l10n.ts';
import { type Context, Edits, insertion, type Outcome, type Placed, placeOf, refuse } from './change.ts';
import { beginsLine, indentation, lineBreak, lineEnd, lineStart } from './lines.ts';

export interface NewRules {
  /** Lines of rules; a direction that is absent stays as it is. */
  readonly inbound?: readonly string[];
  readonly outbound?: readonly string[];
  /** Before the rules that are there, instead of in their place. */
  readonly append?: boolean;
}

export function replaceRules(context: Context, key: string, rules: NewRules): Outcome {
  const group = context.model.entities.get(key);
  if (group?.kind !== 'group') return refuse(t('The group is no longer there.'));
  if (group.builtin)
    return refuse(t("'{0}' is built in and cannot be changed: clone it and change the copy.", group.name));
  const placed = placeOf(context, group.source);
  if (placed === undefined) return refuse(t("The file of '{0}' is no longer there.", group.name));
  if (placed.file.tree.language === 'json')
    return refuse(t("'{0}' is part of a snapshot: import into a rule file.", group.name));
  const edits = new Edits();
  let missing = '';
  for (const direction of ['inbound', 'outbound'] as const) {
    const lines = rules[direction];
    if (lines === undefined) continue;
    const lists = group.node.lists.filter((list) => list.direction === direction);
    if (lists.length === 0) missing += listText(placed, group, direction, lines);
    else edits.add(placed.file.uri, ...inLists(placed, lists, lines, rules.append === true));
  }
  if (missing !== '') edits.add(placed.file.uri, beforeEnd(placed, group, missing));
  return { label: t('Import rules into {0}', group.name), edits: edits.byFile, notes: [] };
}

/** The first list takes the lines; others of the direction, which added up with it, become empty. */
function inLists(
  placed: Placed,
  lists: readonly ast.RuleList[],
  lines: readonly string[],
  append: boolean,
): readonly TextEdit[] {
  const { file, start } = placed;
  const { text } = file;
  return lists.flatMap((list, i) => {
    const open = text.indexOf('{', list.keyword.end + start);
    const end = list.end + start;
    const close = text[end - 1] === '}' ? end - 1 : end;
    if (open < 0 || open >= close) return [];
    const indent = indentation(text, list.start + start);
    const eol = lineBreak(text);
    const body = i === 0 ? lines.map((line) => `${eol}${indent}  ${line}`).join('') : '';
    if (append)
      return i === 0 ? [insertion(open + 1, body + (beginsLine(text, close) ? '' : `${eol}${indent}  `))] : [];
    return [{ start: open + 1, end: close, newText: body === '' ? ' ' : `${body}${eol}${indent}` }];
  });
}

function listText({ file, start }: Placed, group: Group, direction: ast.Direction, lines: readonly string[]): string {
  const eol = lineBreak(file.text);
  const indent = `${indentation(file.text, group.node.start + start)}  `;
  return [`${indent}${direction} {`, ...lines.map((line) => `${indent}  ${line}`), `${indent}}`]
    .map((line) => line + eol)
    .join('');
}

function beforeEnd({ file, start }: Placed, group: Group, lists: string): TextEdit {
  const { text } = file;
  const end = group.node.end + start;
  const brace = text[end - 1] === '}' ? end - 1 : end;
  if (beginsLine(text, brace)) return insertion(lineStart(text, brace), lists);
  return insertion(
    brace,
    `${lineBreak(text)}${lists}${brace === end ? '' : indentation(text, lineEnd(text, group.node.start + start))}`,
  );
}
