import type * as lsp from 'vscode-languageserver';
import * as ide from '#ide/codeLenses.ts';
import { inParts, type Steps } from '#util/steps.ts';
import type { FileContext } from './context.ts';
import { toRange } from './places.ts';
import type { Configured } from './server.ts';
import { clientUri } from './uris.ts';

export function* codeLenses(context: FileContext<Configured>): Steps<lsp.CodeLens[]> {
  const { enabled, ...settings } = context.server.settings.lenses;
  if (!enabled) return [];
  const kinds = new Set((['groups', 'expectations', 'cvms'] as const).filter((kind) => settings[kind]));
  const lenses = yield* ide.codeLenses(context.folder, context.uri, kinds);
  return yield* inParts(lenses, (part) =>
    part.map((lens) => {
      const range = toRange(context, lens.range);
      return { range, command: commandOf(context, lens, range) };
    }),
  );
}

/** Commands of the editor. Their arguments are the file, and the place or the entity that the lens is about. */
function commandOf({ server, uri }: FileContext, { title, action }: ide.CodeLens, range: lsp.Range): lsp.Command {
  const at = { uri: clientUri(server, uri), position: range.start };
  switch (action.kind) {
    case 'reveal':
      return { title, command: 'secgroup.revealInTree', arguments: [{ ...at, entity: action.entity }] };
    case 'references':
      return { title, command: 'secgroup.showReferences', arguments: [at] };
    case 'run':
      return { title, command: 'secgroup.runExpectations', arguments: [at] };
    case 'testPacket':
      return { title, command: 'secgroup.testPacket', arguments: [{ ...at, to: action.to }] };
  }
}
