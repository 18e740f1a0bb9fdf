import * as packets from '#protocol/packets.ts';
import type { Request } from '#protocol/requests.ts';
import * as trees from '#protocol/tree.ts';
import { answer, type Session } from './handlers.ts';
import { packet } from './packetRequests.ts';
import type { Server } from './server.ts';
import { builtinText, entities, treeChildren, treePath } from './treeRequests.ts';

/** The requests of protocol/, one line each. */
export function registerCustomRequests(session: Session): void {
  serve(session, trees.treeChildren, treeChildren);
  serve(session, trees.treePath, treePath);
  serve(session, trees.builtinText, builtinText);
  serve(session, trees.entities, entities);
  serve(session, packets.packet, packet);
}

function serve<P, R>(session: Session, request: Request<P, R>, handler: (server: Server, params: P) => R): void {
  answer(session, request, handler);
}
