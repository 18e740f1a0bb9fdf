// Puts a whole text of the rule language behind what is in a rule file, or into a new file, as an import of several groups does.

import { bind } from '#model/bind.ts';
import type { Entity } from '#model/model.ts';
import { parse } from '#syntax/parse.ts';
import { lineBreak } from '#text/lines.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { t } from '#util/l10n.ts';
import { type Context, insertion, type Refusal, refuse, someOf } from './change.ts';

/** Refused where something with the same name or id is declared already: the second one would mean nothing. The file need not exist. */
export function addDeclarations(context: Context, uri: string, text: string): TextEdit | Refusal {
  const file = context.files.get(uri);
  if (file !== undefined && file.tree.language !== 'sg')
    return refuse(t('A snapshot takes no rules of the rule language: import into a rule file.'));
  const known = knownAlready(context, text);
  if (known.length > 0) {
    return refuse(
      t(
        'Not imported. It is there already: {0}. Import into the group that is there, or rename it first.',
        someOf(known),
      ),
    );
  }
  if (file === undefined) return insertion(0, text);
  const eol = lineBreak(file.text);
  const ended = file.text === '' || /[\r\n]$/.test(file.text);
  const lead = file.text.trim() === '' ? '' : (ended ? '' : eol) + eol;
  const lines = [...placeLines(file.tree, text), ...text.split(/\r\n|\n|\r/)];
  return insertion(file.text.length, lead + lines.join(eol));
}

/** The names, or else ids, of what would be declared twice. */
function knownAlready({ model }: Context, text: string): readonly string[] {
  const { entities } = bind([{ uri: '', tree: parse(text) }]);
  const isKnown = ({ id, name, region }: Entity) => {
    if (id !== undefined && model.ids.has(id)) return true;
    const there = name === '' ? undefined : model.regions.get(region)?.names.get(name);
    return there !== undefined && !there.builtin;
  };
  return [...entities.values()]
    .filter((entity) => !entity.builtin && isKnown(entity))
    .map(({ name, id }) => (name === '' ? (id ?? '') : name));
}

/** The lines that put the text into the region `default` and the project 0, in which every text begins, where the file is in others. */
function placeLines(tree: ReturnType<typeof parse>, text: string): readonly string[] {
  const kinds = (of: ReturnType<typeof parse>) => of.blocks.flatMap(({ block }) => block.declaration?.kind ?? []);
  const there = new Set(kinds(tree));
  const added = kinds(parse(text));
  const begins = (kind: 'region' | 'project') => {
    const declared = added.findIndex((each) => each !== 'region' && each !== 'project');
    return added.slice(0, declared < 0 ? added.length : declared).includes(kind);
  };
  return [
    ...(there.has('region') && !begins('region') ? ['region default'] : []),
    ...(there.has('project') && !begins('project') ? ['project 0'] : []),
  ];
}
