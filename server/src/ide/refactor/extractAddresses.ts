import { addressesOf } from '#model/values.ts';
import type * as ast from '#syntax/ast.ts';
import { printPeer } from '#syntax/print.ts';
import { t } from '#util/l10n.ts';
import type { CodeAction } from '../codeAction.ts';
import { declareBefore, freeName, hasComment, inFile, isTouched, type RulePlace } from './place.ts';

/**
 * Makes a named list of the addresses of a rule, all or the selected ones. They are of one rule, so that nothing stands between
 * them: no packet is decided otherwise.
 */
export function extractAddresses(place: RulePlace): readonly CodeAction[] {
  const [rule] = place.rules;
  if (rule === undefined || place.rules.length > 1 || hasComment(place, rule)) return [];
  const sound = rule.peers.filter(
    (peer): peer is ast.AddressText => peer.kind === 'address' && addressesOf(peer).complete,
  );
  const selected = sound.filter((peer) => isTouched(place, peer));
  const isSelection = place.selection.end > place.selection.start;
  const peers = isSelection && selected.length > 0 ? selected : sound;
  if (peers.length === 0 || (peers.length === 1 && selected.length === 0)) return [];

  const name = freeName(place.folder, place.owner.region, `${place.owner.name}-peers`);
  const chosen: ReadonlySet<ast.Peer> = new Set(peers);
  const first = rule.peers.findIndex((peer) => chosen.has(peer));
  const kept = rule.peers.flatMap((peer, i) => (i === first ? [name] : chosen.has(peer) ? [] : [printPeer(peer)]));
  const all = { start: rule.peers[0]?.start ?? rule.start, end: rule.peers.at(-1)?.end ?? rule.end };
  const items = peers.map((peer) => `  ${printPeer(peer)}\n`).join('');
  const title =
    peers.length === 1
      ? t("Extract '{0}' to an address list", printPeer(peers[0] as ast.Peer))
      : t('Extract {0} peers to an address list', peers.length);
  return [
    inFile(place, { kind: 'extract', title }, [
      declareBefore(place, `addresses ${name} {\n${items}}`),
      { start: place.start + all.start, end: place.start + all.end, newText: kept.join(', ') },
    ]),
  ];
}
