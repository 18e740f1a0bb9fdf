// Rules put into, moved in and copied in the lists of groups and acls of the rule language.

import type { Acl, Group } from '#model/model.ts';
import type { Policy } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import { printRule, type RuleParts } from '#syntax/print.ts';
import type { Range } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { t } from '#util/l10n.ts';
import { type Context, Edits, insertion, type Outcome, type Placed, placeOf, refuse } from './change.ts';
import { beginsLine, indentation, lineBreak, lineEnd, lineStart, nextLine } from './lines.ts';
import { removeRules as removal } from './removeRules.ts';

/** A rule by its owner's key and the index of one of its policies. */
export interface RuleReference {
  readonly owner: string;
  readonly direction: ast.Direction;
  readonly index: number;
}

export type RuleText = Omit<RuleParts, 'word'>;

/** Before the policy of an index, or last. */
export function addRule(
  context: Context,
  {
    owner: key,
    direction,
    rule,
    before,
  }: { readonly owner: string; readonly direction: ast.Direction; readonly rule: RuleText; readonly before?: number },
): Outcome {
  const owner = ownerOf(context, key);
  if ('refused' in owner) return owner;
  const text = printRule({ ...rule, word: direction === 'inbound' ? 'from' : 'to' });
  const edit = insertRule(owner, direction, text, before);
  const edits = new Edits().add(owner.placed.file.uri, edit).byFile;
  const reveal = { uri: owner.placed.file.uri, offset: edit.start };
  return { label: t('Add rule to {0}', owner.entity.name), edits, reveal, notes: [] };
}

export function moveRule(context: Context, rule: RuleReference, before: number | undefined): Outcome {
  const found = findRule(context, rule);
  if ('refused' in found) return found;
  const { owner, policy } = found;
  const policies = owner.entity[rule.direction].policies;
  const target = before === undefined ? undefined : policies.find(({ index }) => index === before);
  const { file } = owner.placed;
  const own = rangeOf(owner, rule.direction, policy.rule);
  const last = policies.at(-1)?.rule ?? policy.rule;
  const next = rangeOf(owner, rule.direction, target?.rule ?? last);
  const label = t('Move rule in {0}', owner.entity.name);
  const place = target === undefined ? next.end : next.start;
  if (own.start <= place && place <= own.end) return { label, edits: new Map(), notes: [] };
  const edits = new Edits().add(file.uri, { ...own, newText: '' });
  if (isLines(file.text, own) && isLines(file.text, next)) {
    // Whole lines move as they are, with the comments that go with them.
    const lines = file.text.slice(own.start, own.end);
    edits.add(file.uri, insertion(place, /[\r\n]$/.test(lines) ? lines : lines + lineBreak(file.text)));
  } else {
    edits.add(file.uri, insertRule(owner, rule.direction, lineOf(owner.placed, policy.rule), target?.index));
  }
  return { label, edits: edits.byFile, notes: [] };
}

/** One rule up or down. At the end of its list it stays where it is. */
export function moveRuleBy(context: Context, rule: RuleReference, by: -1 | 1): Outcome {
  const found = findRule(context, rule);
  if ('refused' in found) return found;
  const { policies } = found.owner.entity[rule.direction];
  const rules = [...new Set(policies.map((policy) => policy.rule))];
  const at = rules.indexOf(found.policy.rule);
  const next = rules[at + by];
  if (next === undefined)
    return refuse(
      by < 0 ? t('The rule is already the first of its list.') : t('The rule is already the last of its list.'),
    );
  const target = by < 0 ? next : rules[at + 2];
  const index = policies.find((policy) => policy.rule === target)?.index;
  return moveRule(context, rule, index);
}

export function duplicateRule(context: Context, rule: RuleReference): Outcome {
  const found = findRule(context, rule);
  if ('refused' in found) return found;
  const { owner, policy } = found;
  const { file, start } = owner.placed;
  const at = nextLine(file.text, policy.rule.whole.end + start);
  const edit = beginsLine(file.text, policy.rule.start + start)
    ? insertion(
        at,
        `${indentation(file.text, policy.rule.start + start)}${lineOf(owner.placed, policy.rule)}${lineBreak(file.text)}`,
      )
    : insertion(policy.rule.whole.end + start, ` ${lineOf(owner.placed, policy.rule)}`);
  const edits = new Edits().add(file.uri, edit).byFile;
  return {
    label: t('Duplicate rule in {0}', owner.entity.name),
    edits,
    reveal: { uri: file.uri, offset: edit.start },
    notes: [],
  };
}

