import { removeRules } from '#edits/removeRules.ts';
import type * as ast from '#syntax/ast.ts';
import { printPeer, printRule, printService } from '#syntax/print.ts';
import { lineEnd } from '#text/lines.ts';
import { t } from '#util/l10n.ts';
import type { CodeAction } from '../codeAction.ts';
import { hasComment, inFile, type RulePlace } from './place.ts';

/**
 * Puts neighbouring rules of one action together, where they differ in their peers only or in their ports only. Nothing stands
 * between them, so that no packet is decided otherwise.
 */
export function mergeRules(place: RulePlace): readonly CodeAction[] {
  const first = place.list.rules.indexOf(place.rules[0] as ast.Rule);
  const wanted = place.rules.length > 1 ? place.rules : place.list.rules.slice(first, first + 2);
  if (wanted.length < 2) return [];
  const merged = wanted
    .slice(1)
    .reduce<ast.Rule | undefined>((rule, next) => rule && joined(place, rule, next), wanted[0]);
  const [top, ...gone] = wanted;
  if (merged === undefined || top === undefined) return [];
  const newText = printRule({
    action: merged.action,
    service: printService(merged.service),
    word: place.list.direction === 'inbound' ? 'from' : 'to',
    peers: merged.peers.map(printPeer),
    until: merged.until?.text,
    description: merged.description?.value,
  });
  const title =
    gone.length === 1 && place.rules.length === 1
      ? t('Merge with the rule below')
      : t('Merge {0} rules', wanted.length);
  const removed = removeRules({
    text: place.text,
    language: 'sg',
    blockStart: place.start,
    lists: [place.list],
    gone: new Set(gone.flatMap(({ peers }) => peers)),
  });
  return [
    inFile(place, { kind: 'rewrite', title }, [
      { start: place.start + top.whole.start, end: place.start + top.whole.end, newText },
      ...removed,
    ]),
  ];
}

/** The two as one, or nothing where they cannot be. A comment of either would have to go, so that there may be none. */
function joined(place: RulePlace, above: ast.Rule, below: ast.Rule): ast.Rule | undefined {
  if (above.action !== below.action || above.until?.text !== below.until?.text) return undefined;
  if (above.service === undefined || below.service === undefined) return undefined;
  if ([above, below].some((rule) => rule.peers.length === 0 || rule.peers.some((peer) => peer.kind === 'broken')))
    return undefined;
  if (hasComment(place, above.whole) || hasComment(place, { start: below.whole.start, end: endOfLine(place, below) }))
    return undefined;
  const description = joinedDescription(above, below);
  const both = { ...above, ...(description === undefined ? {} : { description }) };
  if (printService(above.service) === printService(below.service)) {
    const known = new Set(above.peers.map(printPeer));
    return { ...both, peers: [...above.peers, ...below.peers.filter((peer) => !known.has(printPeer(peer)))] };
  }
  const service = joinedService(above.service, below.service);
  if (service === undefined || peersOf(above) !== peersOf(below)) return undefined;
  return { ...both, service };
}

function joinedService(above: ast.Service, below: ast.Service): ast.Service | undefined {
  if (!('ports' in above) || !('ports' in below) || above.kind !== below.kind) return undefined;
  if (above.ports.length === 0 || below.ports.length === 0) return undefined;
  const known = new Set(above.ports.map(({ first, last }) => `${first}-${last}`));
  return {
    ...above,
    ports: [...above.ports, ...below.ports.filter(({ first, last }) => !known.has(`${first}-${last}`))],
  };
}

function joinedDescription(above: ast.Rule, below: ast.Rule): ast.Text | undefined {
  const [first, second] = [above.description, below.description];
  if (first === undefined || second === undefined || first.value === second.value) return first ?? second;
  return { ...first, value: `${first.value}; ${second.value}` };
}

function peersOf({ peers }: ast.Rule): string {
  return peers.map(printPeer).sort().join(', ');
}

function endOfLine({ text, start }: RulePlace, rule: ast.Rule): number {
  return lineEnd(text, start + rule.whole.end) - start;
}
