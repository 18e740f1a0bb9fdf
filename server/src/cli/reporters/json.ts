import type { Snapshot } from '#workspace/snapshot.ts';
import { shownFile } from '../paths.ts';
import { jsonRange } from '../places.ts';
import type { System } from '../system.ts';
import type { Findings } from './finding.ts';
import { indexOf } from './related.ts';

export function* json(system: System, snapshot: Snapshot, { files, findings }: Findings): Generator<string> {
  yield `{"version":1,"files":${files},"diagnostics":[`;
  for (const [i, { file, diagnostic }] of findings.entries()) {
    const written = JSON.stringify({
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
    });
    yield i === 0 ? written : `,${written}`;
  }
  yield ']}\n';
}
