// Fixtures as text: `#- /shop/web.sg` starts a file (without one, all is `/main.sg`), `$0` is the cursor (`$0…$0` a selection), and
//
//     deny all from any
//     # ^^^ shadowed-rule: Nothing reaches
//
// says that the text above the carets has this code, with a message that begins so. The line above is the nearest one that is no
// mark. `#<` stands for nothing, so that `#<^^` marks the first characters of a line; `^…` begins there and ends on a later line. In JSON
// a mark begins with `//`. Marks and cursors are cut out before anything reads the text.

import type { Range } from '#text/range.ts';

export interface Fixture {
  /** Text by URI, marks cut out, in the order of the fixture. */
  readonly files: ReadonlyMap<string, string>;
  readonly marks: readonly Mark[];
  readonly cursor?: { readonly uri: string } & Range;
}

export interface Mark extends Range {
  readonly uri: string;
  /** Whether it ends on a later line, wherever. */
  readonly open: boolean;
  readonly code: string;
  /** What the message begins with, `…` at its end left out; nothing where any will do. */
  readonly message: string;
}

export function readFixture(text: string): Fixture {
  const files = new Map<string, string>();
  const marks: Mark[] = [];
  let cursor: Fixture['cursor'];
  for (const { uri, lines } of splitFiles(text)) {
    const kept: string[] = [];
    let offset = 0;
    let lineStart = 0;
    for (const line of lines) {
      const mark = /^(\s*(?:#|\/\/)<?\s*)(\^+)(…?)\s*([a-z][a-z-]*)(?::\s*(.*))?$/.exec(line);
      if (mark !== null) {
        const [, indent = '', carets = '', open, code = '', message = ''] = mark;
        const start = lineStart + (indent.includes('<') ? indent.length - 2 : indent.length);
        const end = start + carets.length;
        marks.push({ uri, start, end, open: open !== '', code, message: message.replace(/…$/, '') });
        continue;
      }
      lineStart = offset;
      kept.push(line);
      offset += line.length + 1;
    }
    let content = kept.join('\n');
    const first = content.indexOf('$0');
    if (first >= 0) {
      content = content.slice(0, first) + content.slice(first + 2);
      const second = content.indexOf('$0');
      if (second >= 0) content = content.slice(0, second) + content.slice(second + 2);
      cursor = { uri, start: first, end: second >= 0 ? second : first };
    }
    files.set(uri, content);
  }
  return { files, marks, cursor };
}

function splitFiles(text: string): { readonly uri: string; readonly lines: string[] }[] {
  const files: { uri: string; lines: string[] }[] = [];
  const lines = text.replace(/^\n/, '').split('\n');
  const indent = Math.min(
    ...lines.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length),
  );
  for (const line of lines.map((each) => each.slice(Number.isFinite(indent) ? indent : 0))) {
    const header = /^#- (\/\S+)\s*$/.exec(line);
    if (header !== null) files.push({ uri: uriOf(header[1] as string), lines: [] });
    else if (files.length === 0) files.push({ uri: uriOf('/main.sg'), lines: [line] });
    else files.at(-1)?.lines.push(line);
  }
  return files;
}

/** The URI of a path in fixtures. */
export function uriOf(path: string): string {
  return `file://${path}`;
}
