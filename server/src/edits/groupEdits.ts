// Groups made, copied, described and deleted.

import { BUILTIN_TEXT, BUILTIN_URI, builtinTree } from '#model/builtins.ts';
import type { EntityKind, Group } from '#model/model.ts';
import { startOf } from '#model/places.ts';
import { usesOf } from '#model/uses.ts';
import type * as ast from '#syntax/ast.ts';
import { isName } from '#syntax/names.ts';
import { printPeer, printRule, printService } from '#syntax/print.ts';
import { quote } from '#syntax/strings.ts';
import { shift } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { groupBy } from '#util/groupBy.ts';
import { commas, plural, semicolons, t } from '#util/l10n.ts';
import {
  type Change,
  type Context,
  type EditedFile,
  Edits,
  insertion,
  type Outcome,
  type Placed,
  placeOf,
  type Refusal,
  refuse,
  replacement,
} from './change.ts';
import { withoutGroup } from './cvmEdits.ts';
import { beginsLine, lineBreak, lineEnd, lineStart, nextLine } from './lines.ts';
import { removeRules } from './removeRules.ts';

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
  const notes: string[] = [];
  const lists = source?.kind === 'group' ? copiedLists(context, source, options.region, notes) : EMPTY_LISTS;
  const description =
    options.description ?? (source?.kind === 'group' && !source.builtin ? source.description : undefined);
  const head =
    description === undefined || description === ''
      ? `group ${options.name} {`
      : `group ${options.name} ${quote(description)} {`;
  const place = insertionPlace(context, options);
  if ('refused' in place) return place;
  const lines = [...place.before, head, ...lists, '}'];
  const eol = lineBreak(place.file.text);
  const edit = insertion(place.offset, place.lead + lines.join(eol) + place.trail);
  return {
    label: source === undefined ? t('New group {0}', options.name) : t('Clone group {0}', source.name),
    edits: new Edits().add(place.file.uri, edit).byFile,
    reveal: { uri: place.file.uri, offset: place.offset },
    notes,
  };
}

export function cloneGroup(context: Context, options: GroupPlace & { readonly group: string }): Outcome {
  return newGroup(context, {
    name: options.name,
    region: options.region,
    project: options.project,
    copyOf: options.group,
  });
}

export function describeGroup(
  context: Context,
  { group: key, description }: { readonly group: string; readonly description: string },
): Outcome {
  const found = ownGroup(context, key);
  if ('refused' in found) return found;
  const { group, placed } = found;
  const { node } = group;
  const label = t('Describe group {0}', group.name);
  const change = (edit: TextEdit): Change => ({
    label,
    edits: new Edits().add(placed.file.uri, edit).byFile,
    notes: [],
  });
  const json = placed.file.tree.language === 'json';
  if (node.description !== undefined) {
    if (json) return change(replacement(placed, node.description, JSON.stringify(description)));
    if (description !== '') return change(replacement(placed, node.description, quote(description)));
    return change(
      replacement(placed, { start: node.name?.end ?? node.description.start, end: node.description.end }, ''),
    );
  }
  if (json || node.name === undefined)
    return refuse(t('The file has no place for a description of \'{0}\': add "SecurityGroupDesc" to it.', group.name));
  return change(insertion(node.name.end + placed.start, description === '' ? '' : ` ${quote(description)}`));
}

/**
 * Refused while cvms are in the group or rules refer to it, as the cloud does; `detach` takes it out of both first. Rules that
 * have no other peer go, and so do expectations that speak of nothing else.
 */
export function deleteGroup(
  context: Context,
  { group: key, detach }: { readonly group: string; readonly detach?: boolean },
): Outcome {
  const found = ownGroup(context, key);
  if ('refused' in found) return found;
  const { group, placed } = found;
  const users = usersOf(context, group);
  if (users.length > 0 && detach !== true) return inUse(context, group, users);
  const edits = new Edits().add(placed.file.uri, cutBlock(placed, group.node));
  for (const [source, part] of groupBy(users, ({ binding }) => binding)) {
    const at = placeOf(context, source);
    if (at === undefined) continue;
    edits.add(
      at.file.uri,
      ...withoutUses(at, source.block.declaration, new Set(part.map(({ reference }) => reference.name))),
    );
  }
  return { label: t('Delete group {0}', group.name), edits: edits.byFile, notes: [] };
}

