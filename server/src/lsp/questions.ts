// Requests about expectations, reach, comparisons and the map.

import { type Compared, compareWith, compareWithFiles } from '#ide/compare.ts';
import * as ide from '#ide/expectations.ts';
import { changeTexts, packetChanges } from '#ide/packetChanges.ts';
import { type MapGraph, reachabilityMap as map } from '#ide/reachabilityMap.ts';
import type { RuleSpot } from '#ide/ruleSpot.ts';
import type * as protocol from '#protocol/packets.ts';
import type { Failure } from '#protocol/requests.ts';
import * as asking from '#questions/reach.ts';
import { t } from '#util/l10n.ts';
import { inParts, type Steps } from '#util/steps.ts';
import type { Folder } from '#workspace/folder.ts';
import { askedFolders, chosenFolders, fileContext, noRuleFiles } from './context.ts';
import type { Handler } from './handlers.ts';
import { inSlices } from './inSlices.ts';
import { rulePlace } from './packets.ts';
import { locationOf, sentIncomplete } from './places.ts';
import type { Models, Sliced } from './server.ts';
import { canonicalUri } from './uris.ts';

export const expectations: Handler<typeof protocol.expectations, Models> = (server, choice) => {
  const file = choice.uri === undefined ? undefined : fileContext(server, choice.uri);
  const folders = file === undefined ? chosenFolders(server, choice) : [file.folder];
  const items = folders.flatMap((folder) =>
    ide
      .expectations(folder, file?.uri)
      .map(({ id, label, place }) => ({ id, label, ...locationOf({ server, folder }, place) })),
  );
  return { items };
};

interface Ran {
  readonly results: readonly protocol.ExpectationResult[];
  readonly coverage?: readonly protocol.RuleCoverage[];
}

export const runExpectations: Handler<typeof protocol.runExpectations, Sliced> = (server, params, token) => {
  return inSlices(server, running(server, params), token);
};

function* running(server: Models, { ids, coverage }: protocol.ExpectationsToRun): Steps<Ran> {
  const wanted = new Set(ids);
  const results: protocol.ExpectationResult[] = [];
  const covered: protocol.RuleCoverage[] = [];
  for (const folder of server.workspace.folders()) {
    const items = ide.expectations(folder).filter(({ id }) => wanted.has(id));
    for (const item of items) {
      const { decidedBy, incomplete, ...judged } = yield* ide.judge(folder, item);
      yield;
      results.push({
        id: item.id,
        ...judged,
        decidedBy: decidedBy === null ? null : rulePlace({ server, folder }, decidedBy),
        incomplete: sentIncomplete({ server, folder }, incomplete),
      });
    }
    if (coverage === true && items.length > 0) {
      const rules = yield* ide.coverage(folder, items);
      covered.push(
        ...rules.map(({ place, covered: is }) => ({ ...locationOf({ server, folder }, place), covered: is })),
      );
    }
  }
  return coverage === true ? { results, coverage: covered } : { results };
}

/** Of several models the first that knows the end answers. */
export const reach: Handler<typeof protocol.reach, Sliced> = async (server, question, token) => {
  if ((question.from === undefined) === (question.to === undefined))
    return { error: t("Write either 'from' or 'to'.") };
  let error = noRuleFiles();
  for (const folder of askedFolders(server, question)) {
    const found = await inSlices(server, sentReach(server, folder, question), token);
    if (!('error' in found)) return found;
    error = found.error;
  }
  return { error };
};

function* sentReach(
  server: Models,
  folder: Folder,
  question: protocol.ReachQuestion,
): Steps<protocol.ReachAnswer | Failure> {
  const found = yield* asking.reaching(folder, { ...question, sayRegion: t('say which region') });
  if ('error' in found) return found;
  const { paths, incomplete, ...answer } = found.answer;
  return {
    ...answer,
    paths: yield* inParts(paths, (part) => part.map(({ from, to, services }) => ({ from, to, services }))),
    incomplete: sentIncomplete({ server, folder }, incomplete),
  };
}

export const diff: Handler<typeof protocol.diff, Sliced> = async (server, params, token) => {
  const { uri, oldFiles, withBefore = false } = params;
  const by = withBefore ? 'both' : 'now';
  const files = new Map((oldFiles ?? [{ uri }]).map((each) => [canonicalUri(server, each.uri), each.text]));
  const comparing =
    oldFiles === undefined
      ? await comparingFile(server, params, by)
      : comparingFiles(chosenFolders(server, { uri })[0], files, by);
  if ('error' in comparing) return comparing;
  return inSlices(server, sentChanges(server, comparing, { files, withBefore }), token);
};

type Comparing = Steps<Compared | Failure>;

