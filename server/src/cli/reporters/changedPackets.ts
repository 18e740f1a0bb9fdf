import type { ChangeInWords } from '#engine/versions/changeWords.ts';
import { printStatement } from '#net/words/words.ts';
import { visible } from './visible.ts';

/** `tcp 22 from 10.0.0.0/8 except office`. */
export function changedPackets({ statement, direction }: ChangeInWords): string {
  return visible(printStatement(statement, direction === 'inbound' ? 'from' : 'to'));
}