/** Takes the policies out: whole rules where all their peers are named, else those peers alone. */
export function removeRules(context: Context, rules: readonly RuleReference[]): Outcome {
  const gone = new Map<string, Set<ast.Peer>>();
  for (const rule of rules) {
    const found = findRule(context, rule, 'json');
    if ('refused' in found) return found;
    const known = gone.get(rule.owner) ?? new Set();
    gone.set(rule.owner, known.add(found.policy.peerNode));
  }
  const edits = new Edits();
  for (const [key, peers] of gone) {
    const owner = ownerOf(context, key, 'json');
    if ('refused' in owner) return owner;
    const { file, start } = owner.placed;
    const lists = owner.entity.node.lists;
    edits.add(
      file.uri,
      ...removal({ text: file.text, language: file.tree.language, blockStart: start, lists, gone: peers }),
    );
  }
  const label = rules.length === 1 ? t('Remove rule') : t('Remove {0} rules', rules.length);
  return { label, edits: edits.byFile, notes: [] };
}

interface Owner {
  readonly entity: Group | Acl;
  readonly placed: Placed;
}

/** The group or acl, where its rules can be edited as lines. */
function ownerOf(
  context: Context,
  key: string,
  also?: 'json',
): Owner | { readonly refused: string; readonly users: []; readonly detachable: false } {
  const entity = context.model.entities.get(key);
  const no = (refused: string) => ({ refused, users: [] as [], detachable: false as const });
  if (entity?.kind !== 'group' && entity?.kind !== 'acl') return no(t('The group is no longer there.'));
  if (entity.builtin)
    return no(t("'{0}' is built in and cannot be changed: clone it and change the copy.", entity.name));
  const placed = placeOf(context, entity.source);
  if (placed === undefined) return no(t("The file of '{0}' is no longer there.", entity.name));
  if (placed.file.tree.language === 'json' && also !== 'json') {
    return no(t("'{0}' is part of a snapshot: import the snapshot as rules, or edit its JSON.", entity.name));
  }
  return { entity, placed };
}

function findRule(context: Context, { owner: key, direction, index }: RuleReference, also?: 'json') {
  const owner = ownerOf(context, key, also);
  if ('refused' in owner) return owner;
  const policy: Policy | undefined = owner.entity[direction].policies[index];
  return policy === undefined ? refuse(t('The rule is no longer there.')) : { owner, policy };
}

/** The rule as written, the comment behind it included, line breaks inside of it folded into blanks. */
function lineOf({ file, start }: Placed, rule: ast.Rule): string {
  const written = file.text.slice(rule.whole.start + start, rule.whole.end + start);
  const comment = /^[ \t]*#[^\r\n]*/.exec(
    file.text.slice(rule.whole.end + start, lineEnd(file.text, rule.whole.end + start)),
  );
  // A comment inside of the rule ends with its line: such a rule keeps its lines.
  const folded = written.includes('#') ? written : written.replace(/\s*[\r\n]+\s*/g, ' ');
  return folded + (comment?.[0] ?? '');
}

/** What goes when the rule goes: its lines, with the comments that speak of it, or its part of a line. */
function rangeOf({ entity, placed }: Owner, direction: ast.Direction, rule: ast.Rule): Range {
  const lists = entity.node.lists.filter((list) => list.direction === direction);
  const { file, start } = placed;
  const [cut] = removal({ text: file.text, language: 'sg', blockStart: start, lists, gone: new Set(rule.peers) });
  return cut ?? { start: rule.whole.start + start, end: rule.whole.end + start };
}

function isLines(text: string, { start, end }: Range): boolean {
  return lineStart(text, start) === start && (end === text.length || lineStart(text, end) === end);
}

/** Where the line goes: before another rule, behind the last one, into an empty list, or into a new list. */
function insertRule(
  { entity, placed }: Owner,
  direction: ast.Direction,
  line: string,
  before: number | undefined,
): TextEdit {
  const { file, start } = placed;
  const { text } = file;
  const eol = lineBreak(text);
  const target = before === undefined ? undefined : entity[direction].policies[before]?.rule;
  if (target !== undefined) {
    const at = target.start + start;
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
  return newList(entity, placed, direction, line);
}

/** An inbound list goes before an outbound one, anything else before the closing brace. */
function newList(entity: Group | Acl, { file, start }: Placed, direction: ast.Direction, line: string): TextEdit {
  const { text } = file;
  const eol = lineBreak(text);
  const indent = `${indentation(text, entity.node.start + start)}  `;
  const block = `${indent}${direction} {${eol}${indent}  ${line}${eol}${indent}}${eol}`;
  const other = direction === 'inbound' ? entity.node.lists[0] : undefined;
  if (other !== undefined && beginsLine(text, other.start + start))
    return insertion(lineStart(text, other.start + start), block);
  const end = entity.node.end + start;
  const brace = text[end - 1] === '}' ? end - 1 : end;
  return beginsLine(text, brace)
    ? insertion(lineStart(text, brace), block)
    : insertion(brace, `${eol}${block}${indentation(text, entity.node.start + start)}`);
}
