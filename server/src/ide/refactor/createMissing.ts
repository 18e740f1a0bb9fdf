import type { EntityKind } from '#model/model.ts';
import { ALLOWED } from '#model/resolve.ts';
import { isCloudId } from '#syntax/names.ts';
import { lineBreak } from '#text/lines.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import { diagnosticsOf } from '#workspace/folderDiagnostics.ts';
import type { CodeAction } from '../codeAction.ts';
import { nameAt, wordFor } from '../cursor.ts';
import { inFile } from './place.ts';

const bodies: Readonly<Record<EntityKind, string>> = {
  group: ' {\n  inbound {\n  }\n  outbound {\n  }\n}',
  // A subnet without one lets everything through.
  acl: ' {\n  inbound {\n    allow all from any, any6\n  }\n  outbound {\n    allow all to any, any6\n  }\n}',
  addresses: ' {\n}',
  services: ' {\n}',
  subnet: ' {\n}',
  cvm: ' {\n}',
};

/** Declares, behind the declaration that names it, what is missing: with nothing in it that decides any packet otherwise than before. */
export function createMissing(folder: Folder, uri: string, range: Range): readonly CodeAction[] {
  const at = nameAt(folder, uri, range.start);
  if (at?.kind !== 'reference' || at.reference.fault !== 'unknown-name' || at.cursor.file.language !== 'sg') return [];
  if (isCloudId(at.name)) return [];
  const { start, block, file } = at.cursor;
  const [from, end] = [start + at.name.start, start + (block.declaration?.end ?? block.length)];
  const diagnostics = diagnosticsOf(folder, uri).filter(
    ({ code, start: found }) => code === 'unknown-name' && found === from,
  );
  return ALLOWED[at.reference.role].flatMap((kind) => {
    // An expectation of a subnet that holds no machine says nothing.
    if (kind === 'subnet' && at.reference.role === 'endpoint') return [];
    // A machine in no group is one that nothing filters.
    const changesPackets = kind === 'cvm';
    const title = t("Create {0} '{1}'", wordFor(kind), at.name.text);
    const text = `\n\n${kind} ${at.name.text}${bodies[kind]}`.replaceAll('\n', lineBreak(file.text));
    return inFile(
      { uri },
      {
        kind: 'fix',
        title: changesPackets ? t('{0} (changes which packets pass)', title) : title,
        changesPackets,
        diagnostics: diagnostics.map((each) => ({ ...each, uri })),
      },
      [{ start: end, end, newText: text }],
    );
  });
}
