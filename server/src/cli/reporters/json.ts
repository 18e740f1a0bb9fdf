import { diagnosticAnswer } from '#answers/check.ts';
import { fileNames } from '../paths.ts';
import type { System } from '../system.ts';
import type { FindingsReport } from './finding.ts';

export function json(system: System): FindingsReport {
  let told = false;
  return {
    head: (files) => {
      told = files !== undefined;
      return `{"version":1,${files === undefined ? '' : `"files":${files},`}"diagnostics":[`;
    },
    between: ',',
    row: (folder, finding) => JSON.stringify(diagnosticAnswer(fileNames(system), folder, finding)),
    foot: ({ files }) => (told ? ']}\n' : `],"files":${files}}\n`),
  };
}
