// Functions about regular expressions. They are RE2's, whose time grows with the length of the text, whatever the pattern.

import { RE2JS } from 're2js';
import { t } from '#util/l10n.ts';
import { fault, mapping, NULL, sequence, string, tuple, type Unknown, type Value } from '../evaluated.ts';
import type { Scope } from '../scope.ts';
import { spend } from '../steps.ts';
import { type Callable, fixed, scoped } from './define.ts';

const LONGEST_PATTERN = 10_000;

function compiled(pattern: string): RE2JS | Unknown {
  if (pattern.length > LONGEST_PATTERN) return fault(t('the regular expression is too long'));
  try {
    return RE2JS.compile(pattern);
  } catch {
    return fault(t("'{0}' is not a regular expression that Terraform accepts", pattern));
  }
}

/** What matches: the groups by their names, or the groups in their order, or all where there are no groups. */
function captured(matcher: ReturnType<RE2JS['matcher']>, names: readonly string[]): Value {
  const group = (name: string | number) => {
    const found = matcher.group(name);
    return found === null ? NULL : string(found);
  };
  if (names.length > 0) return mapping('object', new Map(names.map((name) => [name, group(name)])));
  const count = matcher.groupCount();
  if (count === 0) return group(0);
  return tuple(Array.from({ length: count }, (_, i) => group(i + 1)));
}

function regex(pattern: string, subject: string): Value {
  const expression = compiled(pattern);
  if ('kind' in expression) return expression;
  const matcher = expression.matcher(subject);
  if (!matcher.find()) return fault(t("the regular expression '{0}' does not match", pattern));
  return captured(matcher, Object.keys(expression.namedGroups()));
}

function regexall({ budget }: Scope, pattern: string, subject: string): Value {
  const expression = compiled(pattern);
  if ('kind' in expression) return expression;
  const matcher = expression.matcher(subject);
  const names = Object.keys(expression.namedGroups());
  const found: Value[] = [];
  while (matcher.find()) {
    const spent = spend(budget, 10);
    if (spent !== undefined) return spent;
    found.push(captured(matcher, names));
  }
  return sequence('list', found);
}

/** A pattern between slashes is a regular expression. Any other pattern is a plain text. */
function replace({ budget }: Scope, subject: string, pattern: string, replacement: string): Value {
  const spent = spend(
    budget,
    subject.length + replacement.length * (subject.length + 1 > 1000 ? subject.length / 8 : 1),
  );
  if (spent !== undefined) return spent;
  if (pattern.length < 2 || !pattern.startsWith('/') || !pattern.endsWith('/')) {
    return string(pattern === '' ? subject : subject.replaceAll(pattern, () => replacement));
  }
  const expression = compiled(pattern.slice(1, -1));
  if ('kind' in expression) return expression;
  const matcher = expression.matcher(subject);
  let made = '';
  let from = 0;
  while (matcher.find()) {
    made += subject.slice(from, matcher.start()) + expanded(matcher, replacement);
    from = matcher.end();
    const more = spend(budget, 10 + replacement.length);
    if (more !== undefined) return more;
  }
  return string(made + subject.slice(from));
}

/** `$1`, `${1}`, `${name}` and `$$`, as Go reads them. */
function expanded(matcher: ReturnType<RE2JS['matcher']>, replacement: string): string {
  const groups = matcher.getNamedGroups();
  return replacement.replace(/\$(?:(\$)|\{(\w+)\}|(\w+))/g, (_, dollar, braced, bare) => {
    if (dollar !== undefined) return '$';
    const name: string = braced ?? bare;
    if (/^\d+$/.test(name)) return Number(name) <= matcher.groupCount() ? (matcher.group(Number(name)) ?? '') : '';
    return groups[name] ?? '';
  });
}

export const PATTERNS: ReadonlyMap<string, Callable> = new Map<string, Callable>([
  ['regex', fixed(['string', 'string'], regex)],
  ['regexall', scoped(['string', 'string'], regexall)],
  ['replace', scoped(['string', 'string', 'string'], replace)],
]);
