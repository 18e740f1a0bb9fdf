// The parts of a declaration that could not be read, whose meaning is therefore unknown.

import type { Entity } from '#model/model.ts';
import { hasWrongPort } from '#model/values.ts';
import * as addressSet from '#net/addressSet.ts';
import type * as ast from '#syntax/ast.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';

/** A range of the declaration's block. */
export interface Unread extends Range {
  readonly message: string;
  /** The list that it belongs to; absent where it may belong to any part of the declaration. */
  readonly direction?: ast.Direction;
}

export function unreadIn(entity: Entity): Unread[] {
  const { node, source } = entity;
  const lists = node.kind === 'group' || node.kind === 'acl' ? node.lists : [];
  const hasBoth = new Set(lists.map(({ direction }) => direction)).size === 2;
  const found: Unread[] = source.block.problems.map(({ start, end, message }) => {
    // Where there is one list only, the damage in it may have been the beginning of the other.
    const list = lists.find((each) => each.start <= start && end <= each.end && hasBoth);
    return { start, end, message, direction: list?.direction };
  });
  if (entity.kind !== 'group' && entity.kind !== 'acl') return found;
  for (const { direction, policies } of [entity.inbound, entity.outbound]) {
    for (const { rule, peerNode, peer } of policies) {
      const add = ({ start, end }: Range, message: string) => found.push({ start, end, message, direction });
      const { service } = rule;
      if (service === undefined) add(rule, t('The rule has no service that can be read.'));
      else if (hasWrongPort(service)) add(service, t('The rule has an invalid port.'));
      const isNone = peerNode.kind === 'address' && 'addresses' in peer && addressSet.isEmpty(peer.addresses);
      if (peerNode.kind === 'broken' || peerNode.kind === 'internet' || isNone)
        add(peerNode, t('The rule has a peer that cannot be read.'));
    }
  }
  return found;
}

/** Text that could not be read and may have been a declaration, or the region of some. */
export interface UnreadText extends Range {
  readonly uri: string;
  readonly message: string;
}
