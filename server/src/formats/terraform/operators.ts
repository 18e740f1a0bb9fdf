// Terraform's operators.

import { t } from '#util/l10n.ts';
import { asNumber, asTruth } from './conversion.ts';
import { equal } from './equality.ts';
import { fault, number, truth, type Value } from './evaluated.ts';

export function unary(operator: string, value: Value): Value {
  if (operator === '!') {
    const given = asTruth(value);
    return given.kind === 'unknown' ? given : truth(!given.value);
  }
  const given = asNumber(value);
  return given.kind === 'unknown' ? given : number(-given.value);
}

export function binary(operator: string, left: Value, right: Value): Value {
  switch (operator) {
    case '&&':
    case '||':
      return logical(operator, left, right);
    case '==':
    case '!=': {
      const same = equal(left, right);
      return typeof same === 'boolean' ? truth(same === (operator === '==')) : same;
    }
    default:
      return numeric(operator, left, right);
  }
}

/** A side that decides is enough, whatever the other one is. */
function logical(operator: '&&' | '||', left: Value, right: Value): Value {
  const deciding = operator === '||';
  const [a, b] = [asTruth(left), asTruth(right)];
  if (a.kind === 'bool' && a.value === deciding) return truth(deciding);
  if (a.kind === 'unknown' && a.fault) return a;
  if (b.kind === 'bool' && b.value === deciding) return truth(deciding);
  if (a.kind === 'unknown') return a;
  return b.kind === 'unknown' ? b : truth(!deciding);
}

function numeric(operator: string, left: Value, right: Value): Value {
  const [a, b] = [asNumber(left), asNumber(right)];
  if (a.kind === 'unknown') return a;
  if (b.kind === 'unknown') return b;
  const [x, y] = [a.value, b.value];
  switch (operator) {
    case '+':
      return number(x + y);
    case '-':
      return number(x - y);
    case '*':
      return number(x * y);
    case '/':
      return y === 0 ? fault(t('a division by zero')) : number(x / y);
    case '%':
      return y === 0 ? fault(t('a division by zero')) : number(x % y);
    case '<':
      return truth(x < y);
    case '<=':
      return truth(x <= y);
    case '>':
      return truth(x > y);
    case '>=':
      return truth(x >= y);
    default:
      return fault(t('there is no operator {0}', operator));
  }
}
