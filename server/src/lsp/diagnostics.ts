// Findings in the form in which they are sent. The result for a block is kept until something about the block changes.

import * as lsp from 'vscode-languageserver';
import {
  documentationOf,
  MAX_DIAGNOSTICS,
  type ShownBlock,
  type ShownDiagnostic,
  shownBlocks,
} from '#ide/diagnostics.ts';
import type { FindingData } from '#protocol/requests.ts';
import { memo, sameItems } from '#util/memo.ts';
import type { Steps } from '#util/steps.ts';
import { isShown, locationOf, type PlacedFile } from './places.ts';
import { positionOf, rangeOf } from './positions.ts';
import { clientUri } from './uris.ts';

/** All of one file. The id is the same as long as the findings and their places are. */
export interface Report {
  readonly resultId: string;
  readonly items: lsp.Diagnostic[];
}

export interface Reports {
  /** The present report of a file, made in steps and anew only where it changed. */
  making(context: PlacedFile, depth: 'quick' | 'full'): Steps<Report>;
}

type MadeBlock = readonly lsp.Diagnostic[];

export function keepReports(): Reports {
  const reports = new Map<string, Report & { readonly blocks: readonly MadeBlock[] }>();
  const made = memo<object, MadeBlock>();
  // Ids of a server that was there before this one must not be taken for ours.
  const session = Date.now().toString(36);
  let count = 0;

  function blockOf(context: PlacedFile, shown: ShownBlock): MadeBlock {
    // Ranges follow from where the block begins, and where the blocks of related places begin.
    const at: (number | string)[] = [];
    addStart(at, context, context.uri, shown.start);
    for (const { uri, start } of shown.related) addStart(at, context, uri, start);
    return made(shown.key, at, () => shown.diagnostics().map((diagnostic) => diagnosticOf(context, diagnostic)));
  }

  return {
    *making(context, depth) {
      const blocks: MadeBlock[] = [];
      for (const shown of yield* shownBlocks(context.folder, context.uri, depth)) {
        blocks.push(blockOf(context, shown));
        yield;
      }
      const known = reports.get(context.uri);
      if (known !== undefined && sameItems(known.blocks, blocks)) return known;
      const report = {
        resultId: `${session}-${++count}`,
        items: gravest(blocks.flat()),
        blocks,
      };
      reports.set(context.uri, report);
      return report;
    },
  };
}

/** Adds the start of the block. The client may later spell the URI of the file differently. */
function addStart(at: (number | string)[], context: PlacedFile, uri: string, start: number): void {
  const file = context.folder.files.get(uri);
  if (file === undefined) return;
  const { line, character } = positionOf(file.lineIndex, start, context.server.client.encoding);
  at.push(line, character, clientUri(context.server, uri));
}

const severities = {
  error: lsp.DiagnosticSeverity.Error,
  warning: lsp.DiagnosticSeverity.Warning,
  information: lsp.DiagnosticSeverity.Information,
  hint: lsp.DiagnosticSeverity.Hint,
} as const;

export function diagnosticOf(context: PlacedFile, shown: ShownDiagnostic): lsp.Diagnostic {
  const { file, server } = context;
  const related = server.client.relatedInformation ? shown.related.filter((each) => isShown(server, each)) : [];
  return {
    range: rangeOf(file.lineIndex, shown, server.client.encoding),
    severity: severities[shown.severity],
    code: shown.code,
    ...(server.client.showsDocuments ? { codeDescription: { href: documentationOf(shown.code) } } : {}),
    source: 'secgroup',
    message: shown.message,
    ...(shown.notJson ? { data: { notJson: true } satisfies FindingData } : {}),
    ...(shown.unnecessary ? { tags: [lsp.DiagnosticTag.Unnecessary] } : {}),
    ...(related.length === 0
      ? {}
      : {
          relatedInformation: related.map((each) => ({ location: locationOf(context, each), message: each.message })),
        }),
  };
}

/** The first thousand of the gravest, in the order of the text. */
function gravest(items: lsp.Diagnostic[]): lsp.Diagnostic[] {
  if (items.length <= MAX_DIAGNOSTICS) return items;
  const counts = [0, 0, 0, 0, 0];
  for (const { severity = 1 } of items) counts[severity] = (counts[severity] ?? 0) + 1;
  const room = [0, 0, 0, 0, 0];
  let left = MAX_DIAGNOSTICS;
  for (let severity = 1; severity <= 4; severity++) {
    room[severity] = Math.min(left, counts[severity] ?? 0);
    left -= room[severity] ?? 0;
  }
  return items.filter(({ severity = 1 }) => take(room, severity));
}

function take(room: number[], severity: number): boolean {
  const left = room[severity] ?? 0;
  room[severity] = left - 1;
  return left > 0;
}
