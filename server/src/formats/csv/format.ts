import { t } from '#util/l10n.ts';
import type { WrittenFormat } from '../format.ts';
import { looksLikeCsv, readCsv } from './read.ts';
import { csvText } from './write.ts';

/** The console's table of one direction of one group. */
export const csv: WrittenFormat = {
  name: 'csv',
  title: () => 'CSV',
  detect: (content) => content.kind === 'text' && looksLikeCsv(content.text),
  read: (source, _, { direction }) => readCsv(source, direction),
  writer: { detail: () => t("the console's table"), extension: '.csv', holds: 'direction', write: csvText },
};
