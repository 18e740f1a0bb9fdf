// Writes rules as lines of the rule language, and keeps the comments and the layout around them.

import type * as ast from '#syntax/ast.ts';
import {
  beginsLine,
  indentation,
  lineBreak,
  lineEnd,
  lineStart,
  nextLine,
  onOneLine,
  withoutEndBreaks,
} from '#text/lines.ts';
import { type Range, shift } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { insertion, type Placed } from './change.ts';
import { removeRules } from './removeRules.ts';
import { type NewOrder, type NewRules, type Owner, type RulePlace, type RuleWriter, written } from './rulePlace.ts';

export const ruleLines: RuleWriter = {
  insert: (_, owner, place, line) => written([insertLines(owner, place, [{ text: line }])]),
  reorder: (owner, order) => written(reorderLines(owner, order)),
  duplicate: ({ placed }, _, rules) => written(rules.map((rule) => duplicateLine(placed, rule))),
  remove: (owner, gone) => written(removePolicies(owner, gone)),
  overwrite: (_, owner, rules) => written(overwrite(owner, rules)),
};

function reorderLines(owner: Owner, { direction, moves }: NewOrder): readonly TextEdit[] {
  const gone = moves.flatMap(({ rules }) => rules);
  return [
    ...cutsOf(owner, gone),
    ...moves.map(({ rules, before }) =>
      insertLines(
        owner,
        { direction, before },
        rules.map((rule) => lineToMove(owner, rule)),
      ),
    ),
  ];
}

/** Whole lines move as they are, with the comments that go with them. */
function lineToMove(owner: Owner, rule: ast.Rule): Line {
  const { placed } = owner;
  const { text } = placed.file;
  const own = rangeOf(owner, rule);
  return isLines(text, own)
    ? { text: lineOf(placed, rule), rows: withoutEndBreaks(text.slice(own.start, own.end)) }
    : { text: ruleOf(placed, rule) };
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
function lineOf(placed: Placed, rule: ast.Rule): string {
  const { text } = placed.file;
  const end = rule.whole.end + placed.start;
  const comment = /^[ \t]*#[^\r\n]*/.exec(text.slice(end, lineEnd(text, end)));
  return ruleOf(placed, rule) + (comment?.[0] ?? '');
}

/** The same without the comment. One within the rule ends with its line, so that such a rule keeps its lines. */
function ruleOf({ file, start }: Placed, rule: ast.Rule): string {
  const text = file.text.slice(rule.whole.start + start, rule.whole.end + start);
  return text.includes('#') ? text : onOneLine(text);
}

/** What is removed with a rule: its lines and the comments that belong to it, or its part of a line. */
function rangeOf(owner: Owner, rule: ast.Rule): Range {
  const [cut] = cutsOf(owner, [rule]);
  return cut ?? shift(rule.whole, owner.placed.start);
}

function cutsOf({ entity, placed }: Owner, rules: readonly ast.Rule[]): readonly TextEdit[] {
  return removePolicies({ entity, placed }, new Set(rules.flatMap(({ peers }) => peers)));
}

function removePolicies({ entity, placed }: Owner, gone: ReadonlySet<ast.Peer>): readonly TextEdit[] {
  const { file, start } = placed;
  return removeRules({ text: file.text, language: 'sg', blockStart: start, lists: entity.node.lists, gone });
}

function isLines(text: string, { start, end }: Range): boolean {
  return lineStart(text, start) === start && (end === text.length || lineStart(text, end) === end);
}

interface Line {
  /** As it stands on the line of another rule. */
  readonly text: string;
  /** As it stands by itself, where that is more than the text. */
  readonly rows?: string;
}

/** Inserts lines before another rule, behind the last one, into an empty list, or into a new list. */
function insertLines(owner: Owner, { direction, before }: RulePlace, lines: readonly Line[]): TextEdit {
  const { entity, placed } = owner;
  const { text } = placed.file;
  const eol = lineBreak(text);
  const list = entity.node.lists.findLast((each) => each.direction === direction);
  const next = before ?? list?.rules.at(-1);
  if (next !== undefined) {
    const { start, end } = shift(next.whole, placed.start);
    const indent = indentation(text, start);
    const rows = lines.map((line) => line.rows ?? indent + line.text);
    const rest = text.slice(end, lineEnd(text, end)).trim();
    if (before !== undefined)
      return beginsLine(text, start)
        ? insertion(lineStart(text, rangeOf(owner, next).start), rows.map((row) => row + eol).join(''))
        : insertion(start, lines.map(({ text }) => text + (endsInComment(text) ? eol + indent : ' ')).join(''));
    return beginsLine(text, start) && (rest === '' || rest.startsWith('#'))
      ? insertion(lineEnd(text, end), rows.map((row) => eol + row).join(''))
      : insertion(end, behindOnLine(lines, eol + indent, rest));
  }
  const texts = lines.map((line) => line.text);
  if (list === undefined) return newList(owner, direction, texts);
  const open = text.indexOf('{', list.keyword.end + placed.start) + 1;
  const indent = indentation(text, list.start + placed.start);
  const closed = text.slice(open).search(/[^ \t]/);
  const sameLine = text[open + closed] === '}';
  const body = texts.map((line) => `${eol}${indent}  ${line}`).join('');
  return insertion(open, `${body}${sameLine ? `${eol}${indent}` : ''}`);
}

/** Rules behind another one on its line, which ends behind a comment. `rest` is what is behind that one now. */
function behindOnLine(lines: readonly Line[], lineBreak: string, rest: string): string {
  let all = '';
  let gap = ' ';
  for (const { text } of lines) {
    all += gap + text;
    gap = endsInComment(text) ? lineBreak : ' ';
  }
  return gap === ' ' || rest === '' || rest.startsWith('#') ? all : all + gap;
}

function endsInComment(line: string): boolean {
  const last = line.split(/[\r\n]/).at(-1) ?? '';
  return last.replace(/"(?:[^"\\]|\\.)*"?/g, '').includes('#');
}

/** An inbound list goes before an outbound one, anything else before the closing brace. */
function newList(owner: Owner, direction: ast.Direction, lines: readonly string[]): TextEdit {
  const { entity, placed } = owner;
  const list = listText(owner, direction, lines);
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
