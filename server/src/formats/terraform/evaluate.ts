// The value of an expression in its scope. Nothing is executed or fetched, so a value may be one that is not known and says why.

import type { Range } from '#text/range.ts';
import { addTo } from '#util/groupBy.ts';
import { t } from '#util/l10n.ts';
import { asBool, asKnownString, asNumber, asString, nameOf } from './conversion.ts';
import { keyOf } from './equality.ts';
import {
  fault,
  type Mapping,
  many,
  mapping,
  number,
  one,
  sequence,
  sortedEntries,
  string,
  through,
  tuple,
  type Unknown,
  unknownWithin,
  type Value,
} from './evaluated.ts';
import type { Expression, For, TemplatePart } from './expression.ts';
import { callFunction } from './functions.ts';
import { joined, type Piece } from './joined.ts';
import { binary, unary } from './operators.ts';
import { type Access, bind, bound, type Scope } from './scope.ts';
import { type Step, spend } from './steps.ts';

export function evaluate(expression: Expression, scope: Scope): Step | Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'name':
      return bound(scope, expression.name) ?? accessed(expression, scope);
    case 'get':
    case 'index':
      return accessed(expression, scope);
    default:
      return steps(expression, scope);
  }
}

function* steps(expression: Expression, scope: Scope): Step {
  const { start, end } = expression;
  switch (expression.kind) {
    case 'template':
      return { ...joined(yield* pieces(expression.parts, scope), scope), at: { start, end } };
    case 'tuple': {
      const items: Value[] = [];
      for (const item of expression.items) items.push(written(yield evaluate(item, scope), item));
      return { ...tuple(items), at: { start, end } };
    }
    case 'object':
      return yield* objectOf(expression, scope);
    case 'for':
      return yield* forOf(expression, scope);
    case 'splat':
      return yield* splatOf(expression, scope);
    case 'call':
      return yield* callOf(expression, scope);
    case 'conditional':
      return yield* conditionalOf(expression, scope);
    case 'unary':
      return unary(expression.operator, yield evaluate(expression.of, scope));
    case 'binary': {
      const left: Value = yield evaluate(expression.left, scope);
      const decided =
        left.kind === 'bool' &&
        (expression.operator === '&&' ? !left.value : expression.operator === '||' && left.value);
      if (decided) return left;
      return binary(expression.operator, left, yield evaluate(expression.right, scope));
    }
    default:
      return yield evaluate(expression, scope);
  }
}

/** A value that is computed has the place of its expression. */
function written(value: Value, { start, end }: Expression): Value {
  return value.at === undefined ? { ...value, at: { start, end } } : value;
}

/** `a.b[0].c`: a name with as many of the accesses after it as belong to it, then the others one by one. */
function* accessed(expression: Expression, scope: Scope): Step {
  const accesses: Access[] = [];
  let base = expression;
  while (base.kind === 'get' || base.kind === 'index') {
    accesses.push(base.kind === 'get' ? { name: base.name } : { key: base.key });
    base = base.of;
  }
  accesses.reverse();
  let used = 0;
  let value: Value;
  const here = base.kind === 'name' ? bound(scope, base.name) : undefined;
  if (base.kind !== 'name') value = yield evaluate(base, scope);
  else if (here !== undefined) value = here;
  else {
    const referred = scope.module.refer(base.name, accesses);
    used = referred.used;
    value = through(referred.shown, yield referred.value);
  }
  for (const access of accesses.slice(used)) {
    if (value.kind === 'handle' && 'name' in access) value = yield scope.module.ask(value, access.name);
    else if ('name' in access) value = get(value, access.name);
    else value = index(value, yield evaluate(access.key, scope));
  }
  return value;
}

function get(value: Value, name: string): Value {
  if (value.kind === 'unknown') return one(value);
  if (value.kind === 'mapping') return entry(value, name);
  return hasNo(value, name);
}

function hasNo(value: Value, name: string): Value {
  return fault(t('{0} has no {1}', nameOf(value), `'${name}'`));
}

function entry(value: Mapping, key: string): Value {
  const found = value.entries.get(key);
  if (found !== undefined) return found;
  return value.more === undefined ? hasNo(value, key) : one(value.more);
}

function index(value: Value, key: Value): Value {
  if (value.kind === 'unknown') return one(value);
  if (key.kind === 'unknown') return key;
  if (value.kind === 'mapping') {
    const name = asKnownString(key);
    return name.kind === 'string' ? entry(value, name.text) : name;
  }
  if (value.kind !== 'sequence' || value.form === 'set')
    return fault(t('{0} has neither an index nor keys', nameOf(value)));
  const place = asNumber(key);
  if (place.kind === 'unknown') return place;
  const before = value.items.slice(0, place.value + 1).find((item) => item.kind === 'unknown' && item.many);
  if (before?.kind === 'unknown') return one(before);
  return value.items[place.value] ?? fault(t('there is no element {0} in the list', place.value));
}

