// Groups made anew and copied, into rule files and into snapshots.

import { groupSpot, newGroupJson, rulesJson, snapshotOutline } from '#formats/cloud/snapshotParts.ts';
import type { JsonMembers } from '#formats/jsonText.ts';
import { outgoing } from '#formats/outgoing.ts';
import { layOut } from '#formats/sg/layOut.ts';
import { BUILTIN_TEXT, BUILTIN_URI, builtinTree } from '#model/builtins.ts';
import type { Group } from '#model/model.ts';
import { startOf } from '#model/places.ts';
import type * as ast from '#syntax/ast.ts';
import { cloudIdKind, isName, isWordFor } from '#syntax/names.ts';
import { parse } from '#syntax/parse.ts';
import { printPeer, printRule, printService } from '#syntax/print.ts';
import { quote } from '#syntax/strings.ts';
import { shift } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { commas, t } from '#util/l10n.ts';
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
import { damageIn } from './damage.ts';
import { insertItems, isSound, partAt, setMembers, within } from './jsonEdits.ts';
import { type JsonStyle, styleOf } from './jsonStyle.ts';
import { beginsLine, lineBreak, lineEnd } from './lines.ts';
import { ruleStyle } from './ruleObjects.ts';

export interface GroupPlace {
  readonly name: string;
  readonly region: string;
  readonly project: string;
}

/** The name has to be one that can be taken: see `nameFault` of rename. */
export function newGroup(
  context: Context,
  options: GroupPlace & { readonly description?: string; readonly copyOf?: string; readonly uri?: string },
): Outcome {
  const source = options.copyOf === undefined ? undefined : context.model.entities.get(options.copyOf);
  if (options.copyOf !== undefined && source?.kind !== 'group')
    return refuse(t('The group to begin with is no longer there.'));
  const copiedFrom = source === undefined ? undefined : placeOf(context, source.source);
  const damage = copiedFrom === undefined ? undefined : damageIn(copiedFrom);
  if (damage !== undefined) return damage;
  const home = homeOf(context, options);
  if ('refused' in home) return home;
  const copied = source?.kind === 'group' ? source : undefined;
  const asked: NewGroup = {
    ...options,
    description: options.description ?? (copied?.builtin === false ? copied.description : undefined) ?? '',
    source: copied,
  };
  const notes: string[] = [];
  const edits =
    home.file.tree.language === 'json' ? inSnapshot(context, home, asked, notes) : inRules(context, home, asked, notes);
  if ('refused' in edits) return edits;
  const { uri } = home.file;
  return {
    label: copied === undefined ? t('New group {0}', options.name) : t('Clone group {0}', copied.name),
    edits: new Edits().add(uri, ...edits).byFile,
    reveal: { uri, offset: edits[0]?.start ?? 0 },
    notes,
  };
}

export function cloneGroup(context: Context, options: GroupPlace & { readonly group: string }): Outcome {
  const { name, region, project, group } = options;
  return newGroup(context, { name, region, project, copyOf: group });
}

interface NewGroup extends GroupPlace {
  readonly description: string;
  /** Whose rules it begins with. */
  readonly source: Group | undefined;
}

interface Home {
  readonly file: EditedFile;
  /** The last group of the same region and project there. */
  readonly near?: Group;
}

/**
 * The file that was asked for, which may be a rule file to be made, or that holds the last group of the region and project, or anything of the region; else any. Rule files
 * come before snapshots, which are what the cloud has.
 */
function homeOf(
  { model, files }: Context,
  { region, project, uri }: Pick<GroupPlace, 'region' | 'project'> & { readonly uri?: string },
): Home | Refusal {
  if (uri?.endsWith('.sg') && !files.has(uri)) return { file: { uri, text: '', tree: parse('') } };
  const wanted = [...files.values()].filter((file) => uri === undefined || file.uri === uri);
  const entities = [...model.entities.values()].filter((entity) => !entity.builtin && entity.region === region);
  for (const language of ['sg', 'json'] as const) {
    const open = new Map(wanted.filter(({ tree }) => tree.language === language).map((file) => [file.uri, file]));
    const there = entities.filter(({ source }) => open.has(source.uri));
    const groups = there.filter((entity) => entity.kind === 'group');
    const near = groups.findLast((group) => group.project === project);
    const home = open.get((near ?? groups[0] ?? there[0])?.source.uri ?? '');
    if (home !== undefined) return near === undefined ? { file: home } : { file: home, near };
  }
  const file = wanted.find(({ tree }) => tree.language === 'sg') ?? wanted[0];
  return file === undefined
    ? refuse(t('There is no rule file yet: make one first (Security Group: New File).'))
    : { file };
}

