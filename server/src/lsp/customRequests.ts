// The requests that our client and the server have beside those of the protocol. A new request is one line here and a handler in another file.

import type * as lsp from 'vscode-languageserver';
import * as edits from '#protocol/edits.ts';
import * as live from '#protocol/live.ts';
import * as packets from '#protocol/packets.ts';
import * as plans from '#protocol/plan.ts';
import type { Request } from '#protocol/requests.ts';
import * as trees from '#protocol/tree.ts';
import { change, checkName } from './changeRequests.ts';
import { exportFormats, exportRules, exportTemplate } from './exportRequests.ts';
import { answer, type Session } from './handlers.ts';
import { importedGroups } from './importRequests.ts';
import { compareLive, liveTarget } from './liveRequests.ts';
import { testPacket } from './packets.ts';
import { plan } from './planRequest.ts';
import { diff, expectations, reach, reachabilityMap, runExpectations } from './questions.ts';
import type { Server } from './server.ts';
import { builtinText, entities, treeChanges, treeChildren, treePath } from './trees.ts';

export function registerCustomRequests(session: Session): void {
  const on = <P, R>(
    request: Request<P, R>,
    handler: (server: Server, params: P, token: lsp.CancellationToken) => R | Promise<R>,
    refuse?: (fault: string) => R,
  ): void => answer<P, R>(session, request, handler, refuse);
  on(trees.treeChildren, treeChildren);
  on(trees.treeChanges, treeChanges);
  on(trees.treePath, treePath);
  on(trees.builtinText, builtinText);
  on(trees.entities, entities);
  on(packets.packet, testPacket);
  // A change that cannot be made is answered with the reason, whatever it is.
  on(edits.change, change, (refused) => ({ refused, users: [] }));
  on(edits.checkName, checkName);
  on(edits.exportFormats, exportFormats);
  on(edits.exportRules, exportRules);
  on(edits.exportTemplate, exportTemplate);
  on(edits.importedGroups, importedGroups);
  on(packets.expectations, expectations);
  on(packets.runExpectations, runExpectations);
  on(packets.reach, reach);
  on(packets.diff, diff);
  on(packets.reachabilityMap, reachabilityMap);
  on(plans.plan, plan);
  on(live.compareLive, compareLive);
  on(live.liveTarget, liveTarget);
}
