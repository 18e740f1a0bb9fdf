// Terraform's operators.

import { t } from '#util/l10n.ts';
import { asBool, asNumber } from './conversion.ts';
import { calculated, compared, negative, noNumber } from './decimal.ts';
import { equal } from './equality.ts';
import { bool, fault, type Value } from './evaluated.ts';

export function unary(operator: string, value: Value): Value {
  if (operator === '!') {
    const given = asBool(value);
    return given.kind === 'unknown' ? given : bool(!given.value);
  }
  const given = asNumber(value);
  return given.kind === 'unknown' ? given : negative(given);
}

export function binary(operator: string, left: Value, right: Value): Value {
  switch (operator) {
    case '&&':
    case '||':
      return logical(operator, left, right);
    case '==':
    case '!=': {
      const same = equal(left, right);
      return typeof same === 'boolean' ? bool(same === (operator === '==')) : same;
    }
    default:
      return numeric(operator, left, right);
  }
}

/** A side that decides is enough, whatever the other one is. */
function logical(operator: '&&' | '||', left: Value, right: Value): Value {
  const deciding = operator === '||';
  const [a, b] = [asBool(left), asBool(right)];
  if (a.kind === 'bool' && a.value === deciding) return bool(deciding);
  if (a.kind === 'unknown' && a.fault) return a;
  if (b.kind === 'bool' && b.value === deciding) return bool(deciding);
  if (a.kind === 'unknown') return a;
  return b.kind === 'unknown' ? b : bool(!deciding);
}

function numeric(operator: string, left: Value, right: Value): Value {
  const [a, b] = [asNumber(left), asNumber(right)];
  if (a.kind === 'unknown') return a;
  if (b.kind === 'unknown') return b;
  switch (operator) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
      if (b.value === 0 && (operator === '/' || operator === '%')) return fault(t('a division by zero'));
      return calculated(operator, a, b) ?? noNumber();
    case '<':
      return bool(compared(a, b) < 0);
    case '<=':
      return bool(compared(a, b) <= 0);
    case '>':
      return bool(compared(a, b) > 0);
    case '>=':
      return bool(compared(a, b) >= 0);
    default:
      return fault(t('there is no operator {0}', operator));
  }
}