/** Behind the last group of the region and project, else at the end. */
function inRules(context: Context, { file, near }: Home, asked: NewGroup, notes: string[]): readonly TextEdit[] {
  const { name, region, project, description, source } = asked;
  const head = description === '' ? `group ${name} {` : `group ${name} ${quote(description)} {`;
  const lists = source === undefined ? EMPTY_LISTS : copiedLists(context, source, region, notes);
  const eol = lineBreak(file.text);
  const lines = layOut([head, ...lists, '}'].join('\n'))
    .trimEnd()
    .split('\n');
  const placed = near === undefined ? undefined : placeOf(context, near.source);
  if (near !== undefined && placed !== undefined) {
    return [insertion(lineEnd(file.text, near.node.end + placed.start), eol + eol + lines.join(eol))];
  }
  // What holds at the end of the file may be another region or project.
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

/** Last in the list of its region, which is made where it is not there. */
function inSnapshot(context: Context, { file }: Home, asked: NewGroup, notes: string[]): readonly TextEdit[] | Refusal {
  const { text } = file;
  const tree = snapshotOutline(text);
  if (text.trim() !== '' && (tree.root === undefined || !isSound(text, tree)))
    return refuse(t('The JSON of the snapshot is broken: repair it first.'));
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

/** As the last of the file's groups is laid out, for a value in which a group lies that many lists deep. */
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

/** The rules of a group that mean in another region what they mean here. */
function keptRules(
  context: Context,
  group: Group,
  { region, language }: { readonly region: string; readonly language: ast.File['language'] },
  direction: ast.Direction,
  notes: string[],
): readonly { readonly rule: ast.Rule; readonly text: string; readonly isLost: boolean }[] {
  return [...new Set(group[direction].policies.map(({ rule }) => rule))].map((rule) => {
    const text = writtenRule(context, group, rule, direction);
    const unknown = lostNames(context, group, rule, region);
    const nameless = language === 'sg' ? namesIn(rule).filter((name) => !isWritable(rule, name)) : [];
    const names = (list: readonly string[]) => commas([...new Set(list)].map((name) => `'${name}'`));
    if (unknown.length > 0) {
      notes.push(t("'{0}' was left out: {1} is not known in {2}.", text, names(unknown), region));
    } else if (nameless.length > 0) {
      notes.push(
        t("'{0}' was left out: {1} is no name of the rule language.", text, names(nameless.map((name) => name.text))),
      );
    }
    return { rule, text, isLost: unknown.length + nameless.length > 0 };
  });
}

/** The rules of a group as lines of a new one. What is left out stays as a comment. */
function copiedLists(context: Context, group: Group, region: string, notes: string[]): readonly string[] {
  return (['inbound', 'outbound'] as const).flatMap((direction) => {
    const rules = keptRules(context, group, { region, language: 'sg' }, direction, notes);
    const lines = rules.map(({ text, isLost }) => (isLost ? `    # ${text.replace(/[\r\n]+/g, ' ')}` : `    ${text}`));
    return [`  ${direction} {`, ...lines, '  }'];
  });
}

/** The same as objects. `self` is the new group. */
function copiedObjects(
  context: Context,
  { id: _, ...group }: Group,
  { name, region, direction }: { readonly name: string; readonly region: string; readonly direction: ast.Direction },
  notes: string[],
): readonly JsonMembers[] {
  const rules = keptRules(context, group, { region, language: 'json' }, direction, notes);
  const kept = new Set(rules.flatMap(({ rule, isLost }) => (isLost ? [] : [rule])));
  const out = outgoing(context.model, false);
  const policies = group[direction].policies.filter(({ rule }) => kept.has(rule));
  const objects = rulesJson(out, { ...group, name }, { direction, policies });
  notes.push(...new Set(out.lost.map(({ message }) => message)));
  return objects;
}

/** Whether the rule language has a way to write a name of a snapshot where it stands in a rule. */
function isWritable({ service }: ast.Rule, name: ast.Name): boolean {
  const kind = service?.kind === 'name' && service.name === name ? 'services' : 'addresses';
  return cloudIdKind(name.text) !== undefined || (isName(name.text) && !isWordFor(kind, name.text));
}

function namesIn(rule: ast.Rule): readonly ast.Name[] {
  return [
    ...(rule.service?.kind === 'name' ? [rule.service.name] : []),
    ...rule.peers.flatMap((peer) => (peer.kind === 'name' ? [peer.name] : [])),
  ];
}

/** The names in a rule that mean something here and not the same, or a list with the same content, there. */
function lostNames({ model }: Context, group: Group, rule: ast.Rule, region: string): readonly string[] {
  if (region === group.region) return [];
  const known = model.regions.get(region)?.names;
  const bound = model.bindings.get(group.source.block)?.references ?? [];
  return namesIn(rule)
    .filter((name) => {
      const here = model.entities.get(bound.find((reference) => reference.name === name)?.target ?? '');
      const there = known?.get(name.text);
      if (here === undefined) return false;
      if (here.kind === 'group') return true;
      if (here.id === name.text) return false;
      return there?.kind !== here.kind && !here.builtin;
    })
    .map(({ text }) => text);
}

/** The rule as it is written, its comment included where it is of the rule language. */
function writtenRule({ files }: Context, group: Group, rule: ast.Rule, direction: ast.Direction): string {
  const { uri, block } = group.source;
  const file = files.get(uri);
  const builtin = uri === BUILTIN_URI;
  const tree = builtin ? builtinTree() : file?.tree;
  const text = builtin ? BUILTIN_TEXT : file?.text;
  const start = tree === undefined ? undefined : startOf(tree, block);
  if (text !== undefined && start !== undefined && tree?.language === 'sg') {
    const written = text.slice(rule.whole.start + start, rule.whole.end + start);
    if (!written.includes('#')) return written.replace(/\s*[\r\n]+\s*/g, ' ');
  }
  return printRule({
    action: rule.action,
    service: printService(rule.service),
    word: direction === 'inbound' ? 'from' : 'to',
    peers: rule.peers.map(printPeer),
    until: rule.until?.text,
    description: rule.description?.value,
  });
}