function* objectOf(expression: Extract<Expression, { kind: 'object' }>, scope: Scope): Step {
  const entries = new Map<string, Value>();
  let more: Unknown | undefined;
  for (const item of expression.items) {
    const key = asKnownString(yield evaluate(item.key, scope));
    const value = yield evaluate(item.value, scope);
    if (key.kind === 'string') entries.set(key.text, written(value, item.value));
    else more ??= key;
  }
  const { start, end } = expression;
  return { ...mapping('object', entries, more), at: { start, end } };
}

/** The elements of a collection with their keys, or why it has none. */
export function elementsOf(value: Value): readonly (readonly [Value, Value])[] | Unknown {
  if (value.kind === 'unknown') return value;
  if (value.kind === 'mapping') {
    const known = sortedEntries(value).map(([key, inner]) => [string(key), inner] as const);
    return value.more === undefined ? known : [...known, [many(value.more), many(value.more)]];
  }
  if (value.kind !== 'sequence') return fault(t('{0} has no elements', nameOf(value)));
  let rest: Unknown | undefined;
  return value.items.map((item, i) => {
    if (item.kind === 'unknown' && item.many) {
      rest ??= item;
      return [item, item];
    }
    if (value.form === 'set') return [item, item];
    return [rest === undefined ? number(i) : one(rest), item];
  });
}

const hasParts = ({ kind }: Value) => kind === 'mapping' || kind === 'sequence';

/** Notes that the order of a set of objects is not known, as long as one of the values is not that it follows from. */
export function noteOrder(value: Value, at: Range, { module }: Scope): void {
  if (value.kind !== 'sequence' || value.form !== 'set' || value.items.length < 2) return;
  if (!value.items.some((item) => hasParts(item) && unknownWithin(item, 'ids') !== undefined)) return;
  const words = t(
    'The order of the objects of a set follows from their values, some of which are not known yet: these objects come last, in the order in which they are written.',
  );
  module.note({ start: at.start, end: at.end }, words);
}

function* forOf(expression: For & { start: number; end: number }, scope: Scope): Step {
  const collection = yield evaluate(expression.collection, scope);
  const elements = elementsOf(collection);
  if ('kind' in elements) return elements;
  noteOrder(collection, expression.collection, scope);
  const items: Value[] = [];
  const entries = new Map<string, Value>();
  const groups = new Map<string, Value[]>();
  let more: Unknown | undefined;
  for (const [key, value] of elements) {
    if (value.kind === 'unknown' && value.many) {
      items.push(value);
      more ??= one(value);
      continue;
    }
    const named = expression.keyName === undefined ? scope : bind(scope, expression.keyName, key);
    const inside = bind(named, expression.valueName, value);
    if (expression.condition !== undefined) {
      const kept = asBool(yield evaluate(expression.condition, inside));
      if (kept.kind === 'unknown') {
        if (kept.fault) return kept;
        items.push(many(kept));
        more ??= kept;
        continue;
      }
      if (!kept.value) continue;
    }
    const made = placedLike(yield evaluate(expression.value, inside), value, expression.value);
    if (expression.key === undefined) {
      items.push(made);
      continue;
    }
    const name = asKnownString(yield evaluate(expression.key, inside));
    if (name.kind === 'unknown') more ??= name;
    else if (expression.grouped) addTo(groups, name.text, made);
    else if (entries.has(name.text)) return fault(t("two elements of a 'for' have the key '{0}'", name.text));
    else entries.set(name.text, made);
  }
  if (expression.key === undefined) return tuple(items);
  for (const [name, group] of groups) entries.set(name, tuple(group));
  return mapping('object', entries, more);
}

/** What a `for` makes of an element has the place of the element, so that each of many has a place of its own. */
function placedLike(value: Value, element: Value, expression: Expression): Value {
  const inside = value.at !== undefined && value.at.start >= expression.start && value.at.end <= expression.end;
  if (value.at !== undefined && !inside) return value;
  return element.at === undefined ? written(value, expression) : { ...value, at: element.at };
}

function* splatOf(expression: Extract<Expression, { kind: 'splat' }>, scope: Scope): Step {
  const value = yield evaluate(expression.of, scope);
  if (value.kind === 'unknown') return value;
  if (value.kind === 'null') return tuple([]);
  const elements = value.kind === 'sequence' ? value.items : [value];
  const items: Value[] = [];
  for (const item of elements) {
    items.push(item.kind === 'unknown' && item.many ? item : yield evaluate(expression.each, bind(scope, '*', item)));
  }
  return value.kind === 'sequence' && value.form !== 'tuple' ? sequence('list', items) : tuple(items);
}

/**
 * Both sides of a conditional have one type: a number beside a text is a text, lists of two lengths are of one type of list. The other side
 * is looked at only where it says its type itself.
 */
function beside(value: Value, other: Expression): Value {
  if (value.kind === 'number' || value.kind === 'bool') return isWrittenText(other) ? asString(value) : value;
  if (value.kind === 'sequence' && other.kind === 'tuple' && value.form === 'tuple') {
    return other.items.length === value.items.length ? value : { ...value, form: 'list' };
  }
  if (value.kind === 'mapping' && other.kind === 'object' && value.form === 'object') {
    return other.items.length === value.entries.size ? value : { ...value, form: 'map' };
  }
  return value;
}

