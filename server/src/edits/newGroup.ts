// Makes a new group, empty or as a copy of another one, in a rule file or a snapshot.

import { groupSpot, newGroupJson, snapshotOutline } from '#formats/cloud/snapshotParts.ts';
import type { JsonMembers } from '#formats/jsonText.ts';
import { layOut } from '#formats/sg/layOut.ts';
import type { Group } from '#model/model.ts';
import { isName } from '#syntax/names.ts';
import { parse } from '#syntax/parse.ts';
import { quote } from '#syntax/strings.ts';
import { beginsLine, lineBreak, lineEnd } from '#text/lines.ts';
import { shift } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { t } from '#util/l10n.ts';
import {
  type Context,
  type EditedFile,
  Edits,
  insertion,
  type Outcome,
  placeOf,
  type Refusal,
  refuse,
} from './change.ts';
import { copiedLists, copiedObjects, NOTHING_CARRIED, strandedLists } from './copiedRules.ts';
import { damageIn } from './damage.ts';
import { insertItems, isSound, partAt, setMembers, within } from './jsonEdits.ts';
import { type JsonStyle, styleOf } from './jsonStyle.ts';
import { carriedLists, type List, type ListsWay } from './otherRegion.ts';
import { ruleStyle } from './ruleObjects.ts';

export interface GroupPlace {
  readonly name: string;
  readonly region: string;
  readonly project: string;
}

/** The name must be free and one that the language can have: see `nameFault` of rename. */
export function newGroup(
  context: Context,
  options: GroupPlace & {
    readonly description?: string;
    readonly copyOf?: string;
    readonly lists?: ListsWay;
    readonly uri?: string;
  },
): Outcome {
  const source = options.copyOf === undefined ? undefined : context.model.entities.get(options.copyOf);
  if (options.copyOf !== undefined && source?.kind !== 'group')
    return refuse(t('The group to start from is no longer there.'));
  const copiedFrom = source === undefined ? undefined : placeOf(context, source.source);
  const damage = copiedFrom === undefined ? undefined : damageIn(copiedFrom);
  if (damage !== undefined) return damage;
  const home = homeOf(context, options, copiedFrom?.file.uri);
  if ('refused' in home) return home;
  const copied = source?.kind === 'group' ? source : undefined;
  const asked: NewGroup = {
    ...options,
    description: options.description ?? (copied?.builtin === false ? copied.description : undefined) ?? '',
    source: copied,
    lists: options.lists ?? 'leaveOut',
  };
  const isSnapshot = home.file.tree.language === 'json';
  const stranded = copied === undefined ? [] : strandedLists(context, copied, options.region);
  if (isSnapshot && stranded.length > 0 && asked.lists === 'carry')
    return refuse(t('Lists are not written into a snapshot: expand them, or leave out the rules that name them.'));
  const notes: string[] = [];
  const edits = isSnapshot ? inSnapshot(context, home, asked, notes) : inRules(context, home, asked, stranded, notes);
  if ('refused' in edits) return edits;
  const { uri } = home.file;
  return {
    label: copied === undefined ? t('New group {0}', options.name) : t('Clone group {0}', copied.name),
    edits: new Edits().add(uri, ...edits).byFile,
    reveal: { uri, offset: edits[0]?.start ?? 0 },
    notes,
    ...(stranded.length === 0 || options.lists !== undefined
      ? {}
      : {
          stranded: {
            lists: stranded.map(({ name, id }) => name || (id ?? '')),
            ways: isSnapshot ? ['expand'] : ['carry', 'expand'],
          },
        }),
  };
}

export function cloneGroup(
  context: Context,
  options: GroupPlace & { readonly group: string; readonly lists?: ListsWay },
): Outcome {
  const { group, ...place } = options;
  return newGroup(context, { ...place, copyOf: group });
}

interface NewGroup extends GroupPlace {
  readonly description: string;
  /** Whose rules it begins with. */
  readonly source: Group | undefined;
  readonly lists: ListsWay;
}

interface Home {
  readonly file: EditedFile;
  /** The last group of the same region and project there. */
  readonly near?: Group;
}

/**
 * The file for the new group: the one asked for, which may be a rule file that does not exist yet; else the one with the last group of the
 * region and project, or with anything of the region; else that of the copied group; else any. A snapshot says what is live, so that one is
 * taken only where it is asked for or there is no rule file.
 */
