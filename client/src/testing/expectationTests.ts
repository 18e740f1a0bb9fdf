import * as vscode from 'vscode';
import { type ExpectationItem, expectations } from '#protocol/packets.ts';
import type { Place } from '../commands/arguments.ts';
import { makeDelay } from '../delay.ts';
import { Refused } from '../languageClient/faults.ts';
import { toRange } from '../languageClient/places.ts';
import type { Server } from '../languageClient/server.ts';
import { isRuleFile } from '../ruleFiles.ts';
import { detailsOf } from './coverage.ts';
import { runTests } from './runTests.ts';
import { allOf, byUri, leaves } from './testItems.ts';

export interface ExpectationTests extends vscode.Disposable {
  /** Runs all expectations, those of one file, or the one at a place, in the Test Explorer. */
  run(filter: { readonly uri?: vscode.Uri; readonly place?: Place }): Promise<void>;
}

const discoveryDelayMs = 150;

/** Lists every `expect` as a test item under its file, anew after each change of the model. */
export function expectationTests(server: Server): ExpectationTests {
  const controller = vscode.tests.createTestController(
    'secgroup.expectations',
    vscode.l10n.t('Security Group Expectations'),
  );
  const discover = async (): Promise<void> => fill(controller, (await server.ask(expectations, {})).items);
  controller.resolveHandler = async (item) => {
    if (!item) await discover();
  };
  controller.refreshHandler = discover;

  const delay = makeDelay();
  let discovery: Promise<void> = Promise.resolve();
  const discoverSoon = (): void =>
    delay.start(discoveryDelayMs, () => {
      discovery = discover().catch((error) => server.log.warn(`expectations: ${String(error)}`));
    });

  const profile = runProfile(server, controller);
  const subscriptions = [
    controller,
    delay,
    profile,
    coverageProfile(server, controller),
    server.onDidChangeModel(discoverSoon),
    server.onDidChangeState(discoverSoon),
    // A continuous run answers to every save of a rule file: a rule of any file may decide an expectation of any other.
    vscode.workspace.onDidSaveTextDocument(async (document) => {
      if (!profile.isContinuous() || !isRuleFile(document)) return;
      await discover();
      profile.runAgain();
    }),
  ];
  return {
    async run({ uri, place }) {
      await discovery;
      await discover();
      const include = place ? itemsAt(controller, place) : fileItems(controller, uri);
      if (include.length === 0)
        throw new Refused(vscode.l10n.t('There is no expectation yet: write a line that begins with expect.'));
      const token = new vscode.CancellationTokenSource();
      // As a run that VS Code starts itself: it shows the results, as its settings say.
      const request = new vscode.TestRunRequest(include, undefined, profile.made, false, false);
      await runTests({ server, controller, include, exclude: undefined, request, token: token.token, coverage: false });
      token.dispose();
    },
    dispose: () => vscode.Disposable.from(...subscriptions).dispose(),
  };
}

interface RunProfile extends vscode.Disposable {
  readonly made: vscode.TestRunProfile;
  isContinuous(): boolean;
  /** Runs again what VS Code has asked to run continuously. */
  runAgain(): void;
}

function runProfile(server: Server, controller: vscode.TestController): RunProfile {
  /** The continuous runs, each with what it includes. */
  const continuous = new Set<{
    readonly include: readonly vscode.TestItem[] | undefined;
    run(items: vscode.TestItem[]): void;
  }>();
  const made = controller.createRunProfile(
    vscode.l10n.t('Run'),
    vscode.TestRunProfileKind.Run,
    (request, token) => {
      const { include, exclude } = request;
      const run = (made: vscode.TestRunRequest) =>
        runTests({ server, controller, include: made.include, exclude, request: made, token, coverage: false });
      if (!request.continuous) return run(request);
      // Each run has a request of its own: VS Code hears no more of one whose run has ended.
      const runItems = (items: vscode.TestItem[]) => void run(new vscode.TestRunRequest(items, exclude, made, true));
      const entry = { include, run: runItems };
      continuous.add(entry);
      token.onCancellationRequested(() => continuous.delete(entry));
      return undefined;
    },
    true,
    undefined,
    true,
  );
  return {
    made,
    isContinuous: () => continuous.size > 0,
    runAgain() {
      for (const { include, run } of continuous) run([...(include ?? allOf(controller.items))]);
    },
    dispose: () => made.dispose(),
  };
}

function coverageProfile(server: Server, controller: vscode.TestController): vscode.TestRunProfile {
  const profile = controller.createRunProfile(
    vscode.l10n.t('Run with Coverage'),
    vscode.TestRunProfileKind.Coverage,
    (request, token) => {
      const { include, exclude } = request;
      return runTests({ server, controller, include, exclude, request, token, coverage: true });
    },
    true,
  );
  profile.loadDetailedCoverage = async (_run, file) => detailsOf(file);
  return profile;
}

/** Items keep their identity, so that results stay beside what did not change. */
function fill(controller: vscode.TestController, found: readonly ExpectationItem[]): void {
  const byFile = byUri(found);
  const files = [...byFile].map(([uri, expectationsOfFile]) => {
    const fileUri = vscode.Uri.parse(uri, true);
    const known = controller.items.get(uri);
    const file = known ?? controller.createTestItem(uri, vscode.workspace.asRelativePath(fileUri), fileUri);
    const items = expectationsOfFile.map(({ id, label, range }) => {
      const item = file.children.get(id) ?? controller.createTestItem(id, label, fileUri);
      item.label = label;
      item.range = toRange(range);
      return item;
    });
    file.children.replace(items);
    return file;
  });
  controller.items.replace(files.toSorted((a, b) => a.label.localeCompare(b.label)));
}

function fileItems(controller: vscode.TestController, uri: vscode.Uri | undefined): readonly vscode.TestItem[] {
  const files = allOf(controller.items);
  return uri === undefined ? files : files.filter((item) => item.uri?.toString() === uri.toString());
}

function itemsAt(controller: vscode.TestController, { uri, position }: Place): readonly vscode.TestItem[] {
  return fileItems(controller, uri)
    .flatMap((file) => leaves(file.children))
    .filter(({ range }) => range?.contains(position));
}
