// Puts cvms into groups and takes them out, in rule files and in snapshots. The order of a cvm's groups counts.

import { KEYS } from '#formats/cloud/snapshotParts.ts';
import { idOf } from '#formats/outgoing.ts';
import { interfaceNodes, isInGroup } from '#model/interfaces.ts';
import type { Cvm, Group } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import { type JsonArray, type JsonObject, member } from '#syntax/json.ts';
import { beginsLine, indentation, lineBreak, lineStart } from '#text/lines.ts';
import { type Range, shift } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { plural, t } from '#util/l10n.ts';
import {
  brokenJson,
  type Context,
  Edits,
  insertion,
  type Outcome,
  type Placed,
  placeOf,
  type Refusal,
  refuse,
  replacement,
} from './change.ts';
import { cutsFromList } from './cutParts.ts';
import { cutItems, insertItems, overwriteItems, partAt, setMembers, within } from './jsonEdits.ts';
import type { JsonPart } from './jsonStyle.ts';
import { referTo } from './references.ts';
import { ruleStyle } from './ruleObjects.ts';
import { isNameable } from './typedRules.ts';

/** Gives the primary interface of a cvm these groups, by their keys in priority order, and of the cvms `also` the same. */
export function setCvmGroups(
  context: Context,
  {
    cvm,
    also = [],
    groups,
  }: { readonly cvm: string; readonly also?: readonly string[]; readonly groups: readonly string[] },
): Outcome {
  return configure(context, [cvm, ...also], (edits, found) => write(context, edits, found, groups));
}

/** Adds groups to the primary interfaces of cvms, behind their others, and removes groups. The order of the others stays. */
export function changeCvmGroups(
  context: Context,
  {
    cvms,
    add,
    remove,
  }: { readonly cvms: readonly string[]; readonly add: readonly string[]; readonly remove: readonly string[] },
): Outcome {
  const gone = new Set(remove);
  return configure(context, cvms, (edits, found) => {
    const { cvm, placed } = found;
    const { groups } = cvm.interfaces[0];
    const added = add.filter((key) => !groups.includes(key));
    const bound = context.model.bindings.get(cvm.source.block)?.references ?? [];
    const names = new Set(bound.filter(({ target = '' }) => gone.has(target)).map(({ name }) => name));
    const kept = cvm.node.groups.filter((name) => !names.has(name));
    if (added.length === 0 && kept.length === cvm.node.groups.length) return undefined;
    if (isSnapshot(placed)) return write(context, edits, found, [...groups.filter((key) => !gone.has(key)), ...added]);
    const written = namesIn(context, found, added);
    if ('refused' in written) return written;
    edits.add(placed.file.uri, ...inRules(placed, cvm.node, [...kept.map(({ text }) => text), ...written]));
    return undefined;
  });
}

/** One edit of several cvms. */
function configure(
  context: Context,
  keys: readonly string[],
  edit: (edits: Edits, found: CvmPlace) => Refusal | undefined,
): Outcome {
  const edits = new Edits();
  const names: string[] = [];
  for (const key of keys) {
    const found = cvmAt(context, key);
    if ('refused' in found) return found;
    const fault = edit(edits, found);
    if (fault !== undefined) return fault;
    names.push(found.cvm.name);
  }
  const [name = ''] = names;
  const label = plural(names.length, 'Configure groups of {1}', 'Configure groups of {0} CVMs', name);
  return { label, edits: edits.byFile, notes: [] };
}

/** Puts exactly these cvms into the group. A cvm that comes in gets it as its last group; one that goes out loses it on all interfaces. */
export function setGroupCvms(
  context: Context,
  { group, cvms }: { readonly group: string; readonly cvms: readonly string[] },
): Outcome {
  const wanted = new Set(cvms);
  const changed = context.model.cvms.filter((cvm) => wanted.has(cvm.key) !== isInGroup(cvm, group));
  return attachTo(
    context,
    group,
    changed,
    (cvm) => wanted.has(cvm.key),
    (name) => t('Manage CVMs of {0}', name),
  );
}

/** Puts cvms into a group, as the last of their groups. */
export function attach(
  context: Context,
  { group, cvms }: { readonly group: string; readonly cvms: readonly string[] },
): Outcome {
  const wanted = new Set(cvms);
  const changed = context.model.cvms.filter((cvm) => wanted.has(cvm.key) && !cvm.interfaces[0].groups.includes(group));
  return attachTo(
    context,
    group,
    changed,
    () => true,
    (name) => t('Attach to {0}', name),
  );
}

