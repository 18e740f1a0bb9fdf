import * as lsp from 'vscode-languageserver';
import { failure } from './handlers.ts';
import { clientUri, fileContext, type Server } from './server.ts';
import { pause, SLICE_MS } from './slices.ts';

export function documentDiagnostic(server: Server, params: lsp.DocumentDiagnosticParams): lsp.DocumentDiagnosticReport {
  const context = fileContext(server, params.textDocument.uri);
  if (context === undefined) return { kind: 'full', items: [] };
  const depth = server.rest.settle(context.snapshot) ? 'full' : 'quick';
  const { resultId, items } = server.reports.of(context, depth);
  return params.previousResultId === resultId ? { kind: 'unchanged', resultId } : { kind: 'full', resultId, items };
}

/** Every file of every folder, whether open or not. Long work goes in slices, so that a key press in between does not wait. */
export async function workspaceDiagnostic(
  server: Server,
  params: lsp.WorkspaceDiagnosticParams,
  token: lsp.CancellationToken,
): Promise<lsp.WorkspaceDiagnosticReport> {
  const previous = new Map((params.previousResultIds ?? []).map(({ uri, value }) => [uri, value]));
  const items: lsp.WorkspaceDocumentDiagnosticReport[] = [];
  const uris = server.workspace.snapshots().flatMap(({ files }) => [...files.keys()]);
  for (const snapshot of server.workspace.snapshots()) await server.rest.finish(snapshot);
  let since = performance.now();
  for (const canonical of uris) {
    const context = fileContext(server, canonical);
    // Gone in the meantime.
    if (context === undefined) continue;
    const uri = clientUri(server, canonical);
    const version = server.documents.get(canonical)?.version ?? null;
    const { resultId, items: found } = server.reports.of(context);
    const before = previous.get(uri);
    previous.delete(uri);
    items.push(
      before === resultId
        ? { kind: 'unchanged', uri, version, resultId }
        : { kind: 'full', uri, version, resultId, items: found },
    );
    if (performance.now() - since > SLICE_MS) {
      await pause();
      if (token.isCancellationRequested) throw failure(lsp.LSPErrorCodes.RequestCancelled, 'Cancelled.');
      since = performance.now();
    }
  }
  // Files that are no more: their findings go too.
  for (const uri of previous.keys()) items.push({ kind: 'full', uri, version: null, items: [] });
  return { items };
}
