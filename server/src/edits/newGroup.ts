// Groups made anew and copied, into rule files and into snapshots.

import { groupSpot, newGroupJson, rulesJson, snapshotOutline } from '#formats/cloud/snapshotParts.ts';
import type { JsonMembers } from '#formats/jsonText.ts';
import { addressesIn, blocksOf, outgoing, serviceItemsIn } from '#formats/outgoing.ts';
import { layOut } from '#formats/sg/layOut.ts';
import { BUILTIN_TEXT, BUILTIN_URI, builtinTree } from '#model/builtins.ts';
import type { Group } from '#model/model.ts';
import { startOf } from '#model/places.ts';
import type * as ast from '#syntax/ast.ts';
import { cloudIdKind, isName, isWordFor } from '#syntax/names.ts';
import { parse } from '#syntax/parse.ts';
import { printPeer, printRule, printService } from '#syntax/print.ts';
import { quote } from '#syntax/strings.ts';
import { beginsLine, lineBreak, lineEnd } from '#text/lines.ts';
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
import {
  type Carried,
  carriedLists,
  isList,
  type List,
  type ListsWay,
  type Stranger,
  strangers,
} from './otherRegion.ts';
import { ruleStyle } from './ruleObjects.ts';

export interface GroupPlace {
  readonly name: string;
  readonly region: string;
  readonly project: string;
}

/** The name has to be one that can be taken: see `nameFault` of rename. */
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
 * The file that was asked for, which may be a rule file to be made, or the rule file that holds the last group of the region and project,
 * or anything of the region; else that of the copied group, else any. Snapshots are what the cloud has: where there is a rule file, no
 * group is written into one unless it is asked for.
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

const NOTHING_CARRIED: Carried = { names: new Map(), declarations: [] };

const EMPTY_LISTS = ['  inbound {', '  }', '  outbound {', '  }'];

/** Last in the list of its region, which is made where it is not there. */
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

/** A rule of the copied group, as lines of the new one. */
interface CopiedRule {
  readonly rule: ast.Rule;
  /** None where it is left out. */
  readonly lines: readonly string[];
  /** As it is written where it is copied from. */
  readonly text: string;
  readonly isExpanded: boolean;
}

/** The rules of a group as they mean in another region what they mean here. */
function copiedRules(
  context: Context,
  group: Group,
  { region, lists, language }: Pick<NewGroup, 'region' | 'lists'> & { readonly language: ast.File['language'] },
  { direction, carried = NOTHING_CARRIED }: { readonly direction: ast.Direction; readonly carried?: Carried },
  notes: string[],
): readonly CopiedRule[] {
  return [...new Set(group[direction].policies.map(({ rule }) => rule))].map((rule) => {
    const text = writtenRule(context, group, rule, direction);
    const strange = strangers(context, group.source, namesIn(rule), region);
    const canFollow = ({ entity }: Stranger): boolean => lists !== 'leaveOut' && isList(entity);
    const unknown = strange.filter((one) => !canFollow(one)).map(({ name }) => name.text);
    const nameless = language === 'sg' ? namesIn(rule).filter((name) => !isWritable(rule, name)) : [];
    const names = (list: readonly string[]) => commas([...new Set(list)].map((name) => `'${name}'`));
    if (unknown.length > 0) {
      notes.push(t("'{0}' was left out: {1} is not known in {2}.", text, names(unknown), region));
      return { rule, text, lines: [], isExpanded: false };
    }
    if (strange.length > 0 && lists === 'expand') {
      const lines = expandedLines(context, rule, strange, direction);
      if (lines.length === 0) notes.push(t("'{0}' was left out: it matches nothing.", text));
      return { rule, text, lines, isExpanded: true };
    }
    const left = nameless.filter((name) => !strange.some((one) => one.name === name));
    if (left.length > 0) {
      notes.push(
        t("'{0}' was left out: {1} is not a name of the rule language.", text, names(left.map((name) => name.text))),
      );
      return { rule, text, lines: [], isExpanded: false };
    }
    const renamed = new Map(strange.map(({ name, entity }) => [name, carried.names.get(entity) ?? name.text]));
    const isSame = [...renamed].every(([name, there]) => name.text === there);
    return { rule, text, lines: [isSame ? text : printed(rule, direction, renamed)], isExpanded: false };
  });
}