/** Removes some names from the groups of a cvm's interfaces, and the line with the last of them. */
export function withoutGroup(
  placed: Placed,
  node: ast.Cvm | ast.Interface,
  gone: ReadonlySet<ast.Name>,
): readonly TextEdit[] {
  if (isSnapshot(placed)) return withoutIds({ text: placed.file.text, blockStart: placed.start }, node, gone);
  return interfaceNodes(node).flatMap((one) => {
    const kept = one.groups.filter((name) => !gone.has(name)).map(({ text }) => text);
    return kept.length === one.groups.length ? [] : inRules(placed, one, kept);
  });
}

interface CvmPlace {
  readonly cvm: Cvm;
  readonly placed: Placed;
}

function cvmAt(context: Context, key: string): CvmPlace | Refusal {
  const cvm = context.model.entities.get(key);
  if (cvm?.kind !== 'cvm') return refuse(t('The CVM is no longer there.'));
  const placed = placeOf(context, cvm.source);
  return placed === undefined ? refuse(t("The file of '{0}' is no longer there.", cvm.name)) : { cvm, placed };
}

function attachTo(
  context: Context,
  key: string,
  cvms: readonly Cvm[],
  isIn: (cvm: Cvm) => boolean,
  labelOf: (name: string) => string,
): Outcome {
  const group = context.model.entities.get(key);
  if (group?.kind !== 'group') return refuse(t('The group is no longer there.'));
  const elsewhere = cvms.find((cvm) => cvm.region !== group.region);
  if (elsewhere !== undefined)
    return refuse(
      t(
        "'{0}' is in {1}, the group '{2}' in {3}: a CVM takes groups of its own region.",
        elsewhere.name,
        elsewhere.region,
        group.name,
        group.region,
      ),
    );
  const edits = new Edits();
  for (const each of cvms) {
    const found = cvmAt(context, each.key);
    if ('refused' in found) return found;
    const { placed, cvm } = found;
    if (isIn(each)) {
      const name = nameIn(context, found, group);
      if (typeof name !== 'string') return name;
      edits.add(placed.file.uri, ...withName(placed, cvm.node, name));
    } else {
      // In a snapshot the other interfaces stand by themselves.
      const parts = cvm.interfaces.filter(({ node, source }) => node === cvm.node || source.block !== cvm.source.block);
      for (const { node, source } of parts) {
        const at = placeOf(context, source);
        const bound = context.model.bindings.get(source.block)?.references ?? [];
        const gone = new Set(bound.filter(({ target }) => target === key).map((reference) => reference.name));
        if (at !== undefined) edits.add(at.file.uri, ...withoutGroup(at, node, gone));
      }
    }
  }
  return { label: labelOf(group.name), edits: edits.byFile, notes: [] };
}

function write(context: Context, edits: Edits, found: CvmPlace, keys: readonly string[]): Refusal | undefined {
  const names = namesIn(context, found, keys);
  if ('refused' in names) return names;
  const { cvm, placed } = found;
  edits.add(placed.file.uri, ...(isSnapshot(placed) ? inSnapshot : inRules)(placed, cvm.node, names));
  return undefined;
}

/** The groups as the cvm's file names them. */
function namesIn(context: Context, found: CvmPlace, keys: readonly string[]): readonly string[] | Refusal {
  const names: string[] = [];
  for (const key of keys) {
    const group = context.model.entities.get(key);
    if (group?.kind !== 'group') return refuse(t('One of the groups is no longer there.'));
    const name = nameIn(context, found, group);
    if (typeof name !== 'string') return name;
    names.push(name);
  }
  return names;
}

function isSnapshot({ file }: Placed): boolean {
  return file.tree.language === 'json';
}

/** The group as the cvm's file names it. */
function nameIn(context: Context, { cvm, placed }: CvmPlace, group: Group): string | Refusal {
  if (isSnapshot(placed) && machineAt(placed, cvm.node) === undefined) return brokenJson(cvm.name);
  // Of two groups with one name and no id, a snapshot can name the first only.
  const inSnapshotOnly = isNameable(context.model, group) ? idOf(group) : undefined;
  const name = isSnapshot(placed) ? inSnapshotOnly : referTo(context.model, group, cvm.region);
  return name ?? refuse(t("'{0}' of {1} cannot be named in {2}: give it an id.", group.name, group.region, cvm.region));
}

