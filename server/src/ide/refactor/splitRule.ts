import { printPeer, printRule, printService } from '#syntax/print.ts';
import { indentation, lineBreak } from '#text/lines.ts';
import { t } from '#util/l10n.ts';
import type { CodeAction } from '../codeAction.ts';
import { hasComment, inFile, type RulePlace, written } from './place.ts';

/** One rule for each peer, in their order, which is what the cloud makes of the rule anyhow. */
export function splitRule(place: RulePlace): readonly CodeAction[] {
  const [rule] = place.rules;
  if (rule === undefined || place.rules.length > 1 || rule.peers.length < 2 || rule.service === undefined) return [];
  if (hasComment(place, rule.whole) || rule.peers.some((peer) => peer.kind === 'broken') || rule.word === undefined)
    return [];
  const { service, action, word, until, description } = rule;
  const indent = indentation(place.text, place.start + rule.start);
  const lines = rule.peers.map((peer) =>
    printRule({
      action,
      service: service.kind === 'name' ? printService(service) : written(place, service).replace(/\s+/g, ' '),
      word: word.text,
      peers: [printPeer(peer)],
      until: until?.text,
      description: description?.value,
    }),
  );
  const newText = lines.join(`${lineBreak(place.text)}${indent}`);
  return [
    inFile(place, { kind: 'rewrite', title: t('Split into {0} rules, one for each peer', lines.length) }, [
      { start: place.start + rule.whole.start, end: place.start + rule.whole.end, newText },
    ]),
  ];
}
