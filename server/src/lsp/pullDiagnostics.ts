import * as lsp from 'vscode-languageserver';
import { t } from '#util/l10n.ts';
import type { Steps } from '#util/steps.ts';
import { fileContext } from './context.ts';
import { cancelled } from './inSlices.ts';
import { beginProgress, progressAt } from './progress.ts';
import { within } from './scheduler.ts';
import type { Judged } from './server.ts';
import { clientUri } from './uris.ts';

/** So long the model is bound and judged before messages that wait come in between, in milliseconds. */
const AT_ONCE_MS = 8;

export async function documentDiagnostic(
  server: Judged,
  params: lsp.DocumentDiagnosticParams,
  token: lsp.CancellationToken,
): Promise<lsp.DocumentDiagnosticReport> {
  while (!token.isCancellationRequested) {
    const came = performance.now();
    const context = fileContext(server, params.textDocument.uri);
    if (context === undefined) return { kind: 'full', items: [] };
    const { folder } = context;
    const isWanted = () => !token.isCancellationRequested && server.workspace.folders().includes(folder);
    const depth = server.judging.atOnce(folder, came) ? 'full' : 'quick';
    const steps = server.reports.making(context, depth);
    const report = within(steps, came + AT_ONCE_MS)?.value ?? (await server.scheduler.run(steps, isWanted));
    // The text changed meanwhile: what is answered is of the new one.
    if (report === undefined) continue;
    const { resultId, items } = report;
    server.judging.answered(context, report, depth);
    return params.previousResultId === resultId ? { kind: 'unchanged', resultId } : { kind: 'full', resultId, items };
  }
  throw cancelled();
}

/** How long it takes, in milliseconds, before a client that has not asked for progress is shown some. */
const SHOWN_AFTER_MS = 1000;
/** How often a client that takes parts is sent one. */
const PART_MS = 5;

type FileReport = lsp.WorkspaceDocumentDiagnosticReport;

/**
 * Every file of every folder, whether open or not. Long work goes in slices, so that a key press in between does not wait; what is
 * found is of the texts as they are by then. A client that takes parts is sent each slice, and nothing at the end.
 */
export async function workspaceDiagnostic(
  server: Judged,
  params: lsp.WorkspaceDiagnosticParams,
  token: lsp.CancellationToken,
): Promise<lsp.WorkspaceDiagnosticReport> {
  const workDoneToken = params.workDoneToken ?? undefined;
  const partialResultToken = params.partialResultToken ?? undefined;
  const title = t('Judging rule files');
  let progress = workDoneToken === undefined ? undefined : progressAt(server, workDoneToken, title);
  const previous = new Map((params.previousResultIds ?? []).map(({ uri, value }) => [uri, value]));
  let beginning: Promise<void> | undefined;
  let items: FileReport[] = [];

  function sendPart(): void {
    if (partialResultToken === undefined || items.length === 0) return;
    void server.connection.sendProgress(partType, partialResultToken, { items });
    items = [];
  }

  async function begin(): Promise<void> {
    progress = await beginProgress(server, title);
  }

  function* reporting(uris: readonly string[], began: number): Steps<true> {
    let sent = performance.now();
    for (const [i, canonical] of uris.entries()) {
      const report = yield* reportOf(server, canonical, previous);
      if (report !== undefined) items.push(report);
      yield;
      const now = performance.now();
      if (now - sent < PART_MS) continue;
      sent = now;
      sendPart();
      if (progress === undefined && now - began > SHOWN_AFTER_MS) beginning ??= begin();
      progress?.report((100 * i) / uris.length, t('{0} of {1}', i, uris.length));
    }
    return true;
  }

  try {
    const began = performance.now();
    await judgeAll(server, token);
    const uris = server.workspace.folders().flatMap(({ files }) => [...files.keys()]);
    const done = await server.scheduler.run(reporting(uris, began), () => !token.isCancellationRequested);
    if (done === undefined) throw cancelled();
    // Files that are no more: their findings go too.
    for (const uri of previous.keys()) items.push({ kind: 'full', uri, version: null, items: [] });
    sendPart();
    return { items };
  } finally {
    await beginning;
    progress?.done();
  }
}

const partType = new lsp.ProgressType<lsp.WorkspaceDiagnosticReportPartialResult>();

/** Judges everything about each model, as they are when that is done. */
async function judgeAll(server: Judged, token: lsp.CancellationToken): Promise<void> {
  for (const { root } of server.workspace.folders()) {
    for (;;) {
      const folder = server.workspace.folders().find((each) => each.root === root);
      if (folder === undefined || (await server.judging.whole(folder))) break;
      if (token.isCancellationRequested) throw cancelled();
    }
  }
}

/** Nothing for a file that is gone in the meantime. What is reported is taken out of the previous ids. */
function* reportOf(server: Judged, canonical: string, previous: Map<string, string>): Steps<FileReport | undefined> {
  for (;;) {
    const context = fileContext(server, canonical);
    if (context === undefined) return undefined;
    const uri = clientUri(server, canonical);
    const version = server.documents.get(canonical)?.version ?? null;
    const { resultId, items } = yield* server.reports.making(context, 'full');
    // The text changed between two steps.
    if (!server.workspace.folders().includes(context.folder)) continue;
    const before = previous.get(uri);
    previous.delete(uri);
    return before === resultId
      ? { kind: 'unchanged', uri, version, resultId }
      : { kind: 'full', uri, version, resultId, items };
  }
}