/** Adds a name behind those that are there, known or not. */
function withName(placed: Placed, node: ast.Cvm, name: string): readonly TextEdit[] {
  if (!isSnapshot(placed)) return inRules(placed, node, [...node.groups.map(({ text }) => text), name]);
  const list = machineAt(placed, node)?.list;
  return list === undefined
    ? inSnapshot(placed, node, [name])
    : insertItems(list, list.value.items.length, [name], ruleStyle(placed.file));
}

function inRules(placed: Placed, node: ast.Cvm | ast.Interface, names: readonly string[]): readonly TextEdit[] {
  const { file, start } = placed;
  const { text } = file;
  const [first] = node.groups;
  if (first !== undefined) {
    if (names.length > 0)
      return (
        inPlace(placed, node.groups, names) ?? [
          replacement(placed, first, names.join(', ')),
          ...without(placed, node.groups, (name) => name !== first),
        ]
      );
    return without(placed, node.groups, () => true);
  }
  if (names.length === 0) return [];
  const eol = lineBreak(text);
  const end = node.end + start;
  const brace = text[end - 1] === '}' ? end - 1 : end;
  const indent = indentation(text, node.start + start);
  return beginsLine(text, brace)
    ? [insertion(lineStart(text, brace), `${indent}  groups ${names.join(', ')}${eol}`)]
    : [insertion(brace, `groups ${names.join(', ')} `)];
}

/** Removes and adds names, so that what stands between the others stays. Undefined where the others are not in their order. */
function inPlace(
  placed: Placed,
  groups: readonly ast.Name[],
  names: readonly string[],
): readonly TextEdit[] | undefined {
  const kept = groups.filter(({ text }) => names.includes(text));
  const last = kept.at(-1);
  if (last === undefined || kept.some(({ text }, i) => text !== names[i])) return undefined;
  const added = names.slice(kept.length).map((name) => insertion(last.end + placed.start, `, ${name}`));
  return [...added, ...without(placed, groups, (name) => !kept.includes(name))];
}

function without(
  { file, start }: Placed,
  groups: readonly ast.Name[],
  isGone: (name: ast.Name) => boolean,
): TextEdit[] {
  const cuts = cutsFromList({ text: file.text, blockStart: start }, groups, isGone);
  return cuts.map((cut) => ({ ...cut, newText: '' }));
}

/** Writes the ids as the machine's list. */
function inSnapshot(placed: Placed, node: ast.Cvm, ids: readonly string[]): readonly TextEdit[] {
  const machine = machineAt(placed, node);
  if (machine === undefined) return [];
  const style = ruleStyle(placed.file);
  const { object, list } = machine;
  return list === undefined ? setMembers(object, [[KEYS.groupsOfCvm, ids]], style) : overwriteItems(list, ids, style);
}

/** The same in a snapshot. */
export function withoutIds(
  { text, blockStart }: { readonly text: string; readonly blockStart: number },
  node: ast.Cvm | ast.Interface,
  gone: ReadonlySet<ast.Name>,
): readonly TextEdit[] {
  const key = node.kind === 'cvm' ? KEYS.groupsOfCvm : KEYS.groupsOfInterface;
  const list = machineIn(text, shift(node, blockStart), key)?.list;
  if (list === undefined) return [];
  const { items } = list.value;
  const starts = node.groups.filter((name) => gone.has(name)).map(({ start }) => start + blockStart - list.base);
  return cutItems(list, (i) => starts.some((at) => (items[i]?.start ?? at) < at && at <= (items[i]?.end ?? 0)));
}

interface Machine {
  readonly object: JsonPart<JsonObject>;
  readonly list?: JsonPart<JsonArray>;
}

function machineAt({ file, start }: Placed, node: ast.Cvm): Machine | undefined {
  return machineIn(file.text, shift(node, start));
}

function machineIn(text: string, range: Range, key: string = KEYS.groupsOfCvm): Machine | undefined {
  const part = partAt(text, range);
  if (part?.value.kind !== 'object') return undefined;
  const object = within(part, part.value);
  const list = member(part.value, key)?.value;
  return list?.kind === 'array' ? { object, list: within(part, list) } : { object };
}
