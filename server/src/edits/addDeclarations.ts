// A whole text of the rule language put into a file of it, behind what is there, or into a new file: as an import of several groups does.

import { bind } from '#model/bind.ts';
import type { Entity } from '#model/model.ts';
import { parse } from '#syntax/parse.ts';
import { lineBreak } from '#text/lines.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { commas, t } from '#util/l10n.ts';
import { type Context, insertion, type Refusal, refuse } from './change.ts';

/** Refused where something of that name or id is there already: one of the two would mean nothing. The file need not be there. */
export function addDeclarations(context: Context, uri: string, text: string): TextEdit | Refusal {
  const file = context.files.get(uri);
  if (file !== undefined && file.tree.language !== 'sg')
    return refuse(t('A snapshot takes no rules of the rule language: import into a rule file.'));
  const known = knownAlready(context, text);
  if (known.length > 0) {
    const names = known.slice(0, MOST_NAMED).map((name) => `'${name}'`);
    const shown =
      known.length > names.length ? t('{0} and {1} more', commas(names), known.length - names.length) : commas(names);
    return refuse(
      t('Not imported. It is there already: {0}. Import into the group that is there, or rename it first.', shown),
    );
  }
  if (file === undefined) return insertion(0, text);
  const eol = lineBreak(file.text);
  const ended = file.text === '' || /[\r\n]$/.test(file.text);
  const lead = file.text.trim() === '' ? '' : (ended ? '' : eol) + eol;
  const lines = [...placeLines(file.tree, text), ...text.split(/\r\n|\n|\r/)];
  return insertion(file.text.length, lead + lines.join(eol));
}

const MOST_NAMED = 5;

/** What would be declared twice, as it is called. */
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

/** A text of its own begins in the region `default` and the project 0: lines that say so where others hold at the file's end. */
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
