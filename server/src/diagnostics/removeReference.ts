// Removes a name or id that leads to nothing. Since it matched nothing, packets are decided as before. The one exception is the only group
// of a machine: without any group a machine is not filtered at all.

import type { BlockToCut } from '#edits/cutBlock.ts';
import { alone, cutsFromList } from '#edits/cutParts.ts';
import { withoutIds } from '#edits/cvmEdits.ts';
import { removeRules } from '#edits/removeRules.ts';
import { interfaceNodes } from '#model/interfaces.ts';
import type * as ast from '#syntax/ast.ts';
import { type Range, shift } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { t } from '#util/l10n.ts';
import { quoted } from './words.ts';

export interface ReferenceRemoval {
  /** What is removed, for the title: `this peer`, `'office'`. */
  readonly what: string;
  /** In offsets of the file. */
  readonly edits: readonly TextEdit[];
  readonly changesPackets: boolean;
}

export interface ReferencePlace extends BlockToCut {
  readonly name: ast.Name;
}

/** Undefined where the reference cannot be removed as a whole: in a snapshot only rules and groups of machines can. */
export function removeReference(place: ReferencePlace): ReferenceRemoval | undefined {
  const { text, language, blockStart, node, name } = place;
  switch (node.kind) {
    case 'group':
    case 'acl':
      return fromRules(place, node.lists);
    case 'addresses':
    case 'services': {
      const items: readonly (ast.AddressItem | ast.ServiceItem)[] = node.items;
      const item = items.find((each) => each.start <= name.start && name.end <= each.end);
      return language === 'json' || item === undefined
        ? undefined
        : removed(place, [alone(text, shift(item, blockStart))]);
    }
    case 'cvm':
      if (language === 'json') return fromMachine(place, node);
      return fromGroups(
        place,
        interfaceNodes(node).find(({ groups }) => groups.includes(name)),
      );
    case 'interface':
      return fromMachine(place, node);
    case 'subnet':
      return language === 'json' ? undefined : fromProperty(place);
    case 'expect':
      return fromExpectation(place, node);
    default:
      return undefined;
  }
}

function removed({ name }: ReferencePlace, cuts: readonly Range[], { changesPackets = false } = {}): ReferenceRemoval {
  return {
    what: quoted(name.text),
    edits: cuts.map(({ start, end }) => ({ start, end, newText: '' })),
    changesPackets,
  };
}

/** Removes the peer; the rule where it is the only peer, or where the service is unknown. */
function fromRules(place: ReferencePlace, lists: readonly ast.RuleList[]): ReferenceRemoval | undefined {
  const { text, language, blockStart, name } = place;
  for (const { peers, service } of lists.flatMap(({ rules }) => rules)) {
    const isService = service?.kind === 'name' && service.name === name;
    const peer = peers.find((each) => each.kind === 'name' && each.name === name);
    const gone = isService ? peers : peer === undefined ? [] : [peer];
    if (gone.length === 0) continue;
    const edits = removeRules({ text, language, blockStart, lists, gone: new Set(gone) });
    return { what: gone.length < peers.length ? t('this peer') : t('this rule'), edits, changesPackets: false };
  }
  return undefined;
}

/** Removes the group from the `groups` of its interface, or the property where it is the only one or is a subnet. */
function fromGroups(place: ReferencePlace, one: ast.Cvm | ast.Interface | undefined): ReferenceRemoval | undefined {
  if (one === undefined) return fromProperty(place);
  if (one.groups.length > 1)
    return removed(
      place,
      cutsFromList(place, one.groups, (name) => name === place.name),
    );
  return fromProperty(place, { changesPackets: true });
}

function fromMachine(place: ReferencePlace, node: ast.Cvm | ast.Interface): ReferenceRemoval | undefined {
  if (!node.groups.includes(place.name)) return undefined;
  const edits = withoutIds(place, node, new Set([place.name]));
  return edits.length === 0
    ? undefined
    : { what: quoted(place.name.text), edits, changesPackets: node.groups.length === 1 };
}

/** Removes the property with its word, if only blanks stand between the two. */
function fromProperty(place: ReferencePlace, options?: { readonly changesPackets: boolean }) {
  const { text, blockStart, name } = place;
  const word = /(?:groups|subnet|acl)\s+$/.exec(text.slice(blockStart, blockStart + name.start));
  if (word === null) return undefined;
  return removed(place, [alone(text, shift({ start: word.index, end: name.end }, blockStart))], options);
}

/** Removes the endpoint, or the whole expectation where it is the only endpoint of its side. */
function fromExpectation(place: ReferencePlace, node: ast.Expectation): ReferenceRemoval | undefined {
  for (const side of [node.from, node.to]) {
    const endpoint = side.find((each) => each.kind === 'name' && each.name === place.name);
    if (endpoint !== undefined && side.length > 1)
      return removed(
        place,
        cutsFromList(place, side, (each) => each === endpoint),
      );
  }
  return { ...removed(place, [alone(place.text, shift(node, place.blockStart))]), what: t('this expectation') };
}

/** The range of an `id` with its word; undefined where more than blanks stand between the two. */
export function cutOfId(place: Omit<ReferencePlace, 'node' | 'language'>): Range | undefined {
  const { text, blockStart, name } = place;
  const word = /\bid\s+$/.exec(text.slice(blockStart, blockStart + name.start));
  return word === null ? undefined : alone(text, shift({ start: word.index, end: name.end }, blockStart));
}
