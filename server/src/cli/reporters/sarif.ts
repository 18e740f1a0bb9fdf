import { indexOf } from '#answers/standing.ts';
import type { LineIndex } from '#text/lineIndex.ts';
import { positionAt } from '#text/lineIndex.ts';
import type { Range } from '#text/range.ts';
import type { Folder } from '#workspace/folder.ts';
import { shownFile } from '../paths.ts';
import type { System } from '../system.ts';
import type { Annotation, AnnotationLog, AnnotationRule } from './annotation.ts';

declare const __VERSION__: string;

/** SARIF 2.1.0, as code scanning reads it: one run, columns in UTF-16. */
export function sarif(system: System, rules: readonly AnnotationRule[]): AnnotationLog {
  const written = (folder: Folder, { ruleId, level, message, at, related }: Annotation) => ({
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
    row: (folder, annotation) => JSON.stringify(written(folder, annotation)),
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