/** The rules of a group as lines of a new one. What is left out stays as a comment. */
function copiedLists(
  context: Context,
  group: Group,
  asked: NewGroup,
  carried: Carried,
  notes: string[],
): readonly string[] {
  return (['inbound', 'outbound'] as const).flatMap((direction) => {
    const rules = copiedRules(context, group, { ...asked, language: 'sg' }, { direction, carried }, notes);
    const lines = rules.flatMap(({ text, lines: own }) =>
      own.length === 0 ? [`    # ${text.replace(/[\r\n]+/g, ' ')}`] : own.map((line) => `    ${line}`),
    );
    return [`  ${direction} {`, ...lines, '  }'];
  });
}

/** The same as objects. `self` is the new group. */
function copiedObjects(
  context: Context,
  { id: _, ...group }: Group,
  {
    name,
    region,
    direction,
    lists,
  }: Pick<NewGroup, 'name' | 'region' | 'lists'> & { readonly direction: ast.Direction },
  notes: string[],
): readonly JsonMembers[] {
  const rules = copiedRules(context, group, { region, lists, language: 'json' }, { direction }, notes);
  const plain = outgoing(context.model, false);
  const expanding = outgoing(context.model, true);
  const objects = rules.flatMap(({ rule, lines, isExpanded }) => {
    if (lines.length === 0) return [];
    const policies = group[direction].policies.filter((policy) => policy.rule === rule);
    return rulesJson(isExpanded ? expanding : plain, { ...group, name }, { direction, policies });
  });
  notes.push(...new Set([...plain.lost, ...expanding.lost].map(({ message }) => message)));
  return objects;
}

/** The lists that rules of a group name and that mean nothing, or something else, in another region. */
function strandedLists(context: Context, group: Group, region: string): readonly List[] {
  const rules = new Set([...group.inbound.policies, ...group.outbound.policies].map(({ rule }) => rule));
  const names = [...rules].flatMap(namesIn);
  return [
    ...new Set(
      strangers(context, group.source, names, region).flatMap(({ entity }) => (isList(entity) ? [entity] : [])),
    ),
  ];
}

/** A rule with what lists hold in the place of their names: one line for each of several services, none where nothing is left. */
function expandedLines(
  { model }: Context,
  rule: ast.Rule,
  strange: readonly Stranger[],
  direction: ast.Direction,
): readonly string[] {
  const out = outgoing(model, true);
  const meant = (name: ast.Name) => strange.find((one) => one.name === name)?.entity;
  const list = rule.service?.kind === 'name' ? meant(rule.service.name) : undefined;
  const services = list?.kind === 'services' ? serviceItemsIn(out, list).map(({ value }) => value) : [rule.service];
  const peers = rule.peers.flatMap((peer): readonly ast.Peer[] => {
    const held = peer.kind === 'name' ? meant(peer.name) : undefined;
    return held?.kind === 'addresses' ? addressesIn(out, held).flatMap(({ value }) => blocksOf(value)) : [peer];
  });
  return peers.length === 0
    ? []
    : services.map((service) => printed({ ...rule, ...(service === undefined ? {} : { service }), peers }, direction));
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
  return printed(rule, direction);
}

function printed(rule: ast.Rule, direction: ast.Direction, renamed: ReadonlyMap<ast.Name, string> = new Map()): string {
  const { action, service, peers, until, description } = rule;
  const named = (name: ast.Name, text: string) => renamed.get(name) ?? text;
  return printRule({
    action,
    service: service?.kind === 'name' ? named(service.name, printService(service)) : printService(service),
    word: direction === 'inbound' ? 'from' : 'to',
    peers: peers.map((peer) => (peer.kind === 'name' ? named(peer.name, printPeer(peer)) : printPeer(peer))),
    until: until?.text,
    description: description?.value,
  });
}