function isWrittenText(expression: Expression): boolean {
  if (expression.kind === 'literal') return expression.value.kind === 'string';
  return expression.kind === 'template' && expression.parts.length > 1;
}

function* conditionalOf(expression: Extract<Expression, { kind: 'conditional' }>, scope: Scope): Step {
  const test = asBool(yield evaluate(expression.test, scope));
  if (test.kind === 'bool') {
    const [taken, other] = test.value ? [expression.yes, expression.no] : [expression.no, expression.yes];
    return beside(yield evaluate(taken, scope), other);
  }
  if (test.fault) return test;
  const yes = yield evaluate(expression.yes, scope);
  const no = yield evaluate(expression.no, scope);
  return unknownWithin(yes, 'any') === undefined && keyOf(yes) === keyOf(no) ? yes : test;
}

function* callOf(expression: Extract<Expression, { kind: 'call' }>, scope: Scope): Step {
  const { name, args, spread } = expression;
  if (name === 'try' || name === 'can') return yield* attempted(name, args, scope);
  const values: Value[] = [];
  for (const [i, arg] of args.entries()) {
    const value = yield evaluate(arg, scope);
    if (!spread || i < args.length - 1) values.push(written(value, arg));
    else if (value.kind === 'sequence') values.push(...value.items);
    else return value.kind === 'unknown' ? value : fault(t('{0} cannot be spread over arguments', nameOf(value)));
  }
  if (name === 'templatefile' || name === 'templatestring') return yield* templateCall(name, values, scope);
  const result = callFunction(name, values, scope);
  // What is not known of an argument already says through which names it came.
  return result.kind === 'unknown' && result.way.length === 0 ? through(`${name}()`, result) : result;
}

/** The first argument that Terraform would not refuse. */
function* attempted(name: 'try' | 'can', args: readonly Expression[], scope: Scope): Step {
  let last: Value = fault(t("'{0}' has no argument", name));
  for (const arg of args) {
    last = yield evaluate(arg, scope);
    const refused = unknownWithin(last, 'fault');
    if (name === 'can') {
      if (last.kind === 'unknown' && !last.fault) return last;
      return { kind: 'bool', value: refused?.fault !== true };
    }
    if (refused?.fault !== true) return last;
  }
  return last;
}

function* templateCall(name: string, [first, vars]: readonly Value[], scope: Scope): Step {
  if (first === undefined || vars === undefined) return fault(t("'{0}' needs a string and an object", name));
  const given = asKnownString(first);
  const isFile = name === 'templatefile' && given.kind === 'string';
  const content = isFile ? asKnownString(scope.module.file(given.text)) : given;
  if (content.kind === 'unknown') return content;
  if (vars.kind !== 'mapping')
    return vars.kind === 'unknown' ? vars : fault(t("'{0}' needs a string and an object", name));
  const expression = scope.module.template(content.text);
  if (expression === undefined) return fault(t('the template cannot be read'));
  let inside: Scope = { budget: scope.budget, module: { ...scope.module, refer: onlyGiven } };
  for (const [key, value] of vars.entries) inside = bind(inside, key, value);
  const made = yield evaluate(expression, inside);
  const { at: _, ...result } = made;
  return result as Value;
}

const onlyGiven: Scope['module']['refer'] = (root) => ({
  value: fault(t("the template is given no '{0}'", root)),
  used: 0,
  shown: root,
});

/**
 * The pieces of a template, after its loops and conditions. What is nested waits in a list, so that the depth of the text costs no stack.
 */
function* pieces(parts: readonly TemplatePart[], scope: Scope): Generator<Step | Value, Piece[], Value> {
  const made: Piece[] = [];
  const open: { part: TemplatePart; scope: Scope }[] = [];
  const push = (inner: readonly TemplatePart[], within: Scope) => {
    for (let i = inner.length - 1; i >= 0; i--) open.push({ part: inner[i] as TemplatePart, scope: within });
  };
  push(parts, scope);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { part, scope: within } = next;
    if (typeof part === 'string') made.push(part);
    else if (part.kind === 'value') {
      const value = asString(yield evaluate(part.value, within));
      if (value.kind === 'template') made.push(...value.parts);
      else made.push(value.kind === 'string' ? value.text : one(value));
    } else if (part.kind === 'if') {
      const test = asBool(yield evaluate(part.test, within));
      if (test.kind === 'unknown') made.push(test);
      else push(test.value ? part.yes : part.no, within);
    } else {
      const elements = elementsOf(yield evaluate(part.collection, within));
      if ('kind' in elements) made.push(elements);
      else {
        if (spend(scope.budget, elements.length) !== undefined) return made;
        for (const [key, value] of elements.toReversed()) {
          const keyed = part.keyName === undefined ? within : bind(within, part.keyName, key);
          push(part.parts, bind(keyed, part.valueName, value));
        }
      }
    }
  }
  return made;
}
