import type { Standing } from '#answers/standing.ts';
import { positionAt } from '#text/lineIndex.ts';
import { shownFile } from '../paths.ts';
import type { System } from '../system.ts';
import type { AnnotationLog } from './annotation.ts';
import { visible } from './visible.ts';

const command = { error: 'error', warning: 'warning', note: 'notice', none: 'notice' } as const;

/** Workflow commands that GitHub turns into annotations. */
export function github(system: System): AnnotationLog {
  const placed = ({ file, range }: Standing): readonly string[] => {
    const [start, end] = [positionAt(file.lineIndex, range.start), positionAt(file.lineIndex, range.end)];
    return [
      `file=${property(shownFile(system, file.uri))}`,
      `line=${start.line + 1}`,
      `endLine=${end.line + 1}`,
      // GitHub takes columns only where the range stays on one line.
      ...(start.line === end.line ? [`col=${start.character + 1}`, `endColumn=${end.character + 1}`] : []),
    ];
  };
  return {
    head: '',
    between: '',
    row: (_, { ruleId, level, message, at }) => {
      const properties = [...(at === undefined ? [] : placed(at)), `title=${property(ruleId)}`];
      return `::${command[level]} ${properties.join(',')}::${data(message)}\n`;
    },
    foot: '',
  };
}

/** A workflow command ends with its line: what could end it or begin another one is escaped. Control characters are shown. */
function data(text: string): string {
  return visible(text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A'));
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