const EMPTY_LISTS = ['  inbound {', '  }', '  outbound {', '  }'];

function ownGroup(context: Context, key: string): { readonly group: Group; readonly placed: Placed } | Refusal {
  const group = context.model.entities.get(key);
  if (group?.kind !== 'group') return refuse(t('The group is no longer there.'));
  if (group.builtin)
    return refuse(t("'{0}' is built in and cannot be changed: clone it and change the copy.", group.name));
  const placed = placeOf(context, group.source);
  return placed === undefined ? refuse(t("The file of '{0}' is no longer there.", group.name)) : { group, placed };
}

function usersOf({ model }: Context, group: Group) {
  return usesOf(model, group.key).filter(({ binding }) => binding.entity?.key !== group.key);
}

function inUse(context: Context, group: Group, users: ReturnType<typeof usersOf>): Refusal {
  const names = (kind: EntityKind) => [
    ...new Set(users.flatMap(({ binding }) => (binding.entity?.kind === kind ? [binding.entity.name] : []))),
  ];
  const [cvms, groups, acls] = [names('cvm'), names('group'), names('acl')];
  const expectations = users.filter(({ binding }) => binding.expectation !== undefined).length;
  const parts = [
    cvms.length > 0 && plural(cvms.length, 'it is on the cvm {1}', 'it is on the cvms {1}', someOf(cvms)),
    groups.length > 0 &&
      plural(
        groups.length,
        'rules refer to it in the group {1}',
        'rules refer to it in the groups {1}',
        someOf(groups),
      ),
    acls.length > 0 &&
      plural(acls.length, 'rules refer to it in the acl {1}', 'rules refer to it in the acls {1}', someOf(acls)),
    expectations > 0 && plural(expectations, 'an expectation speaks of it', 'expectations speak of it'),
  ].filter((part) => part !== false);
  return {
    refused: t("'{0}' is in use: {1}.", group.name, semicolons(parts)),
    users: users.flatMap(({ binding, reference }) => {
      const placed = placeOf(context, binding);
      if (placed === undefined) return [];
      const label = binding.entity?.name ?? t('expectation');
      return { label, uri: binding.uri, ...shift(reference.name, placed.start) };
    }),
    detachable: true,
  };
}

const MOST_NAMED = 5;

function someOf(names: readonly string[]): string {
  const shown = commas(names.slice(0, MOST_NAMED).map((name) => `'${name}'`));
  return names.length > MOST_NAMED ? t('{0} and {1} more', shown, names.length - MOST_NAMED) : shown;
}

function withoutUses(
  placed: Placed,
  node: ast.Declaration | undefined,
  names: ReadonlySet<ast.Name>,
): readonly TextEdit[] {
  const { file, start } = placed;
  switch (node?.kind) {
    case 'cvm':
      return withoutGroup(placed, node, names);
    case 'group':
    case 'acl': {
      const peers = node.lists.flatMap((list) => list.rules.flatMap((rule) => rule.peers));
      const gone = new Set(peers.filter((peer) => peer.kind === 'name' && names.has(peer.name)));
      return removeRules({ text: file.text, language: file.tree.language, blockStart: start, lists: node.lists, gone });
    }
    case 'expect': {
      const gone = (peer: ast.Peer) => peer.kind === 'name' && names.has(peer.name);
      if (node.from.every(gone) || node.to.every(gone)) return [cutBlock(placed, node)];
      return [node.from, node.to].flatMap((peers) => withoutPeers(placed, peers, gone));
    }
    default:
      return [];
  }
}

/** Takes peers out of a list with its commas; at least one stays. */
function withoutPeers(
  placed: Placed,
  peers: readonly ast.Peer[],
  gone: (peer: ast.Peer) => boolean,
): readonly TextEdit[] {
  const kept = peers.filter((peer) => !gone(peer));
  const [first] = peers;
  const last = peers.at(-1);
  if (kept.length === peers.length || first === undefined || last === undefined) return [];
  return [replacement(placed, { start: first.start, end: last.end }, kept.map(printPeer).join(', '))];
}

