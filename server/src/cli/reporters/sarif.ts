import type { Finding } from '#answers/check.ts';
import { indexOf, type Standing } from '#answers/standing.ts';
import { codes } from '#diagnostics/codes.ts';
import type { LineIndex } from '#text/lineIndex.ts';
import { positionAt } from '#text/lineIndex.ts';
import type { Range } from '#text/range.ts';
import type { Folder } from '#workspace/folder.ts';
import type { PlacedRelated } from '#workspace/folderDiagnostics.ts';
import { shownFile } from '../paths.ts';
import type { System } from '../system.ts';
import type { FindingsReport } from './finding.ts';

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
  /** Absent where it is about something that is not in the files any more. */
  readonly at?: Standing | undefined;
  readonly related: readonly PlacedRelated[];
}

export function sarif(system: System): FindingsReport {
  const { head, between, result, foot } = logOf(system, codeRules());
  return {
    head: () => head,
    between,
    row: (folder, finding) => result(folder, resultOf(finding)),
    foot: () => foot,
  };
}

/** The diagnostics as SARIF's rules. */
export function codeRules(): readonly SarifRule[] {
  return codes.map(({ code, severity, title }) => ({
    id: code,
    shortDescription: { text: title },
    defaultConfiguration: { level: level[severity], ...(severity === 'off' ? { enabled: false } : {}) },
  }));
}

export function resultOf({ file, diagnostic }: Finding): SarifResult {
  return {
    ruleId: diagnostic.code,
    level: level[diagnostic.severity],
    message: diagnostic.message,
    at: { file, range: diagnostic },
    related: diagnostic.related,
  };
}

interface Log {
  readonly head: string;
  readonly result: (folder: Folder, result: SarifResult) => string;
  readonly between: string;
  readonly foot: string;
}

/** SARIF 2.1.0, as code scanning reads it: one run, columns in UTF-16. */
export function logOf(system: System, rules: readonly SarifRule[]): Log {
  const written = (folder: Folder, { ruleId, level, message, at, related }: SarifResult) => ({
    ruleId,
    ruleIndex: rules.findIndex(({ id }) => id === ruleId),
    level,
    message: { text: message },
    locations: at === undefined ? [] : [{ physicalLocation: place(system, at.file.uri, at.file.lineIndex, at.range) }],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((each) => ({
            physicalLocation: place(system, each.uri, indexOf(folder, each.uri), each),
            message: { text: each.message },
          })),
        }),
  });
  const tool = { driver: { name: 'secgroup', version: __VERSION__, semanticVersion: __VERSION__, rules } };
  return {
    head: `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[{"tool":${JSON.stringify(tool)},"columnKind":"utf16CodeUnits","results":[`,
    between: ',',
    result: (folder, result) => JSON.stringify(written(folder, result)),
    foot: ']}]}\n',
  };
}

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
