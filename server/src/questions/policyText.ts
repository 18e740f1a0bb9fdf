import type { Model } from '#model/model.ts';
import type { Policy } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import { printPeer, printRule, printService } from '#syntax/print.ts';

/** One policy as a rule of its own, `allow tcp 80,443 from any`, with names in the place of ids, which snapshots have. */
export function policyText(model: Model, { rule, peerNode }: Policy, direction: ast.Direction): string {
  const { action, service } = rule;
  return printRule({
    action,
    service: serviceText(model, service),
    word: direction === 'inbound' ? 'from' : 'to',
    peers: [peerText(model, peerNode)],
  });
}

export function peerText(model: Model, peer: ast.Peer): string {
  return peer.kind === 'name' ? nameOf(model, peer.name.text) : printPeer(peer);
}

export function serviceText(model: Model, service: ast.Service | undefined): string {
  return service?.kind === 'name' ? nameOf(model, service.name.text) : printService(service);
}

function nameOf(model: Model, text: string): string {
  const named = model.ids.get(text)?.name;
  return named === undefined || named === '' ? text : named;
}
