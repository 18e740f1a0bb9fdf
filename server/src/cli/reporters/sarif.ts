import { codes } from '#diagnostics/codes.ts';
import type { LineIndex } from '#text/lineIndex.ts';
import { positionAt } from '#text/lineIndex.ts';
import type { Range } from '#text/range.ts';
import type { Snapshot } from '#workspace/snapshot.ts';
import { shownFile } from '../paths.ts';
import type { System } from '../system.ts';
import type { Findings } from './findings.ts';
import { indexOf } from './related.ts';

declare const __VERSION__: string;

const level = { error: 'error', warning: 'warning', information: 'note', hint: 'note', off: 'none' } as const;

/** SARIF 2.1.0, as code scanning reads it: one run, the rules by their codes, columns in UTF-16. */
export function sarif(system: System, snapshot: Snapshot, { findings }: Findings): string {
  const rules = codes.map(({ code, severity, title }) => ({
    id: code,
    shortDescription: { text: title },
    defaultConfiguration: { level: level[severity], ...(severity === 'off' ? { enabled: false } : {}) },
  }));
  const results = findings.map(({ file, diagnostic }) => ({
    ruleId: diagnostic.code,
    ruleIndex: codes.findIndex(({ code }) => code === diagnostic.code),
    level: level[diagnostic.severity],
    message: { text: diagnostic.message },
    locations: [{ physicalLocation: place(system, file.uri, file.lineIndex, diagnostic) }],
    ...(diagnostic.related.length === 0
      ? {}
      : {
          relatedLocations: diagnostic.related.map((related) => ({
            physicalLocation: place(system, related.uri, indexOf(snapshot, related.uri), related),
            message: { text: related.message },
          })),
        }),
  }));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'secgroup', version: __VERSION__, semanticVersion: __VERSION__, rules } },
        columnKind: 'utf16CodeUnits',
        results,
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
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
