import type { Snapshot } from '#workspace/snapshot.ts';
import type { About } from './completionItem.ts';
import { describeEntity } from './hoverEntity.ts';
import { helpFor } from './keywordHelp.ts';

/** The documentation of an item, in Markdown; nothing where what it was about is no more. */
export function documentation(snapshot: Snapshot | undefined, about: About): string | undefined {
  if (about.kind === 'keyword') return helpFor(about.word);
  const entity = snapshot?.model.entities.get(about.key);
  return snapshot === undefined || entity === undefined ? undefined : describeEntity(snapshot, entity);
}
