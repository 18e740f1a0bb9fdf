import { shownFile } from '../paths.ts';
import { jsonRange } from '../places.ts';
import type { System } from '../system.ts';
import type { FindingsReport } from './finding.ts';
import { indexOf } from './related.ts';

export function json(system: System): FindingsReport {
  let told = false;
  return {
    head: (files) => {
      told = files !== undefined;
      return `{"version":1,${files === undefined ? '' : `"files":${files},`}"diagnostics":[`;
    },
    between: ',',
    row: (snapshot, { file, diagnostic }) =>
      JSON.stringify({
        file: shownFile(system, file.uri),
        range: jsonRange(file.lineIndex, diagnostic),
        severity: diagnostic.severity,
        code: diagnostic.code,
        message: diagnostic.message,
        related: diagnostic.related.map((related) => ({
          file: shownFile(system, related.uri),
          range: jsonRange(indexOf(snapshot, related.uri), related),
          message: related.message,
        })),
      }),
    foot: ({ files }) => (told ? ']}\n' : `],"files":${files}}\n`),
  };
}
