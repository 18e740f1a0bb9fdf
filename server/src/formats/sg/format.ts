// The rule language itself, as one of the formats.

import { shift } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { rulesIn } from '../content.ts';
import type { WrittenFormat } from '../format.ts';
import { itemsOf } from '../reading.ts';
import { report } from '../source.ts';
import { sgText } from './write.ts';

export const sg: WrittenFormat = {
  name: 'sg',
  title: () => t('Rule language'),
  detect: (content) =>
    content.kind === 'text' && rulesIn(content).blocks.some(({ block }) => block.declaration !== undefined),
  read: (source, content, { printed }) => {
    if (content.kind !== 'text') return [];
    const file = rulesIn(content);
    for (const { start, block } of file.blocks) {
      for (const comment of printed ? block.comments : []) {
        report(source, 'lost', shift(comment, start), t('The comment is left out.'));
      }
      for (const problem of block.problems) report(source, 'broken', shift(problem, start), problem.message);
    }
    return itemsOf(file);
  },
  writer: { detail: () => '.sg', extension: '.sg', holds: 'everything', write: sgText },
};
