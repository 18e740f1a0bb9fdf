// Writes rules as lines of the rule language, and keeps the comments and the layout around them.

import type * as ast from '#syntax/ast.ts';
import { beginsLine, indentation, lineBreak, lineEnd, lineStart, nextLine } from '#text/lines.ts';
import type { Range } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { insertion, type Placed } from './change.ts';
import { removeRules } from './removeRules.ts';
import { type NewRules, type Owner, type RulePlace, type RuleWriter, written } from './rulePlace.ts';

export const ruleLines: RuleWriter = {
  insert: (_, owner, place, line) => written([insertLine(owner, place, line)]),
  move: (owner, rule, place) => written(moveLine(owner, rule, place)),
  duplicate: ({ placed }, _, rule) => written([duplicateLine(placed, rule)]),
  remove: ({ entity, placed }, gone) =>
    written(
      removeRules({ text: placed.file.text, language: 'sg', blockStart: placed.start, lists: entity.node.lists, gone }),
    ),
  overwrite: (_, owner, rules) => written(overwrite(owner, rules)),
};

function moveLine(owner: Owner, rule: ast.Rule, place: RulePlace): readonly TextEdit[] {
  const { entity, placed } = owner;
  const { text } = placed.file;
  const own = rangeOf(owner, rule);
  const last = entity[place.direction].policies.at(-1)?.rule ?? rule;
  const next = rangeOf(owner, place.before ?? last);
  const at = place.before === undefined ? next.end : next.start;
  if (own.start <= at && at <= own.end) return [];
  const cut = { ...own, newText: '' };
  if (!isLines(text, own) || !isLines(text, next)) return [cut, insertLine(owner, place, lineOf(placed, rule))];
  // Whole lines move as they are, with the comments that go with them.
  const lines = text.slice(own.start, own.end);
  return [cut, insertion(at, /[\r\n]$/.test(lines) ? lines : lines + lineBreak(text))];
}

function duplicateLine(placed: Placed, rule: ast.Rule): TextEdit {
  const { text } = placed.file;
  const [start, end] = [rule.start + placed.start, rule.whole.end + placed.start];
  const line = lineOf(placed, rule);
  return beginsLine(text, start)
    ? insertion(nextLine(text, end), `${indentation(text, start)}${line}${lineBreak(text)}`)
    : insertion(end, ` ${line}`);
}

/** The rule as it is written, on one line, with the comment behind it. */
function lineOf({ file, start }: Placed, rule: ast.Rule): string {
  const text = file.text.slice(rule.whole.start + start, rule.whole.end + start);
  const comment = /^[ \t]*#[^\r\n]*/.exec(
    file.text.slice(rule.whole.end + start, lineEnd(file.text, rule.whole.end + start)),
  );
  // A comment within the rule ends with its line, so that such a rule keeps its lines.
  const folded = text.includes('#') ? text : text.replace(/\s*[\r\n]+\s*/g, ' ');
  return folded + (comment?.[0] ?? '');
}

/** What is removed with the rule: its lines and the comments that belong to it, or its part of a line. */
function rangeOf({ entity, placed }: Owner, rule: ast.Rule): Range {
  const { file, start } = placed;
  const lists = entity.node.lists.filter((list) => list.rules.includes(rule));
  const [cut] = removeRules({
    text: file.text,
    language: 'sg',
    blockStart: start,
    lists,
    gone: new Set(rule.peers),
  });
  return cut ?? { start: rule.whole.start + start, end: rule.whole.end + start };
}

function isLines(text: string, { start, end }: Range): boolean {
  return lineStart(text, start) === start && (end === text.length || lineStart(text, end) === end);
}

/** Inserts a line before another rule, behind the last one, into an empty list, or into a new list. */
function insertLine({ entity, placed }: Owner, { direction, before }: RulePlace, line: string): TextEdit {
  const { file, start } = placed;
  const { text } = file;
  const eol = lineBreak(text);
  if (before !== undefined) {
    const at = before.start + start;
    return beginsLine(text, at)
      ? insertion(lineStart(text, at), `${indentation(text, at)}${line}${eol}`)
      : insertion(at, `${line} `);
  }
  const list = entity.node.lists.findLast((each) => each.direction === direction);
  const last = list?.rules.at(-1);
  if (last !== undefined) {
    const end = last.whole.end + start;
    const alone = beginsLine(text, last.start + start);
    return alone
      ? insertion(lineEnd(text, end), `${eol}${indentation(text, last.start + start)}${line}`)
      : insertion(end, ` ${line}`);
  }
  if (list !== undefined) {
    const open = text.indexOf('{', list.keyword.end + start) + 1;
    const indent = indentation(text, list.start + start);
    const closed = text.slice(open).search(/[^ \t]/);
    const sameLine = text[open + closed] === '}';
    return insertion(open, `${eol}${indent}  ${line}${sameLine ? `${eol}${indent}` : ''}`);
  }
  return newList({ entity, placed }, direction, line);
}

/** An inbound list goes before an outbound one, anything else before the closing brace. */
function newList(owner: Owner, direction: ast.Direction, line: string): TextEdit {
  const { entity, placed } = owner;
  const list = listText(owner, direction, [line]);
  const other = direction === 'inbound' ? entity.node.lists[0] : undefined;
  const at = other === undefined ? undefined : other.start + placed.start;
  return at !== undefined && beginsLine(placed.file.text, at)
    ? insertion(lineStart(placed.file.text, at), list)
    : beforeEnd(owner, list);
}

function overwrite(owner: Owner, rules: NewRules): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  let missing = '';
  for (const direction of ['inbound', 'outbound'] as const) {
    const lines = rules[direction];
    if (lines === undefined) continue;
    const lists = owner.entity.node.lists.filter((list) => list.direction === direction);
    if (lists.length === 0) missing += listText(owner, direction, lines);
    else edits.push(...inLists(owner.placed, lists, lines, rules.append === true));
  }
  if (missing !== '') edits.push(beforeEnd(owner, missing));
  return edits;
}

/** The first list of a direction gets the lines. Others, which counted together with it, become empty. */
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

function listText({ entity, placed }: Owner, direction: ast.Direction, lines: readonly string[]): string {
  const { text } = placed.file;
  const eol = lineBreak(text);
  const indent = `${indentation(text, entity.node.start + placed.start)}  `;
  return [`${indent}${direction} {`, ...lines.map((line) => `${indent}  ${line}`), `${indent}}`]
    .map((line) => line + eol)
    .join('');
}

function beforeEnd({ entity, placed }: Owner, lists: string): TextEdit {
  const { text } = placed.file;
  const end = entity.node.end + placed.start;
  const brace = text[end - 1] === '}' ? end - 1 : end;
  if (beginsLine(text, brace)) return insertion(lineStart(text, brace), lists);
  return insertion(
    brace,
    `${lineBreak(text)}${lists}${brace === end ? '' : indentation(text, lineEnd(text, entity.node.start + placed.start))}`,
  );
}
