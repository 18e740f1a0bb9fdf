import type * as ast from '#syntax/ast.ts';
import { t } from '#util/l10n.ts';

export function directionWord(direction: ast.Direction): string {
  return direction === 'inbound' ? t('inbound') : t('outbound');
}
