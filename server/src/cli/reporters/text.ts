import pc from 'picocolors';
import { indexOf } from '#answers/lines.ts';
import { severities } from '#diagnostics/codes.ts';
import { positionAt } from '#text/lineIndex.ts';
import { snippet } from '#text/snippet.ts';
import { shownFile } from '../paths.ts';
import type { System } from '../system.ts';
import type { FindingsReport, Totals } from './finding.ts';
import { visible } from './visible.ts';

/** One finding after the other, with the source line and a caret under the place, and a line that counts them. */
export function text(system: System, colours: boolean): FindingsReport {
  const c = pc.createColors(colours);
  const paint = { error: c.red, warning: c.yellow, information: c.blue, hint: c.dim } as const;
  return {
    head: () => '',
    between: '',
    row: (folder, { file, diagnostic }) => {
      const { line, character } = positionAt(file.lineIndex, diagnostic.start);
      const name = visible(shownFile(system, file.uri));
      const head = `${c.bold(`${name}:${line + 1}:${character + 1}`)} ${paint[diagnostic.severity](diagnostic.severity)} ${c.dim(diagnostic.code)}`;
      const related = diagnostic.related.map((each) => {
        const at = positionAt(indexOf(folder, each.uri), each.start);
        return c.dim(
          `    ${visible(shownFile(system, each.uri))}:${at.line + 1}:${at.character + 1} ${visible(each.message)}\n`,
        );
      });
      const frame = snippet(file.text, file.lineIndex, diagnostic, visible);
      return `${head}\n  ${visible(diagnostic.message)}\n${frame}\n${related.join('')}\n`;
    },
    foot: (totals) => `${summary(totals)}\n`,
  };
}

function summary(totals: Totals): string {
  const { files } = totals;
  const counts = severities.map((severity) => {
    const count = totals[severity];
    return severity === 'information' ? `${count} information` : `${count} ${severity}${count === 1 ? '' : 's'}`;
  });
  return `${files} file${files === 1 ? '' : 's'}: ${counts.join(', ')}`;
}
