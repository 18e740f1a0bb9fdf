// Security groups with their rules, which are in resources of their own: a set of all rules of a group, or single rules.

import { directionWord } from '#model/words.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { nameAt, placeOf, textAt } from '../piece.ts';
import { quote, report, type Source } from '../source.ts';
import { nameOf } from './parts.ts';
import { isArgument } from './resources.ts';
import { readLiteRule } from './ruleStrings.ts';
import { readRuleBlock } from './rules.ts';
import type { GroupDraft, State } from './state.ts';
import {
  decidingText,
  isNothing,
  levelOf,
  listOf,
  saying,
  type TfResource,
  type TfValue,
  textOf,
  whyNot,
} from './value.ts';

const DIRECTIONS = [
  ['ingress', 'inbound'],
  ['egress', 'outbound'],
] as const;

/** Adds a group to those that are read, which others know by the `known` texts. */
function addGroup(
  { groups, order }: State,
  { region, ...place }: TfResource,
  known: readonly string[],
  says: Partial<GroupDraft>,
): GroupDraft {
  const rules = { inbound: [], outbound: [], directions: new Set<ast.Direction>(), isWhole: false };
  const places = { inbound: [], outbound: [] };
  const draft: GroupDraft = { range: placeOf(place), keys: [], region, ids: [], places, ...rules, ...says };
  for (const key of known) groups.set(key, draft);
  order.push({ draft });
  return draft;
}

export function readGroup(state: State, resource: TfResource): void {
  const { source } = state;
  const { body, address } = resource;
  const id = textOf(source, body, 'id');
  const description = textOf(source, body, 'description');
  addGroup(state, resource, id === undefined ? [address] : [address, id.text], {
    keys: [address],
    name: nameOf(textOf(source, body, 'name'), resource),
    ids: id === undefined ? [] : [nameAt(id)],
    description: description && textAt(description),
    project: textOf(source, body, 'project_id')?.text,
  });
}

/** The group of a resource with rules: one of the files, one of which only the id is known, or one for an expression that is not known. */
function groupOf(state: State, resource: TfResource): GroupDraft {
  const value = saying(resource.body.values.get('security_group_id'));
  const key = keyOf(state.source, resource, value);
  const known = state.groups.get(key);
  if (known !== undefined) return known;
  if (value?.kind === 'string') return addGroup(state, resource, [key], { ids: [nameAt(value)] });
  const address = quote(resource.address);
  const message =
    value === undefined
      ? t('The resource {0} does not say security_group_id: its rules become a group of its name.', address)
      : t(
          'The security_group_id of {0} is not known, its rules become a group of its name: {1}.',
          address,
          whyNot(value),
        );
  report(state.source, levelOf(value), value ?? resource, message);
  return addGroup(state, resource, [key], { name: nameOf(undefined, resource) });
}

/** Resources that have the same expression are about the same group. The blank keeps expressions apart from ids and addresses. */
function keyOf({ text }: Source, { address }: TfResource, value: TfValue | undefined): string {
  if (value?.kind === 'reference') return value.resource;
  if (value?.kind === 'string') return value.text;
  return value === undefined ? `${address} ` : `${text.slice(value.start, value.end)} `;
}

/** A rule set or lite rules hold all rules of their group, so a direction without rules there has none. */
export function readRuleSet(state: State, resource: TfResource): void {
  const { source } = state;
  const { type, body } = resource;
  const draft = groupOf(state, resource);
  if (draft.isWhole) {
    const message = t(
      'The group of {0} has another set of rules already, though each set is meant to hold all rules of its group: these rules follow the others.',
      quote(resource.address),
    );
    report(source, 'lost', resource, message);
  }
  draft.isWhole = true;
  const isLite = type === 'tencentcloud_security_group_lite_rule';
  for (const [key, direction] of DIRECTIONS) {
    draft.directions.add(direction);
    for (const value of listOf(body, key)) {
      draft.places[direction].push({ ranges: placesOf(value), index: draft[direction].length });
      const rule = isLite ? readLiteRule(source, value) : readRuleBlock(source, value, 'block');
      if (rule !== undefined) draft[direction].push({ rule, index: draft[direction].length });
    }
    reportIndices(source, listOf(body, key), direction);
  }
  for (const [key, value] of body.values) {
    if (isArgument(type, key) || isNothing(value)) continue;
    const words = t('The provider has no argument {0} for a set of rules, so its meaning is unknown.', quote(key));
    report(source, 'refused', value, words);
  }
}

