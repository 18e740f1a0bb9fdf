// Guards docs/diagnostics.md: a section for each code, in their order, whose example is found as the page says and mended as it shows.

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { diagnosticsOf } from '#workspace/folderDiagnostics.ts';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { uriOf } from '../../test/support/fixture.ts';
import { codes } from './codes.ts';

const page = readFileSync(new URL('../../../docs/diagnostics.md', import.meta.url), 'utf8');
const sections = page.split(/^## /m).slice(1);

test('the page has a section for each code, in their order', () => {
  expect(sections.map((section) => section.split('\n')[0])).toEqual(codes.map(({ code }) => code));
});

describe.each(codes.map((info, i) => ({ ...info, section: sections[i] ?? '' })))(
  '$code',
  ({ section, code, severity, hideable, unnecessary, title }) => {
    const blocks = [...section.matchAll(/```(\w+)\n([\s\S]*?)\n```/g)].map(([, language, text]) => ({
      language,
      text: text ?? '',
    }));
    const [wrong, right] = blocks.slice(-2);
    const config = blocks.length > 2 ? blocks[0]?.text : undefined;

    test('its section says what the list says', () => {
      const properties = [
        severity === 'off' ? 'off by default' : severity,
        hideable ? '' : 'cannot be switched off',
        unnecessary ? 'fades the text' : '',
      ];
      expect(section).toContain(`${title}. _${properties.filter((text) => text !== '').join(', ')}_`);
    });

    test('the wrong example is reported, the right one is not', () => {
      expect(found(wrong?.text ?? '', config)).toContain(code);
      expect(found(right?.text ?? '', config)).not.toContain(code);
      expect(found(right?.text ?? '', config)).not.toContain('syntax-error');
    });
  },
);

/** Settings and snapshots are told apart by what they hold. */
function nameOf(text: string): string {
  if (!text.startsWith('{')) return uriOf('/example.sg');
  return uriOf(text.includes('"regions"') ? '/cloud.sg.json' : '/secgroup.json');
}

function found(text: string, config: string | undefined): string[] {
  const files = new Map([[nameOf(text), text]]);
  if (config !== undefined) files.set(nameOf(config), config);
  const folder = loadFixture(files, { today: '2026-06-01' });
  return [...folder.files.keys()].flatMap((uri) => diagnosticsOf(folder, uri).map(({ code }) => code));
}