function* sentChanges(
  server: Models,
  comparing: Comparing,
  { files, withBefore }: { readonly files: ReadonlyMap<string, unknown>; readonly withBefore: boolean },
): Steps<protocol.DiffAnswer | Failure> {
  const compared = yield* comparing;
  if ('error' in compared) return compared;
  const { now } = compared;
  const changes = yield* packetChanges(compared);
  const placed = (context: Folder, rule: RuleSpot | null) =>
    rule === null ? null : rulePlace({ server, folder: context }, rule);
  const texts = yield* changeTexts(compared);
  return {
    changes: yield* inParts(changes, (part) =>
      part.map(({ rule, ruleBefore, ...change }) => ({
        ...change,
        rule: placed(now, rule),
        ...(withBefore ? { ruleBefore: placed(compared.old, ruleBefore) } : {}),
      })),
    ),
    text: yield* inParts(texts, (part) =>
      part.map(({ rules, rulesBefore, ...text }) => ({
        ...text,
        rules: rules.map((rule) => rulePlace({ server, folder: now }, rule)),
        rulesBefore: rulesBefore.map((rule) => rulePlace({ server, folder: compared.old }, rule)),
      })),
    ),
    incomplete: incompleteOf(server, compared, files),
  };
}

/** What could not be read in both versions is listed once. The other files are the same in both. */
function incompleteOf(
  server: Models,
  { now, old, incomplete }: Compared,
  files: ReadonlyMap<string, unknown>,
): readonly protocol.Incomplete[] {
  const ofOld = incomplete.old.filter(({ uri }) => files.has(uri));
  const said = new Set(incomplete.now.map(({ uri, message }) => `${uri} ${message}`));
  const onlyThere = ofOld.filter(({ uri, message }) => !said.has(`${uri} ${message}`));
  return [
    ...sentIncomplete({ server, folder: now }, incomplete.now),
    ...sentIncomplete({ server, folder: old }, onlyThere).map((place) => ({
      ...place,
      message: t('{0} (in the other version)', place.message),
    })),
  ];
}

async function comparingFile(
  server: Models,
  { uri, oldText, oldUri, isNew }: protocol.DiffParams,
  by: 'now' | 'both',
): Promise<Comparing | Failure> {
  const file = canonicalUri(server, uri);
  const folder = server.workspace.folderOf(file);
  if (folder === undefined || (isNew !== true && !folder.files.has(file)))
    return { error: t('The file is not a rule file of this workspace.') };
  const old = oldText === undefined ? await textOf(server, folder, oldUri) : { text: oldText };
  if ('error' in old) return old;
  const other = oldUri === undefined ? undefined : canonicalUri(server, oldUri);
  return compareWith(folder, file, old.text, { by, other });
}

function comparingFiles(
  folder: Folder | undefined,
  files: ReadonlyMap<string, string | undefined>,
  by: 'now' | 'both',
): Comparing | Failure {
  return folder === undefined ? { error: noRuleFiles() } : compareWithFiles(folder, files, by);
}

export const reachabilityMap: Handler<typeof protocol.reachabilityMap, Sliced> = async (server, question, token) => {
  const { region, protocol: name, port, ...choice } = question;
  for (const folder of askedFolders(server, choice)) {
    const { model } = folder;
    const home = region ?? model.cvms[0]?.region ?? model.groups.find(({ builtin }) => !builtin)?.region;
    if (home === undefined || !model.regions.has(home)) continue;
    return inSlices(server, sentMap(server, folder, map(folder, home, { protocol: name, port })), token);
  }
  return { nodes: [], edges: [], incomplete: [] };
};

function* sentMap(
  server: Models,
  folder: Folder,
  mapping: ReturnType<typeof map>,
): Steps<protocol.ReachabilityMap | Failure> {
  const found = yield* mapping;
  if ('error' in found) return found;
  const { bundled, leftOut, incomplete } = found;
  const sent = ({ nodes, edges }: MapGraph): protocol.MapGraph => ({
    nodes: nodes.map(({ place, ...node }) =>
      place === undefined ? node : { ...node, location: locationOf({ server, folder }, place) },
    ),
    edges,
  });
  return {
    ...sent(found),
    ...(bundled === undefined ? {} : { bundled: sent(bundled) }),
    ...(leftOut === undefined ? {} : { leftOut }),
    incomplete: sentIncomplete({ server, folder }, incomplete),
  };
}

async function textOf(
  server: Models,
  folder: Folder,
  uri: string | undefined,
): Promise<{ readonly text: string } | { readonly error: string }> {
  if (uri === undefined) return { error: t('Choose what to compare with.') };
  const canonical = canonicalUri(server, uri);
  const open = folder.files.get(canonical);
  return open === undefined ? server.host.read(canonical) : { text: open.text };
}
