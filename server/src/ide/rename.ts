import { A_NOUN } from '#model/kindWords.ts';
import type { Binding, Entity, EntityKind, ModelFile } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import { isCloudId, isName, isWordFor } from '#syntax/names.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { t } from '#util/l10n.ts';
import type { Folder } from '#workspace/folder.ts';
import { type LabelKind, labelsOf, type NameAt, nameAt, wordFor } from './cursor.ts';
import { entityOccurrences, type Occurrence, occurrencesOf } from './occurrences.ts';
import { type Place, placeIn } from './place.ts';
import { unreadLabel, unreadUse } from './unreadUse.ts';

/** Why something is not done, in one sentence for people. */
export interface Refused {
  readonly refused: string;
}

export interface Renamable {
  /** The name as it is written under the cursor. */
  readonly place: Place;
  readonly name: string;
}

export function prepareRename(folder: Folder, uri: string, offset: number): Renamable | Refused {
  const at = nameAt(folder, uri, offset);
  if (at === undefined) return { refused: t('No name stands here.') };
  const reason = whyNot(at);
  if (reason !== undefined) return { refused: reason };
  const { cursor, name } = at;
  return { place: { uri, start: cursor.start + name.start, end: cursor.start + name.end }, name: name.text };
}

export interface Renaming {
  readonly edits: ReadonlyMap<string, readonly TextEdit[]>;
  /** What is renamed, in words: `group 'web'`. */
  readonly what: string;
}

/** The edits that give what stands under the cursor another name, everywhere where it is named and not meant by its id. */
export function rename(folder: Folder, uri: string, offset: number, newName: string): Renaming | Refused {
  const at = nameAt(folder, uri, offset);
  if (at === undefined) return { refused: t('No name stands here.') };
  const reason = whyNot(at) ?? whyNotTo(folder, at, newName) ?? whyNotYet(folder, at);
  if (reason !== undefined) return { refused: reason };
  const kind = at.kind === 'label' ? at.label : at.entity?.kind;
  if (kind === undefined) return { refused: t('{0} is declared nowhere.', quoted(at.name.text)) };
  const more = at.kind === 'label' || at.entity === undefined ? [] : standIns(folder, at.entity);
  return {
    what: `${wordFor(kind)} ${quoted(at.name.text)}`,
    edits: editsOf(folder, [...occurrencesOf(folder, at), ...more], at.name.text, newName),
  };
}

/** The same for an entity that is known by its key. */
export function renameEntity(folder: Folder, entity: Entity, newName: string): Renaming | Refused {
  const fault = entity.builtin
    ? builtin(entity.name)
    : (nameFault(folder, entity, newName) ?? unreadUse(folder, entity));
  if (fault !== undefined) return { refused: fault };
  return {
    what: `${wordFor(entity.kind)} ${quoted(entity.name)}`,
    edits: editsOf(folder, [...entityOccurrences(folder, entity), ...standIns(folder, entity)], entity.name, newName),
  };
}

/** What is wrong with a name for something that is there, or is to be made. */
export function nameFault(
  folder: Folder,
  entity: { readonly kind: EntityKind; readonly region: string; readonly key?: string; readonly name?: string },
  newName: string,
): string | undefined {
  const malformed = formFault(newName) ?? keywordFault(entity.kind, newName);
  if (malformed !== undefined) return malformed;
  const other = folder.model.regions.get(entity.region)?.names.get(newName);
  if (other === undefined || other.key === entity.key) return undefined;
  if (!other.builtin)
    return t(
      '{0} is taken: region {1} has {2} of that name.',
      quoted(newName),
      quoted(entity.region),
      t(A_NOUN[other.kind]),
    );
  const meant = entityOccurrences(folder, other).some((each) => each.kind === 'reference' && each.text === newName);
  return meant
    ? t(
        '{0} is built in and used by rules: with this name they would mean the {1} instead.',
        quoted(newName),
        wordFor(entity.kind),
      )
    : undefined;
}

function whyNot(at: NameAt): string | undefined {
  if (at.kind === 'self') return t("'self' cannot be a name: it means the group in which it is written.");
  if (at.kind === 'label') return undefined;
  const { entity, name } = at;
  if (entity === undefined) return t('{0} is declared nowhere, so there is nothing to rename.', quoted(name.text));
  if (isCloudId(name) || name.text !== entity.name)
    return t(
      '{0} is an id, which only the cloud gives: rename at a place where the name is written.',
      quoted(name.text),
    );
  return entity.builtin ? builtin(entity.name) : undefined;
}

function whyNotTo(folder: Folder, at: NameAt, newName: string): string | undefined {
  if (at.kind !== 'label') return at.entity === undefined ? undefined : nameFault(folder, at.entity, newName);
  const isProject = at.label === 'project' && /^\d+$/.test(newName);
  const malformed = isProject ? undefined : formFault(newName);
  if (malformed !== undefined) return malformed;
  if (newName === at.name.text) return undefined;
  const bound = boundTo(folder, at.label, at.name.text);
  if (bound !== undefined) return bound;
  if (!isUsed(folder, at.label, newName)) return undefined;
  switch (at.label) {
    case 'region':
      return t('{0} is taken: it is another region.', quoted(newName));
    case 'project':
      return t('{0} is taken: it is another project.', quoted(newName));
    case 'vpc':
      return t('{0} is taken: it is another VPC.', quoted(newName));
  }
}

