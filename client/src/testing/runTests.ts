import * as vscode from 'vscode';
import { type ExpectationResult, runExpectations } from '#protocol/packets.ts';
import { faultText } from '../languageClient/faults.ts';
import { incompleteText } from '../languageClient/incomplete.ts';
import { toLocation } from '../languageClient/places.ts';
import type { Server } from '../languageClient/server.ts';
import { coverageOf } from './coverage.ts';
import { allOf, leaves } from './testItems.ts';

export interface TestRunParts {
  readonly server: Server;
  readonly controller: vscode.TestController;
  /** Absent where all are run. */
  readonly include: readonly vscode.TestItem[] | undefined;
  readonly exclude: readonly vscode.TestItem[] | undefined;
  readonly request: vscode.TestRunRequest;
  readonly token: vscode.CancellationToken;
  readonly coverage: boolean;
}

export async function runTests(parts: TestRunParts): Promise<void> {
  const { server, controller, include, exclude = [], request, token, coverage } = parts;
  const excluded = new Set(exclude.flatMap(leavesOf));
  const items = (include ?? allOf(controller.items)).flatMap(leavesOf).filter((item) => !excluded.has(item));
  const run = controller.createTestRun(request);
  try {
    for (const item of items) run.started(item);
    const started = Date.now();
    const ids = items.map(({ id }) => id);
    const answer = await server.ask(runExpectations, { ids, coverage }, token);
    const duration = Math.max(1, (Date.now() - started) / Math.max(1, items.length));
    const results = new Map(answer.results.map((result) => [result.id, result]));
    for (const item of items) report(run, item, results.get(item.id), duration);
    for (const file of coverageOf(answer.coverage ?? [])) run.addCoverage(file);
  } catch (error) {
    if (error instanceof vscode.CancellationError) return;
    for (const item of items) run.errored(item, new vscode.TestMessage(faultText(error)));
  } finally {
    run.end();
  }
}

const leavesOf = (item: vscode.TestItem): readonly vscode.TestItem[] =>
  item.children.size > 0 ? leaves(item.children) : [item];

function report(
  run: vscode.TestRun,
  item: vscode.TestItem,
  result: ExpectationResult | undefined,
  duration: number,
): void {
  const damage = incompleteText(result?.incomplete ?? []);
  const parts = [`${result?.status ?? 'unknown'}: ${item.label}`, result?.message, damage].filter(Boolean);
  const line = parts.join('\n  ');
  // VS Code writes the output of an item behind its line in the editor: that of one that has passed is therefore the run's.
  const said = `${line.replaceAll('\n', '\r\n')}\r\n`;
  if (result?.status === 'passed') run.appendOutput(said);
  else run.appendOutput(said, undefined, item);
  switch (result?.status) {
    case 'passed':
      // A file that was not read could refute it.
      if (damage === undefined) run.passed(item, duration);
      else run.errored(item, new vscode.TestMessage(damage), duration);
      return;
    case 'failed':
      run.failed(item, failure(item, result), duration);
      return;
    case 'empty':
      // Without a packet to judge, the expectation neither holds nor fails.
      run.skipped(item);
      return;
    case 'unknown':
    case undefined:
      run.errored(
        item,
        new vscode.TestMessage(result?.message ?? vscode.l10n.t('It is no longer in the file.')),
        duration,
      );
  }
}

/** The message, which names the packet, at the line of the expectation; as the one frame of a stack, the rule that decided. */
function failure(item: vscode.TestItem, { message, decidedBy }: ExpectationResult): vscode.TestMessage {
  const result = new vscode.TestMessage(message);
  const location = locationOf(item);
  if (location) result.location = location;
  if (decidedBy) {
    const { uri, range } = toLocation(decidedBy);
    const label = vscode.l10n.t('rule {0} of {1}: {2}', decidedBy.index, decidedBy.owner, decidedBy.text);
    result.stackTrace = [new vscode.TestMessageStackFrame(label, uri, range.start)];
  }
  return result;
}

function locationOf({ uri, range }: vscode.TestItem): vscode.Location | undefined {
  return uri && range ? new vscode.Location(uri, range) : undefined;
}
