// How often a resource or a module is made: once, or as often as `count` or `for_each` says, each time with another value of `count` or
// `each`.

import { t } from '#util/l10n.ts';
import { asNumber, asString, nameOf } from './conversion.ts';
import { evaluate } from './evaluate.ts';
import {
  fault,
  type Handle,
  mapping,
  number,
  object,
  sortedEntries,
  string,
  tuple,
  type Unknown,
  unknown,
  type Value,
} from './evaluated.ts';
import type { Block } from './expression.ts';
import { bind, bindEach, type Scope } from './scope.ts';
import { type Step, spend } from './steps.ts';

/** Makes one, which has an index or key if there are several. */
type Make = (key: string | number | undefined, scope: Scope) => Handle;

/** One, or as many as `count` or `for_each` says. */
export function* repeated(scope: Scope, block: Block, make: Make): Generator<Step | Value, Value, Value> {
  const count = block.body.attributes.get('count');
  const forEach = block.body.attributes.get('for_each');
  if (count !== undefined) {
    const given = yield evaluate(count.value, scope);
    const value = asNumber(given);
    if (value.kind === 'unknown') return value;
    if (!Number.isInteger(value.value) || value.value < 0) return fault(t("'count' is not a whole number"));
    const spent = spend(scope.budget, value.value * 10);
    if (spent !== undefined) return spent;
    const one = (_: unknown, i: number) => make(i, bind(scope, 'count', object({ index: number(i) })));
    return tuple(Array.from({ length: value.value }, one));
  }
  if (forEach === undefined) return make(undefined, scope);
  const value = yield evaluate(forEach.value, scope);
  if (value.kind === 'unknown') return value;
  const each = (key: string, inner: Value) => make(key, bindEach(scope, 'each', string(key), inner));
  if (value.kind === 'mapping') {
    const entries = sortedEntries(value).map(([key, inner]) => [key, each(key, inner)] as const);
    return mapping('object', new Map(entries), value.more);
  }
  if (value.kind !== 'sequence') return fault(t("'for_each' needs a map or a set, not {0}", nameOf(value)));
  if (value.form !== 'set' && value.items.length > 0) {
    return fault(t("'for_each' needs a map or a set, not {0}: convert it with 'toset'", nameOf(value)));
  }
  const entries = new Map<string, Value>();
  let more: Unknown | undefined;
  for (const item of value.items) {
    const key = asString(item);
    if (key.kind === 'string') entries.set(key.text, each(key.text, key));
    else more ??= key.kind === 'unknown' ? key : unknown(t('is given by the cloud'));
  }
  return mapping('object', entries, more);
}
