// The rules of a group as rules of a copy of it, which may be in another region. Names that are unknown there are left out, replaced by what
// they stand for, or declared there too (`otherRegion.ts`). The notes say what is left out.

import { rulesJson } from '#formats/cloud/snapshotParts.ts';
import type { JsonMembers } from '#formats/jsonText.ts';
import { addressesIn, blocksOf, outgoing, serviceItemsIn } from '#formats/outgoing.ts';
import { BUILTIN_TEXT, BUILTIN_URI, builtinTree } from '#model/builtins.ts';
import type { Group } from '#model/model.ts';
import { startOf } from '#model/places.ts';
import type * as ast from '#syntax/ast.ts';
import { cloudIdKind, isName, isWordFor } from '#syntax/names.ts';
import { printPeer, printRule, printService } from '#syntax/print.ts';
import { onOneLine } from '#text/lines.ts';
import { commas, t } from '#util/l10n.ts';
import type { Context } from './change.ts';
import { type Carried, isList, type List, type ListsWay, type Stranger, strangers } from './otherRegion.ts';

export interface CopyTarget {
  readonly name: string;
  readonly region: string;
  readonly lists: ListsWay;
}

export const NOTHING_CARRIED: Carried = { names: new Map(), declarations: [] };

interface CopiedRule {
  readonly rule: ast.Rule;
  /** Its lines in the new group; none where it is left out. */
  readonly lines: readonly string[];
  /** As it is written in the copied group. */
  readonly text: string;
  readonly isExpanded: boolean;
}

/** The rules of a group, written so that they mean in another region what they mean here. */
function copiedRules(
  context: Context,
  group: Group,
  { region, lists, language }: Pick<CopyTarget, 'region' | 'lists'> & { readonly language: ast.File['language'] },
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
export function copiedLists(
  context: Context,
  group: Group,
  asked: CopyTarget,
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
export function copiedObjects(
  context: Context,
  { id: _, ...group }: Group,
  { name, region, direction, lists }: CopyTarget & { readonly direction: ast.Direction },
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

/** The lists that rules of a group name and that another region does not know, or knows as something else. */
export function strandedLists(context: Context, group: Group, region: string): readonly List[] {
  const rules = new Set([...group.inbound.policies, ...group.outbound.policies].map(({ rule }) => rule));
  const names = [...rules].flatMap(namesIn);
  return [
    ...new Set(
      strangers(context, group.source, names, region).flatMap(({ entity }) => (isList(entity) ? [entity] : [])),
    ),
  ];
}

/** A rule with the contents of lists in the place of their names: a line for each service, none where the lists are empty. */
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

/** Whether the rule language can write this name of a snapshot in a rule. */
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
  const start = startOf(tree, block);
  if (text !== undefined && start !== undefined && tree?.language === 'sg') {
    const written = text.slice(rule.whole.start + start, rule.whole.end + start);
    if (!written.includes('#')) return onOneLine(written);
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
