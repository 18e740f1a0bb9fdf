import { dayNumber } from '#diagnostics/day.ts';
import { hasWrongPort, readAddress } from '#model/values.ts';
import type * as ast from '#syntax/ast.ts';
import { parse } from '#syntax/parse.ts';
import { printRule, type RuleParts } from '#syntax/print.ts';
import { t } from '#util/l10n.ts';

/**
 * Why what a form was filled in with is no rule, or nothing where it is one. Names are not looked up: one that is unknown is reported
 * where it then stands.
 */
export function ruleTextFault(direction: ast.Direction, parts: Omit<RuleParts, 'word'>): string | undefined {
  if (parts.peers.length === 0) return t('A rule needs a peer: an address or block, any, any6, self or a name.');
  const line = printRule({ ...parts, word: direction === 'inbound' ? 'from' : 'to' });
  const { blocks } = parse(`group x {\n${direction} {\n${line}\n}\n}\n`);
  const problem = blocks.flatMap(({ block }) => block.problems)[0];
  if (problem !== undefined) return problem.message;
  const [node, ...more] = blocks.flatMap(({ block }) => block.declaration ?? []);
  const lists = node?.kind === 'group' ? node.lists : [];
  const [rule] = lists[0]?.rules ?? [];
  const isOne = more.length === 0 && lists.length === 1 && lists[0]?.rules.length === 1;
  if (
    rule === undefined ||
    !isOne ||
    rule.peers.length !== parts.peers.length ||
    blocks.some(({ block }) => block.comments.length > 0)
  )
    return t("'{0}' is not one rule.", line);
  return valueFault(rule);
}

function valueFault({ service, peers, until }: ast.Rule): string | undefined {
  for (const peer of peers) {
    const address = peer.kind === 'address' ? readAddress(peer) : undefined;
    if (address?.ok === false) return address.error.message;
  }
  if (service !== undefined && hasWrongPort(service))
    return t('A port is a number from 1 to 65535, or a range of them.');
  return until !== undefined && dayNumber(until.text) === undefined
    ? t("'{0}' is not a day of the calendar.", until.text)
    : undefined;
}
