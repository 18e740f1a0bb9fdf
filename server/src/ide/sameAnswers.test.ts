// Guards that what is kept from one change to the next is never seen: after any edits of a random world, in several files, everything
// that is said of it is what is said of the same texts read for the first time.
import { expect, test } from 'vitest';
import { covering } from '#engine/reach/coverage.ts';
import { judgeExpectation } from '#engine/reach/expectation.ts';
import { reach } from '#engine/reach/reach.ts';
import { makingReachMap } from '#engine/reach/reachMap.ts';
import { finish } from '#util/steps.ts';
import type { Folder } from '#workspace/folder.ts';
import { diagnosticsOf, judgeOthers } from '#workspace/folderDiagnostics.ts';
import { commandLimits } from '#workspace/limits.ts';
import { loadFiles } from '#workspace/loadFiles.ts';
import { Workspace } from '#workspace/workspace.ts';
import { broken, editBetween, ROOT, textsOf } from '../../test/support/editedTexts.ts';
import { memoryHost } from '../../test/support/memoryHost.ts';
import { type Random, randomFrom } from '../../test/support/random.ts';
import { changedWorld, randomWorld } from '../../test/support/randomWorld.ts';
import { rounds } from '../../test/support/rounds.ts';
import { codeLenses } from './codeLenses.ts';
import { documentSymbols } from './documentSymbols.ts';
import { inlayHints } from './inlayHints.ts';
import { semanticTokens } from './semanticTokens.ts';
import { treeChildren } from './tree.ts';

const TODAY = '2026-06-01';
const EDITS = 8;

test(
  'after any edits of random worlds all is said as of texts that are read for the first time',
  async () => {
    const counts = { sequences: 0, steps: 0, findings: 0, failed: 0, passed: 0 };
    for (let seed = 1; seed <= rounds(12, 20_000); seed++) {
      const random = randomFrom(seed);
      let world = randomWorld(random);
      const texts = textsOf(random, world);
      const workspace = new Workspace({ host: memoryHost(texts), limits: commandLimits, today: () => TODAY });
      await workspace.addFolder(ROOT);
      for (let step = 0; step < EDITS; step++) {
        if (random() < 0.6) world = changedWorld(random, world);
        const wanted = random() < 0.75 ? textsOf(random, world) : new Map([...texts].map(broken(random)));
        for (const [uri, text] of wanted) {
          const edit = editBetween(texts.get(uri) ?? '', text);
          texts.set(uri, text);
          if (edit !== undefined) workspace.changeText(uri, text, random() < 0.8 ? [edit] : undefined);
        }
        // Some changes come before all is judged of the one before, or anything is.
        if (random() < 0.4) judgeSome(random, workspace.folders()[0] as Folder);
        if (random() < 0.3) continue;
        const folder = workspace.folders()[0] as Folder;
        const fresh = loadFiles({ root: ROOT, texts, today: TODAY, limits: commandLimits });
        const [kept, made] = [saidOf(folder), saidOf(fresh)];
        expect([seed, step, kept]).toEqual([seed, step, made]);
        counts.steps++;
        counts.findings += made.findings.flatMap(([, found]) => found).length;
        for (const { status } of made.expectations) if (status === 'failed' || status === 'passed') counts[status]++;
      }
      counts.sequences++;
    }
    console.info(`same answers: ${JSON.stringify(counts)}`);
    expect(Math.min(counts.findings, counts.failed, counts.passed)).toBeGreaterThan(20);
  },
  rounds(120_000, 36_000_000),
);

function judgeSome(random: Random, folder: Folder): void {
  const steps = judgeOthers(folder);
  for (let left = Math.floor(random() * 30); left > 0 && !steps.next().done; left--);
}

function saidOf(folder: Folder) {
  const { model, files } = folder;
  const uris = [...files.keys()];
  const map = finish(makingReachMap(model, 'default'));
  return {
    findings: uris.map((uri) => [uri, diagnosticsOf(folder, uri)] as const),
    tokens: uris.map((uri) => finish(semanticTokens(folder, uri))),
    symbols: uris.map((uri) => finish(documentSymbols(folder, uri))),
    lenses: uris.map((uri) => finish(codeLenses(folder, uri, new Set(['groups', 'expectations', 'cvms'])))),
    hints: uris.map((uri) => finish(inlayHints(folder, uri, { start: 0, end: 1e6 }, new Set(['members'])))),
    trees: (['groups', 'cvms'] as const).map((view) => nodesOf(folder, view)),
    expectations: model.expectations.map((expectation) => {
      const result = judgeExpectation(model, expectation);
      if (result.status !== 'failed') return result;
      return { ...result, step: result.step?.owners, trace: result.trace.verdict };
    }),
    coverage: [...finish(covering(model, model.expectations)).policies]
      .map(({ index, rule }) => `${index} ${rule.start}`)
      .sort(),
    reach: reach(model, { region: 'default', from: { kind: 'internet' } }),
    all: reach(model, { region: 'default' }),
    map: {
      ...map,
      nodes: map.nodes.map((node) => (node.kind === 'machines' ? node.cvms.map(({ key }) => key) : node.kind)),
    },
  };
}

function nodesOf(folder: Folder, view: 'groups' | 'cvms', node?: string): unknown[] {
  return treeChildren([folder], node, { view }).map((child) => [
    child,
    child.hasChildren ? nodesOf(folder, view, child.id) : [],
  ]);
}

test('an expectation is judged again only where something changed that it speaks of', async () => {
  // Guards the cost of an edit: what follows from other lists and machines is not looked at again.
  const uri = `${ROOT}/a.sg`;
  let text = `group web { inbound { allow tcp 80 from any } outbound { allow all to any } }
group db { inbound { allow tcp 3306 from web } }
group far { inbound { allow tcp 1 from 10.9.0.0/16 } outbound { allow tcp 5 to any } }
cvm web-1 { private-ip 10.0.0.1 groups web }
cvm db-1 { private-ip 10.0.0.2 groups db }
cvm far-1 { private-ip 10.0.0.3 groups far }
expect allow tcp 3306 from web to db
expect deny tcp 22 from any to db-1
`;
  const workspace = new Workspace({
    host: memoryHost([[uri, text]]),
    limits: commandLimits,
    today: () => TODAY,
  });
  await workspace.addFolder(ROOT);
  const answers = () => {
    const { model } = workspace.folders()[0] as Folder;
    return model.expectations.map((expectation) => judgeExpectation(model, expectation));
  };
  const change = (from: string, to: string): readonly boolean[] => {
    const before = answers();
    const edit = editBetween(text, text.replace(from, to)) as NonNullable<ReturnType<typeof editBetween>>;
    text = text.replace(from, to);
    workspace.changeText(uri, text, [edit]);
    return answers().map((answer, i) => answer === before[i]);
  };
  expect(change('tcp 1 from', 'tcp 2 from')).toEqual([true, true]);
  expect(change('tcp 5 to', 'tcp 6 to')).toEqual([true, false]);
  expect(change('groups far', 'groups far, far')).toEqual([true, false]);
  expect(change('cvm far-1 {', 'cvm far-1 { id ins-1')).toEqual([true, false]);
  expect(change('tcp 80 from', 'tcp 81 from')).toEqual([true, true]);
  expect(change('all to any } }', 'tcp to any } }')).toEqual([false, false]);
  expect(change('groups db', 'groups db, far')).toEqual([false, false]);
  expect(answers().map(({ status }) => status)).toEqual(['passed', 'passed']);
});