/** Why what is of a region or project would not follow its new name. */
function boundTo({ model }: Folder, label: LabelKind, name: string): string | undefined {
  if (label === 'vpc') return undefined;
  const others = [...model.bindings.values()].filter((binding) => binding[label] === name && !isLabel(binding.block));
  const snapshots = new Set(model.files.flatMap(({ uri, tree }) => (tree.language === 'json' ? [uri] : [])));
  const isInSnapshot = ({ uri }: Binding) => snapshots.has(uri);
  if (label === 'project' && others.some(isInSnapshot))
    return t('{0} is also the project of a snapshot, which has it from the cloud.', quoted(name));
  const isBefore = ({ tree }: ModelFile) => {
    const named = tree.blocks.findIndex(({ block }) => block.declaration?.kind === label);
    const first = tree.blocks.findIndex(({ block }) => block.declaration !== undefined && !isLabel(block));
    return tree.language === 'sg' && first >= 0 && (named < 0 || first < named);
  };
  if (name !== DEFAULTS[label] || !model.files.some(isBefore)) return undefined;
  return label === 'region'
    ? t("{0} is also the region of what stands before any 'region' line: write such a line there first.", quoted(name))
    : t(
        "{0} is also the project of what stands before any 'project' line: write such a line there first.",
        quoted(name),
      );
}

/** The region and the project of what stands before any such line. */
const DEFAULTS = { region: 'default', project: '0' } as const;

function isLabel({ declaration }: ast.Block): boolean {
  return declaration?.kind === 'region' || declaration?.kind === 'project';
}

function whyNotYet(folder: Folder, at: NameAt): string | undefined {
  if (at.kind === 'label') return unreadLabel(folder, at.name.text);
  return at.entity && unreadUse(folder, at.entity);
}

/** Whether something is of that region, project or VPC: the two would be one afterwards. */
function isUsed({ model }: Folder, label: LabelKind, name: string): boolean {
  if (label === 'region') return model.regions.has(name);
  if (label === 'project' && [...model.entities.values()].some((each) => !each.builtin && each.project === name))
    return true;
  return [...model.bindings.values()].some(
    ({ block: { declaration } }) =>
      declaration !== undefined &&
      labelsOf(declaration).some((each) => each.label === label && each.name.text === name),
  );
}

function builtin(name: string): string {
  return t('{0} is built in and cannot be renamed.', quoted(name));
}

function formFault(name: string): string | undefined {
  if (isName(name)) return undefined;
  if (name === '') return t('A name cannot be empty.');
  return t(
    "{0} is not a name: one begins with a letter or '_' and goes on with letters, digits, '_', '-' and '.'.",
    quoted(name),
  );
}

/** Words that are read as something else in the places where the name would be written. */
function keywordFault(kind: EntityKind, name: string): string | undefined {
  return isWordFor(kind, name)
    ? t('{0} has another meaning in the places where {1} is named.', quoted(name), t(A_NOUN[kind]))
    : undefined;
}

/** `"$name:web"` in the place of the missing id of a snapshot's object: where it is declared, the name stands there too. */
function standIns(folder: Folder, entity: Entity): readonly Occurrence[] {
  const file = folder.files.get(entity.source.uri);
  const declared = placeIn(folder, entity.source, entity.node);
  if (file?.language !== 'json' || declared === undefined || entity.id !== undefined) return [];
  const mark = '"$name:';
  const written = `${mark}${JSON.stringify(entity.name).slice(1)}`;
  const found: Occurrence[] = [];
  for (
    let at = file.text.indexOf(written, declared.start);
    at >= 0 && at < declared.end;
    at = file.text.indexOf(written, at + 1)
  ) {
    found.push({
      uri: file.uri,
      start: at + mark.length,
      end: at + written.length - 1,
      kind: 'declaration',
      text: entity.name,
    });
  }
  return found;
}

function editsOf(
  folder: Folder,
  occurrences: readonly Occurrence[],
  oldName: string,
  newName: string,
): ReadonlyMap<string, readonly TextEdit[]> {
  const edits = new Map<string, TextEdit[]>();
  for (const { uri, start, end, text } of occurrences) {
    const file = folder.files.get(uri);
    if (text !== oldName || file === undefined) continue;
    const written = file.text.slice(start, end);
    const newText =
      file.language === 'json'
        ? JSON.stringify(newName).slice(1, -1)
        : written.startsWith('"')
          ? `"${newName}"`
          : newName;
    const known = edits.get(uri);
    if (known === undefined) edits.set(uri, [{ start, end, newText }]);
    else if (known.every((each) => each.start !== start)) known.push({ start, end, newText });
  }
  return edits;
}

function quoted(text: string): string {
  return `'${text}'`;
}
