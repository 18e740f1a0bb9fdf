// Sentences that say what else the deletion of a group removes or changes, for the question before it.

import type { Binding } from '#model/model.ts';
import type * as ast from '#syntax/ast.ts';
import { type Range, shift } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import type { Placed, User } from './change.ts';

/** What becomes of each place in a declaration that names the group. */
export function takenOut(
  { uri, entity }: Binding,
  placed: Placed,
  node: ast.Declaration | undefined,
  names: ReadonlySet<ast.Name>,
): readonly User[] {
  const owner = entity?.name ?? '';
  const at = (range: Range, label: string): User => ({ label, uri, ...shift(range, placed.start) });
  const isGone = (peer: ast.Peer) => peer.kind === 'name' && names.has(peer.name);
  switch (node?.kind) {
    case 'cvm':
    case 'interface': {
      const [first] = names;
      return first === undefined ? [] : [at(first, t("The CVM '{0}' is no longer in it.", owner))];
    }
    case 'group':
    case 'acl':
      return node.lists
        .flatMap(({ rules }) => rules)
        .flatMap((rule) => {
          const gone = rule.peers.filter(isGone);
          if (gone.length === 0) return [];
          const text = written(placed, rule.whole);
          return [
            at(
              rule,
              gone.length === rule.peers.length
                ? t("The rule '{0}' of '{1}' goes.", text, owner)
                : t("The rule '{0}' of '{1}' loses it as a peer.", text, owner),
            ),
          ];
        });
    case 'expect': {
      const goes = node.from.every(isGone) || node.to.every(isGone);
      const text = written(placed, node);
      return [at(node, goes ? t("The expectation '{0}' goes.", text) : t("The expectation '{0}' loses it.", text))];
    }
    default:
      return [];
  }
}

const MOST_SHOWN = 120;

function written({ file, start }: Placed, range: Range): string {
  const text = file.text
    .slice(range.start + start, range.end + start)
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)} (${text.length})` : text;
}