function homeOf(
  { model, files }: Context,
  { region, project, uri }: Pick<GroupPlace, 'region' | 'project'> & { readonly uri?: string },
  copiedFrom: string | undefined,
): Home | Refusal {
  if (uri?.endsWith('.sg') && !files.has(uri)) return { file: { uri, text: '', tree: parse('') } };
  const wanted = [...files.values()].filter((file) => uri === undefined || file.uri === uri);
  const entities = [...model.entities.values()].filter((entity) => !entity.builtin && entity.region === region);
  for (const language of ['sg', 'json'] as const) {
    const open = new Map(wanted.filter(({ tree }) => tree.language === language).map((file) => [file.uri, file]));
    const there = entities.filter(({ source }) => open.has(source.uri));
    const groups = there.filter((entity) => entity.kind === 'group');
    const near = groups.findLast((group) => group.project === project);
    const [first] = open.values();
    const file = open.get((near ?? groups[0] ?? there[0])?.source.uri ?? copiedFrom ?? '') ?? first;
    if (file !== undefined) return near === undefined ? { file } : { file, near };
  }
  return refuse(t('There is no rule file yet: make one first (Security Group: New File).'));
}

/** Behind the last group of the region and project, else at the end. */
function inRules(
  context: Context,
  { file, near }: Home,
  asked: NewGroup,
  stranded: readonly List[],
  notes: string[],
): readonly TextEdit[] {
  const { name, region, project, description, source } = asked;
  const carried = asked.lists === 'carry' ? carriedLists(context, stranded, region) : NOTHING_CARRIED;
  const head = description === '' ? `group ${name} {` : `group ${name} ${quote(description)} {`;
  const lists = source === undefined ? EMPTY_LISTS : copiedLists(context, source, asked, carried, notes);
  const parts = [...carried.declarations, [head, ...lists, '}'].join('\n')];
  const eol = lineBreak(file.text);
  const lines = layOut(parts.join('\n\n')).trimEnd().split('\n');
  const placed = near === undefined ? undefined : placeOf(context, near.source);
  if (near !== undefined && placed !== undefined) {
    return [insertion(lineEnd(file.text, near.node.end + placed.start), eol + eol + lines.join(eol))];
  }
  // The end of the file may be in another region or project.
  const place = [
    `region ${region}`,
    `project ${isName(project) || /^\d+$/.test(project) ? project : quote(project)}`,
    '',
  ];
  const isEnded = file.text === '' || /[\r\n]$/.test(file.text);
  const lead = file.text === '' ? '' : (isEnded ? '' : eol) + eol;
  return [insertion(file.text.length, lead + [...place, ...lines].join(eol) + eol)];
}

const EMPTY_LISTS = ['  inbound {', '  }', '  outbound {', '  }'];

/** As the last group of its region, which is written where the snapshot has none. */
function inSnapshot(context: Context, { file }: Home, asked: NewGroup, notes: string[]): readonly TextEdit[] | Refusal {
  const { text } = file;
  const tree = snapshotOutline(text);
  if (text.trim() !== '' && (tree.root === undefined || !isSound(text, tree)))
    return refuse(t('The JSON of the snapshot is broken: correct it first.'));
  const { source, ...place } = asked;
  const [inbound, outbound] = (['inbound', 'outbound'] as const).map((direction) =>
    source === undefined ? [] : copiedObjects(context, source, { ...place, direction }, notes),
  ) as [readonly JsonMembers[], readonly JsonMembers[]];
  const spot = groupSpot(tree.root, asked.region, newGroupJson({ ...place, inbound, outbound }));
  if ('fault' in spot) return refuse(spot.fault);
  switch (spot.kind) {
    case 'text':
      return [{ start: 0, end: text.length, newText: spot.text.replaceAll('\n', lineBreak(text)) }];
    case 'item': {
      const list = { text, base: 0, value: spot.list };
      return insertItems(list, spot.list.items.length, [spot.value], groupStyle(file, spot.depth));
    }
    case 'member': {
      const object = { text, base: 0, value: spot.object };
      return setMembers(object, [[spot.key, spot.value]], groupStyle(file, spot.depth));
    }
  }
}

/** The layout of the file's last group, for a value that has the group within as many lists as `depth` says. */
function groupStyle(file: EditedFile, depth: number): JsonStyle {
  const placed = file.tree.blocks.findLast(({ block }) => block.declaration?.kind === 'group');
  const node = placed?.block.declaration;
  const part = placed === undefined || node === undefined ? undefined : partAt(file.text, shift(node, placed.start));
  const like =
    part?.value.kind === 'object'
      ? { object: within(part, part.value), rows: beginsLine(file.text, part.base) }
      : undefined;
  const own = styleOf(file.text, like);
  let style: JsonStyle = { ...own, inner: ruleStyle(file) };
  for (let i = 0; i < depth; i++) style = { ...own, inner: style };
  return style;
}
