// Findings in the form in which they are sent. What is made of a block is kept until something about it changes.

import * as lsp from 'vscode-languageserver';
import {
  documentationOf,
  MAX_DIAGNOSTICS,
  type ShownBlock,
  type ShownDiagnostic,
  shownBlocks,
} from '#ide/diagnostics.ts';
import type { Place } from '#ide/place.ts';
import { locationOf } from './places.ts';
import { positionOf, rangeOf } from './positions.ts';
import { clientUri, type FileContext } from './server.ts';

/** All of one file. The id is the same as long as the findings and their places are. */
export interface Report {
  readonly resultId: string;
  readonly items: lsp.Diagnostic[];
}

export interface Reports {
  /** The present report of a file, made anew only where it changed. */
  of(context: FileContext, depth?: 'quick' | 'full'): Report;
  forget(uri: string): void;
}

interface MadeBlock {
  readonly at: string;
  readonly items: readonly lsp.Diagnostic[];
}

export function keepReports(): Reports {
  const reports = new Map<string, Report & { readonly blocks: readonly MadeBlock[] }>();
  const made = new WeakMap<object, MadeBlock>();
  // Ids of a server that was there before this one must not be taken for ours.
  const session = Date.now().toString(36);
  let count = 0;

  function blockOf(context: FileContext, shown: ShownBlock): MadeBlock {
    const own = { uri: context.uri, start: shown.start, end: shown.start };
    const at = [own, ...shown.related].map((place) => stampOf(context, place)).join();
    const known = made.get(shown.key);
    if (known?.at === at) return known;
    const items = shown.diagnostics().map((diagnostic) => diagnosticOf(context, diagnostic));
    const block = { at, items };
    made.set(shown.key, block);
    return block;
  }

  return {
    of(context, depth = 'full') {
      const blocks = shownBlocks(context.snapshot, context.uri, depth).map((shown) => blockOf(context, shown));
      const known = reports.get(context.uri);
      if (known !== undefined && sameBlocks(known.blocks, blocks)) return known;
      const report = {
        resultId: `${session}-${++count}`,
        items: loudest(blocks.flatMap(({ items }) => items)),
        blocks,
      };
      reports.set(context.uri, report);
      return report;
    },
    forget: (uri) => void reports.delete(uri),
  };
}

/** Tells where a block begins, for as long as the files of the client have these names. */
function stampOf(context: FileContext, { uri, start }: Place): string {
  const file = context.snapshot.files.get(uri);
  if (file === undefined) return uri;
  const { line, character } = positionOf(file.lineIndex, start, context.server.client.encoding);
  return `${clientUri(context.server, uri)}:${line}:${character}`;
}

const severities = {
  error: lsp.DiagnosticSeverity.Error,
  warning: lsp.DiagnosticSeverity.Warning,
  information: lsp.DiagnosticSeverity.Information,
  hint: lsp.DiagnosticSeverity.Hint,
} as const;

export function diagnosticOf(context: FileContext, shown: ShownDiagnostic): lsp.Diagnostic {
  const { file, server } = context;
  const related = server.client.relatedInformation ? shown.related : [];
  return {
    range: rangeOf(file.lineIndex, shown, server.client.encoding),
    severity: severities[shown.severity],
    code: shown.code,
    codeDescription: { href: documentationOf(shown.code) },
    source: 'secgroup',
    message: shown.message,
    ...(shown.unnecessary ? { tags: [lsp.DiagnosticTag.Unnecessary] } : {}),
    ...(related.length === 0
      ? {}
      : {
          relatedInformation: related.map((each) => ({ location: locationOf(context, each), message: each.message })),
        }),
  };
}

/** The first thousand of the gravest, in the order of the text. */
function loudest(items: lsp.Diagnostic[]): lsp.Diagnostic[] {
  if (items.length <= MAX_DIAGNOSTICS) return items;
  const kept = new Set(items.toSorted((a, b) => (a.severity ?? 1) - (b.severity ?? 1)).slice(0, MAX_DIAGNOSTICS));
  return items.filter((item) => kept.has(item));
}

function sameBlocks(a: readonly MadeBlock[], b: readonly MadeBlock[]): boolean {
  return a.length === b.length && a.every((block, i) => block === b[i]);
}
