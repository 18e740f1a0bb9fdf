import type * as ast from '#syntax/ast.ts';
import { plural, t } from '#util/l10n.ts';

export function directionWord(direction: ast.Direction): string {
  return direction === 'inbound' ? t('inbound') : t('outbound');
}

export function cvmCount(count: number): string {
  return plural(count, '{0} CVM', '{0} CVMs');
}

export function groupCount(count: number): string {
  return plural(count, '{0} group', '{0} groups');
}

export function policyCount(count: number): string {
  return plural(count, '{0} policy', '{0} policies');
}
