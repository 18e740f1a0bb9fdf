import { positionAt } from '#text/lineIndex.ts';
import { shownFile } from '../paths.ts';
import type { System } from '../system.ts';
import type { FindingsReport } from './finding.ts';
import { visible } from './visible.ts';

const command = { error: 'error', warning: 'warning', information: 'notice', hint: 'notice' } as const;

/** Workflow commands that GitHub turns into annotations. */
export function github(system: System): FindingsReport {
  return {
    head: () => '',
    between: '',
    row: (_, { file, diagnostic }) => {
      const start = positionAt(file.lineIndex, diagnostic.start);
      const end = positionAt(file.lineIndex, diagnostic.end);
      const properties = [
        `file=${property(shownFile(system, file.uri))}`,
        `line=${start.line + 1}`,
        `endLine=${end.line + 1}`,
        // GitHub takes columns only where the range stays on one line.
        ...(start.line === end.line ? [`col=${start.character + 1}`, `endColumn=${end.character + 1}`] : []),
        `title=${property(diagnostic.code)}`,
      ];
      return `::${command[diagnostic.severity]} ${properties.join(',')}::${data(diagnostic.message)}\n`;
    },
    foot: () => '',
  };
}

/** A workflow command ends with its line: what could end it or begin another one is escaped. Control characters are shown. */
export function data(text: string): string {
  return visible(text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A'));
}

export function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
