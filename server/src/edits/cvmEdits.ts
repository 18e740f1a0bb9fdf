// Which groups a cvm is in, and in which order.

import type { Cvm, Group } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { t } from '#util/l10n.ts';
import {
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
import { beginsLine, indentation, lineBreak, lineEnd, lineStart, nextLine } from './lines.ts';
import { referTo } from './references.ts';

/** The keys of its groups from now on, in priority order. */
export function setCvmGroups(
  context: Context,
  { cvm: key, groups }: { readonly cvm: string; readonly groups: readonly string[] },
): Outcome {
  const found = cvmAt(context, key);
  if ('refused' in found) return found;
  const edits = new Edits();
  const fault = write(context, edits, found, groups);
  return fault ?? { label: t('Configure groups of {0}', found.cvm.name), edits: edits.byFile, notes: [] };
}

/** Exactly these cvms are in the group from now on. Whoever comes in gets it as the last of its groups. */
export function setGroupCvms(
  context: Context,
  { group, cvms }: { readonly group: string; readonly cvms: readonly string[] },
): Outcome {
  const wanted = new Set(cvms);
  const changed = context.model.cvms.filter(({ key, groups }) => wanted.has(key) !== groups.includes(group));
  return attachTo(
    context,
    group,
    changed,
    (cvm) => (wanted.has(cvm.key) ? [...cvm.groups, group] : cvm.groups.filter((each) => each !== group)),
    (name) => t('Manage CVMs of {0}', name),
  );
}

/** Puts cvms into a group, as the last of their groups. */
export function attach(
  context: Context,
  { group, cvms }: { readonly group: string; readonly cvms: readonly string[] },
): Outcome {
  const wanted = new Set(cvms);
  const changed = context.model.cvms.filter(({ key, groups }) => wanted.has(key) && !groups.includes(group));
  return attachTo(
    context,
    group,
    changed,
    (cvm) => [...cvm.groups, group],
    (name) => t('Attach to {0}', name),
  );
}

/** The edits that take some names out of a cvm's groups; the line goes with the last of them. */
export function withoutGroup(placed: Placed, node: ast.Cvm, gone: ReadonlySet<ast.Name>): readonly TextEdit[] {
  const kept = node.groups.filter((name) => !gone.has(name)).map(({ text }) => text);
  return writeNames(placed, node, kept);
}

interface CvmPlace {
  readonly cvm: Cvm;
  readonly placed: Placed;
}

function cvmAt(context: Context, key: string): CvmPlace | Refusal {
  const cvm = context.model.entities.get(key);
  if (cvm?.kind !== 'cvm') return refuse(t('The cvm is no longer there.'));
  const placed = placeOf(context, cvm.source);
  return placed === undefined ? refuse(t("The file of '{0}' is no longer there.", cvm.name)) : { cvm, placed };
}

function attachTo(
  context: Context,
  key: string,
  cvms: readonly Cvm[],
  groupsOf: (cvm: Cvm) => readonly string[],
  labelOf: (name: string) => string,
): Outcome {
  const group = context.model.entities.get(key);
  if (group?.kind !== 'group') return refuse(t('The group is no longer there.'));
  const elsewhere = cvms.find((cvm) => cvm.region !== group.region);
  if (elsewhere !== undefined)
    return refuse(
      t(
        "'{0}' is in {1}, the group '{2}' in {3}: a cvm takes groups of its own region.",
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
    const fault = write(context, edits, found, groupsOf(each));
    if (fault !== undefined) return fault;
  }
  return { label: labelOf(group.name), edits: edits.byFile, notes: [] };
}

function write(
  context: Context,
  edits: Edits,
  { cvm, placed }: CvmPlace,
  keys: readonly string[],
): Refusal | undefined {
  const names: string[] = [];
  for (const key of keys) {
    const group = context.model.entities.get(key);
    if (group?.kind !== 'group') return refuse(t('One of the groups is no longer there.'));
    const name = placed.file.tree.language === 'json' ? idInJson(group) : referTo(context.model, group, cvm.region);
    if (name === undefined)
      return refuse(t("'{0}' of {1} cannot be named in {2}: give it an id.", group.name, group.region, cvm.region));
    names.push(name);
  }
  edits.add(placed.file.uri, ...writeNames(placed, cvm.node, names));
  return undefined;
}

function idInJson({ id, name }: Group): string {
  return id ?? `$name:${name}`;
}

function writeNames(placed: Placed, node: ast.Cvm, names: readonly string[]): readonly TextEdit[] {
  return placed.file.tree.language === 'json' ? inJson(placed, node, names) : inRules(placed, node, names);
}

function inRules(placed: Placed, node: ast.Cvm, names: readonly string[]): readonly TextEdit[] {
  const { file, start } = placed;
  const { text } = file;
  const [first] = node.groups;
  const last = node.groups.at(-1);
  if (first !== undefined && last !== undefined) {
    if (names.length > 0) return [replacement(placed, { start: first.start, end: last.end }, names.join(', '))];
    // The property goes: from its keyword, the word right before the first name, to the last name.
    const before = text.slice(0, first.start + start).trimEnd();
    const from = before.length - 'groups'.length;
    const to = last.end + start;
    const rest = text.slice(to, lineEnd(text, to)).trim();
    if (beginsLine(text, from) && (rest === '' || rest.startsWith('#'))) {
      return [{ start: lineStart(text, from), end: nextLine(text, to), newText: '' }];
    }
    return [{ start: from, end: to, newText: '' }];
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

/** The strings of `SecurityGroupIds`, where the machine has any. */
function inJson(placed: Placed, node: ast.Cvm, names: readonly string[]): readonly TextEdit[] {
  const { file, start } = placed;
  const { text } = file;
  const items = names.map((name) => JSON.stringify(name)).join(', ');
  const [first] = node.groups;
  const last = node.groups.at(-1);
  if (first === undefined || last === undefined) {
    const own = text.slice(node.start + start, node.end + start);
    const empty = /"SecurityGroupIds"\s*:\s*\[\s*\]/.exec(own);
    if (empty !== null) {
      const open = node.start + start + empty.index + empty[0].indexOf('[') + 1;
      return [{ start: open, end: node.start + start + empty.index + empty[0].length - 1, newText: items }];
    }
    return [insertion(node.start + start + own.indexOf('{') + 1, ` "SecurityGroupIds": [${items}],`)];
  }
  const from = text.lastIndexOf('"', first.start + start - 1);
  const to = text.indexOf('"', last.end + start) + 1;
  return [{ start: from, end: to, newText: items }];
}
