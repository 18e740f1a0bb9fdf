import { codes } from '#diagnostics/codes.ts';
import type { LineIndex } from '#text/lineIndex.ts';
import { positionAt } from '#text/lineIndex.ts';
import type { Range } from '#text/range.ts';
import type { PlacedRelated, Snapshot } from '#workspace/snapshot.ts';
import { shownFile } from '../paths.ts';
import type { Standing } from '../standing.ts';
import type { System } from '../system.ts';
import type { FindingsReport } from './finding.ts';
import { indexOf } from './related.ts';

declare const __VERSION__: string;

const level = { error: 'error', warning: 'warning', information: 'note', hint: 'note', off: 'none' } as const;

export interface SarifRule {
  readonly id: string;
  readonly shortDescription: { readonly text: string };
  readonly defaultConfiguration?: { readonly level: string; readonly enabled?: boolean };
}

export interface SarifResult {
  readonly ruleId: string;
  readonly level: 'error' | 'warning' | 'note' | 'none';
  readonly message: string;
  /** Absent where it is about something that is no longer there. */
  readonly at?: Standing;
  readonly related: readonly PlacedRelated[];
}

export function sarif(system: System): FindingsReport {
  const rules = codes.map(({ code, severity, title }) => ({
    id: code,
    shortDescription: { text: title },
    defaultConfiguration: { level: level[severity], ...(severity === 'off' ? { enabled: false } : {}) },
  }));
  const { head, between, result, foot } = logOf(system, rules);
  return {
    head: () => head,
    between,
    row: (snapshot, { file, diagnostic }) =>
      result(snapshot, {
        ruleId: diagnostic.code,
        level: level[diagnostic.severity],
        message: diagnostic.message,
        at: { file, range: diagnostic },
        related: diagnostic.related,
      }),
    foot: ({ files, ...counts }) => foot(Object.values(counts).every((count) => count === 0)),
  };
}

export function log(
  system: System,
  snapshot: Snapshot,
  rules: readonly SarifRule[],
  results: readonly SarifResult[],
): string {
  const { head, between, result, foot } = logOf(system, rules);
  return `${head}${results.map((each) => result(snapshot, each)).join(between)}${foot(results.length === 0)}`;
}

interface Log {
  readonly head: string;
  readonly result: (snapshot: Snapshot, result: SarifResult) => string;
  readonly between: string;
  readonly foot: (isEmpty: boolean) => string;
}

/** SARIF 2.1.0, as code scanning reads it: one run, columns in UTF-16. */
function logOf(system: System, rules: readonly SarifRule[]): Log {
  const written = (snapshot: Snapshot, { ruleId, level, message, at, related }: SarifResult) => ({
    ruleId,
    ruleIndex: rules.findIndex(({ id }) => id === ruleId),
    level,
    message: { text: message },
    locations: at === undefined ? [] : [{ physicalLocation: place(system, at.file.uri, at.file.lineIndex, at.range) }],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((each) => ({
            physicalLocation: place(system, each.uri, indexOf(snapshot, each.uri), each),
            message: { text: each.message },
          })),
        }),
  });
  const tool = { driver: { name: 'secgroup', version: __VERSION__, semanticVersion: __VERSION__, rules } };
  const runs = [{ tool, columnKind: 'utf16CodeUnits', results: [] }];
  const $schema = 'https://json.schemastore.org/sarif-2.1.0.json';
  const around = JSON.stringify({ $schema, version: '2.1.0', runs }, undefined, 2);
  const at = around.lastIndexOf(']', around.lastIndexOf('"results": []') + '"results": []'.length);
  return {
    head: around.slice(0, at),
    between: ',',
    result: (snapshot, result) =>
      `${RESULT}${JSON.stringify(written(snapshot, result), undefined, 2).replaceAll('\n', RESULT)}`,
    foot: (isEmpty) => `${isEmpty ? '' : RESULT.slice(0, -2)}${around.slice(at)}\n`,
  };
}

/** The line break before what stands in the list of results. */
const RESULT = '\n        ';

function place(system: System, uri: string, index: LineIndex, range: Range) {
  const start = positionAt(index, range.start);
  const end = positionAt(index, range.end);
  return {
    artifactLocation: { uri: shownFile(system, uri).split('/').map(encodeURIComponent).join('/') },
    region: {
      startLine: start.line + 1,
      startColumn: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
    },
  };
}