/** A declaration with its lines, the comment lines right above it, and one blank line. */
function cutBlock({ file, start }: Placed, node: ast.Declaration): TextEdit {
  const { text } = file;
  let from = node.start + start;
  let to = node.end + start;
  if (file.tree.language === 'json') return cutItem(text, from, to);
  if (!beginsLine(text, from)) return { start: from, end: to, newText: '' };
  from = lineStart(text, from);
  while (from > 0) {
    const above = lineStart(text, from - (text.startsWith('\r\n', from - 2) ? 2 : 1));
    if (!/^[ \t]*#/.test(text.slice(above, from))) break;
    from = above;
  }
  const rest = text.slice(to, lineEnd(text, to)).trim();
  if (rest === '' || rest.startsWith('#')) to = nextLine(text, to);
  if (to < text.length && text.slice(to, lineEnd(text, to)).trim() === '') to = nextLine(text, to);
  return { start: from, end: to, newText: '' };
}

/** An item of a JSON list with its comma. */
function cutItem(text: string, from: number, to: number): TextEdit {
  const behind = /^\s*,\s*/.exec(text.slice(to));
  if (behind !== null) return { start: from, end: to + behind[0].length, newText: '' };
  const before = /,\s*$/.exec(text.slice(0, from));
  return { start: before === null ? from : before.index, end: to, newText: '' };
}

interface InsertionPlace {
  readonly file: EditedFile;
  readonly offset: number;
  readonly lead: string;
  readonly trail: string;
  /** Lines that set region and project, where those that hold there are others. */
  readonly before: readonly string[];
}

/** Behind the last group of the region and project; else at the end of the file that was asked for or holds the region, or of any. */
function insertionPlace(
  context: Context,
  { region, project, uri }: Pick<GroupPlace, 'region' | 'project'> & { readonly uri?: string },
): InsertionPlace | Refusal {
  const files = [...context.files.values()].filter(({ tree }) => tree.language === 'sg');
  const wanted = uri === undefined ? files : files.filter((file) => file.uri === uri);
  const groups = context.model.groups.filter(
    (group) => !group.builtin && group.region === region && wanted.some((file) => file.uri === group.source.uri),
  );
  const near = groups.findLast((group) => group.project === project);
  const placed = near === undefined ? undefined : placeOf(context, near.source);
  if (near !== undefined && placed !== undefined) {
    const { file, start } = placed;
    const offset = lineEnd(file.text, near.node.end + start);
    const eol = lineBreak(file.text);
    return { file, offset, lead: eol + eol, trail: '', before: [] };
  }
  const home = groups[0]?.source.uri;
  const file = wanted.find((each) => each.uri === home) ?? wanted[0];
  if (file === undefined) return refuse(t('There is no rule file yet: make one first (Security Group: New File).'));
  const eol = lineBreak(file.text);
  const ended = file.text === '' || /[\r\n]$/.test(file.text);
  return {
    file,
    offset: file.text.length,
    lead: file.text === '' ? '' : (ended ? '' : eol) + eol,
    trail: eol,
    before: [`region ${region}`, `project ${isName(project) || /^\d+$/.test(project) ? project : quote(project)}`, ''],
  };
}

/** The rules of a group as lines of a new one. What another region does not know stays as a comment and is noted. */
function copiedLists(context: Context, group: Group, region: string, notes: string[]): readonly string[] {
  return (['inbound', 'outbound'] as const).flatMap((direction) => {
    const rules = [...new Set(group[direction].policies.map(({ rule }) => rule))];
    const lines = rules.map((rule) => {
      const text = writtenRule(context, group, rule, direction);
      const lost = lostNames(context, group, rule, region);
      if (lost.length === 0) return `    ${text}`;
      const unknown = commas(lost.map((name) => `'${name}'`));
      notes.push(t("'{0}' was left out: {1} is not known in {2}.", text, unknown, region));
      return `    # ${text.replace(/[\r\n]+/g, ' ')}`;
    });
    return [`  ${direction} {`, ...lines, '  }'];
  });
}

/** The names in a rule that mean something here and not the same, or a list with the same content, there. */
function lostNames({ model }: Context, group: Group, rule: ast.Rule, region: string): readonly string[] {
  if (region === group.region) return [];
  const names = [
    ...(rule.service?.kind === 'name' ? [rule.service.name] : []),
    ...rule.peers.flatMap((peer) => (peer.kind === 'name' ? [peer.name] : [])),
  ];
  const known = model.regions.get(region)?.names;
  const bound = model.bindings.get(group.source.block)?.references ?? [];
  return names
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
    ...(rule.until === undefined ? {} : { until: rule.until.text }),
    ...(rule.description === undefined ? {} : { description: rule.description.value }),
  });
}
