import { t } from '#util/l10n.ts';
import { rulesIn } from '../content.ts';
import type { WrittenFormat } from '../format.ts';
import { readSgFile } from './read.ts';
import { sgText } from './write.ts';

/** The rule language itself, as one of the formats. */
export const sg: WrittenFormat = {
  name: 'sg',
  title: () => t('Rule language'),
  detect: (content) =>
    content.kind === 'text' && rulesIn(content).blocks.some(({ block }) => block.declaration !== undefined),
  read: (source, content, { printed }) =>
    content.kind === 'text' ? readSgFile(source, rulesIn(content), printed) : [],
  writer: { detail: () => '.sg', extension: '.sg', holds: 'everything', write: sgText },
};
