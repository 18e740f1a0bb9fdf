import pc from 'picocolors';
import { indexOf } from '#answers/standing.ts';
import { severities } from '#diagnostics/codes.ts';
import { snippet } from '#text/snippet.ts';
import { shownPlace } from '../paths.ts';
import type { System } from '../system.ts';
import type { FindingsReport, Totals } from './finding.ts';
import { visible } from './visible.ts';

/** Each finding with its source line and a caret under the place, and a line that counts them. */
export function text(system: System, colours: boolean): FindingsReport {
  const c = pc.createColors(colours);
  const paint = { error: c.red, warning: c.yellow, information: c.blue, hint: c.dim } as const;
  return {
    head: () => '',
    between: '',
    row: (folder, { file, diagnostic }) => {
      const place = visible(shownPlace(system, { file, range: diagnostic }));
      const head = `${c.bold(place)} ${paint[diagnostic.severity](diagnostic.severity)} ${c.dim(diagnostic.code)}`;
      const related = diagnostic.related.map((each) => {
        const at = { file: { uri: each.uri, text: '', lineIndex: indexOf(folder, each.uri) }, range: each };
        return c.dim(`    ${visible(`${shownPlace(system, at)} ${each.message}`)}\n`);
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