/** The provider sends the blocks in their order, and only writes down the index that each had in the cloud. */
function reportIndices(source: Source, blocks: readonly TfValue[], direction: ast.Direction): void {
  const indices = blocks.flatMap((block) => {
    const index = block.kind === 'body' ? block.values.get('policy_index') : undefined;
    return index?.kind === 'string' ? [index] : [];
  });
  const late = indices.find(({ text }, i) => Number(text) < Number(indices[i - 1]?.text));
  if (late === undefined) return;
  const message = t(
    "The 'policy_index' of the {0} rules says another order than that of the blocks, which is the one that the provider sends: the blocks' order is taken.",
    directionWord(direction),
  );
  report(source, 'lost', late, message);
}

export function readSingleRule(state: State, resource: TfResource): void {
  const { source } = state;
  const { body } = resource;
  const type = decidingText(source, body, 'type');
  const [, direction] = DIRECTIONS.find(([word]) => word === type?.text.toLowerCase()) ?? [];
  if (direction === undefined) {
    // Why a type is not known has been reported.
    if (saying(body.values.get('type')) !== undefined && type === undefined) return;
    report(source, 'refused', type ?? resource, t("{0} has no type 'ingress' or 'egress'.", quote(resource.address)));
    return;
  }
  const draft = groupOf(state, resource);
  const index = Number(textOf(source, body, 'policy_index')?.text ?? Number.POSITIVE_INFINITY);
  draft.places[direction].push({ ranges: placesOf(body), index });
  const rule = readRuleBlock(source, body, 'resource');
  if (rule === undefined) return;
  draft.directions.add(direction);
  draft[direction].push({ rule, index });
}

/** An argument may stand elsewhere than the element of a collection that it is made from. */
function placesOf(value: TfValue): readonly Range[] {
  return value.kind === 'body' ? [value, ...value.values.values()].map(placeOf) : [placeOf(value)];
}

export function declarationOf(source: Source, draft: GroupDraft): ast.Group {
  const { range, name, ids, description, places } = draft;
  const lists = DIRECTIONS.flatMap(([, direction]): ast.RuleList[] => {
    if (!draft.directions.has(direction)) return [];
    if (!draft.isWhole) reportOrder(source, draft, direction);
    const rules = draft[direction].toSorted(byIndex).map(({ rule }) => rule);
    const all = places[direction].toSorted(byIndex).flatMap(({ ranges }) => ranges);
    return [{ direction, keyword: range, rules, places: all, ...range }];
  });
  return { kind: 'group', keyword: placeOf(name ?? range), name, ids, description, lists, ...range };
}

function byIndex(a: { readonly index: number }, b: { readonly index: number }): number {
  return a.index === b.index ? 0 : a.index - b.index;
}

/** Only their index gives single rules an order, which matters where some of those without one allow and some deny. */
function reportOrder(source: Source, draft: GroupDraft, direction: ast.Direction): void {
  const unordered = draft[direction].filter(({ index }) => index === Number.POSITIVE_INFINITY);
  const other = unordered.find(({ rule }) => rule.action !== unordered[0]?.rule.action);
  if (other === undefined) return;
  const message = t(
    "Resources of one rule have no order without a 'policy_index': the {0} rules are taken in the order in which they stand here.",
    directionWord(direction),
  );
  report(source, 'lost', other.rule, message);
}
