import type { Folder } from '#workspace/folder.ts';
import type { About } from './completionItem.ts';
import { describeEntity } from './hoverEntity.ts';
import { helpFor } from './keywordHelp.ts';

/** The documentation of an item, in Markdown; nothing where what it was about is no more. */
export function documentation(folder: Folder | undefined, about: About): string | undefined {
  if (about.kind === 'keyword') return helpFor(about.word);
  const entity = folder?.model.entities.get(about.key);
  return folder === undefined || entity === undefined ? undefined : describeEntity(folder, entity);
}
