// Describes and deletes groups.

import { KEYS } from '#formats/cloud/snapshotParts.ts';
import type { EntityKind, Group } from '#model/model.ts';
import { usesOf } from '#model/uses.ts';
import type * as ast from '#syntax/ast.ts';
import { printPeer } from '#syntax/print.ts';
import { quote } from '#syntax/strings.ts';
import { shift } from '#text/range.ts';
import type { TextEdit } from '#text/textEdit.ts';
import { groupBy } from '#util/groupBy.ts';
import { plural, semicolons, t } from '#util/l10n.ts';
import {
  brokenJson,
  type Change,
  type Context,
  Edits,
  insertion,
  type Outcome,
  type Placed,
  placeOf,
  type Refusal,
  refuse,
  replacement,
  someOf,
  type User,
} from './change.ts';
import { cutBlock } from './cutBlock.ts';
import { withoutGroup } from './cvmEdits.ts';
import { partAt, setMembers, within } from './jsonEdits.ts';
import { removeRules } from './removeRules.ts';
import { ruleStyle } from './ruleObjects.ts';
import { ownerOf } from './rulePlace.ts';
import { takenOut } from './takenOut.ts';

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
  if (placed.file.tree.language === 'json') {
    const object = partAt(placed.file.text, shift(node, placed.start));
    if (object?.value.kind !== 'object') return brokenJson(group.name);
    if (node.description !== undefined)
      return change(replacement(placed, node.description, JSON.stringify(description)));
    const [edit] = setMembers(
      within(object, object.value),
      [[KEYS.groupDescription, description]],
      ruleStyle(placed.file),
      KEYS.groupName,
    );
    return edit === undefined || description === '' ? { label, edits: new Map(), notes: [] } : change(edit);
  }
  if (node.description !== undefined) {
    if (description !== '') return change(replacement(placed, node.description, quote(description)));
    return change(
      replacement(placed, { start: node.name?.end ?? node.description.start, end: node.description.end }, ''),
    );
  }
  if (description === '' || node.name === undefined) return { label, edits: new Map(), notes: [] };
  return change(insertion(node.name.end + placed.start, ` ${quote(description)}`));
}

/**
 * Refused while cvms are in the group or rules refer to it, as the cloud refuses it. `detach` removes it from both: rules without another
 * peer go, and so do expectations without another end.
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
  const edits = new Edits().add(placed.file.uri, cutPlaced(placed, group.node));
  const gone: User[] = [];
  for (const [source, part] of groupBy(users, ({ binding }) => binding)) {
    const at = placeOf(context, source);
    if (at === undefined) continue;
    const names = new Set(part.map(({ reference }) => reference.name));
    edits.add(at.file.uri, ...withoutUses(at, source.block.declaration, names));
    gone.push(...takenOut(source, at, source.block.declaration, names));
  }
  const label = t('Delete group {0}', group.name);
  return { label, edits: edits.byFile, notes: [], ...(gone.length === 0 ? {} : { takesOut: gone }) };
}

function ownGroup(context: Context, key: string): { readonly group: Group; readonly placed: Placed } | Refusal {
  const owner = ownerOf(context, key);
  if ('refused' in owner) return owner;
  const { entity, placed } = owner;
  return entity.kind === 'group' ? { group: entity, placed } : refuse(t('The group is no longer there.'));
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
    cvms.length > 0 && plural(cvms.length, 'it is on the CVM {1}', 'it is on the CVMs {1}', someOf(cvms)),
    groups.length > 0 &&
      plural(
        groups.length,
        'rules refer to it in the group {1}',
        'rules refer to it in the groups {1}',
        someOf(groups),
      ),
    acls.length > 0 &&
      plural(acls.length, 'rules refer to it in the ACL {1}', 'rules refer to it in the ACLs {1}', someOf(acls)),
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

function withoutUses(
  placed: Placed,
  node: ast.Declaration | undefined,
  names: ReadonlySet<ast.Name>,
): readonly TextEdit[] {
  const { file, start } = placed;
  switch (node?.kind) {
    case 'cvm':
    case 'interface':
      return withoutGroup(placed, node, names);
    case 'group':
    case 'acl': {
      const peers = node.lists.flatMap((list) => list.rules.flatMap((rule) => rule.peers));
      const gone = new Set(peers.filter((peer) => peer.kind === 'name' && names.has(peer.name)));
      return removeRules({ text: file.text, language: file.tree.language, blockStart: start, lists: node.lists, gone });
    }
    case 'expect': {
      const gone = (peer: ast.Peer) => peer.kind === 'name' && names.has(peer.name);
      if (node.from.every(gone) || node.to.every(gone)) return [cutPlaced(placed, node)];
      return [node.from, node.to].flatMap((peers) => withoutPeers(placed, peers, gone));
    }
    default:
      return [];
  }
}

/** Removes peers from a list, of which at least one stays. */
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

function cutPlaced({ file, start }: Placed, node: ast.Declaration): TextEdit {
  return cutBlock({ text: file.text, language: file.tree.language, blockStart: start, node });
}
