import type * as vscode from 'vscode';
import type { Views } from './activation.ts';
import { adoptLive } from './commands/adoptLive.ts';
import { changes } from './commands/change.ts';
import { codeActionEdit } from './commands/codeActionEdit.ts';
import { registerCommands } from './commands/command.ts';
import { exportCommands } from './commands/exportRules.ts';
import { showOpenedSamples } from './commands/firstLook.ts';
import { groupCommands } from './commands/groupCommands.ts';
import { importRules } from './commands/importRules.ts';
import { membershipCommands } from './commands/membershipCommands.ts';
import { nodeCommands } from './commands/nodeCommands.ts';
import { planChanges } from './commands/planChanges.ts';
import { pullFromCloud } from './commands/pullFromCloud.ts';
import { ruleCommands } from './commands/ruleCommands.ts';
import { startCommands } from './commands/startCommands.ts';
import { treeCommands } from './commands/treeCommands.ts';
import { workspaceCommands } from './commands/workspaceCommands.ts';
import { comparePackets } from './compare/comparePackets.ts';
import { compareWithLive } from './compare/compareWithLive.ts';
import { createComparisons } from './compare/comparisons.ts';
import { showComparisonTree } from './compare/comparisonTree.ts';
import { provideBuiltinDocuments, provideDiagnosticDocuments } from './languageClient/documents.ts';
import { createServer, type MakeClient } from './languageClient/server.ts';
import { serverCommands, showStatus } from './languageClient/statusItem.ts';
import { packetCommands } from './packet/commands.ts';
import { editorMarks } from './packet/marks.ts';
import { showPacketTree } from './packet/packetTree.ts';
import { packetRecords } from './packet/records.ts';
import { showReachability } from './reachability/panel.ts';
import { provideTasks } from './tasks/cliTasks.ts';
import { expectationTests } from './testing/expectationTests.ts';
import { treeOptions } from './trees/filter.ts';
import { followEditor, showModelTree } from './trees/modelTree.ts';

/** Everything that the extension offers, in one place. How a language client is made differs between Node and the browser. */
export function activate(context: vscode.ExtensionContext, views: Views, makeClient: MakeClient): void {
  const { extensionUri, workspaceState } = context;
  const server = createServer(extensionUri, makeClient);
  const comparisons = createComparisons();
  const applyChange = changes(server, comparisons);
  const options = treeOptions(workspaceState);
  const groups = showModelTree('groups', { server, options, applyChange, slot: views.groups });
  const cvms = showModelTree('cvms', { server, options, applyChange, slot: views.cvms });
  const places = { server, groups, cvms };
  const records = packetRecords(workspaceState);
  const packets = showPacketTree(records, views.packets);
  const marks = editorMarks(server);
  const packetCommand = packetCommands({ server, records, tree: packets, marks, applyChange, extension: extensionUri });
  const tests = expectationTests(server);
  const comparisonTree = showComparisonTree(server, comparisons);

  context.subscriptions.push(
    server,
    showStatus(server),
    provideBuiltinDocuments(server),
    provideDiagnosticDocuments(extensionUri),
    options,
    groups,
    cvms,
    followEditor(server, [groups, cvms]),
    records,
    packets,
    marks,
    packetCommand,
    tests,
    comparisonTree,
    comparisons,
    provideTasks(),
    registerCommands(server.log, [
      ...serverCommands(server),
      ...treeCommands(options, groups, cvms),
      ...nodeCommands(places),
      ...groupCommands(places, applyChange),
      ...ruleCommands(places, applyChange),
      ...membershipCommands(places, applyChange),
      ...exportCommands(places),
      importRules(places, comparisons),
      comparePackets(server, comparisons),
      compareWithLive(server, comparisons),
      adoptLive(places, comparisons),
      pullFromCloud(server),
      ...comparisonTree.commands,
      showReachability(server, extensionUri),
      ...workspaceCommands(server, tests),
      codeActionEdit(server, comparisons),
      planChanges(server),
      ...startCommands(context, server),
      ...packetCommand.commands,
    ]),
  );
  void showOpenedSamples(context);
  void server.start();
}
