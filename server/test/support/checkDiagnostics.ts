// Checks that exactly the marked places of a fixture are reported.

import { expect } from 'vitest';
import { diagnosticsOf } from '#questions/findings.ts';
import type { Range } from '#text/range.ts';
import type { Folder } from '#workspace/folder.ts';
import { commandLimits } from '#workspace/limits.ts';
import { loadFiles } from '#workspace/loadFiles.ts';
import { readFixture, uriOf } from './fixture.ts';

export interface CheckOptions {
  /** The settings of `secgroup.json` as an object. */
  readonly config?: unknown;
  readonly today?: string;
  /** Codes that the fixture is not about. */
  readonly without?: readonly string[];
}

interface Shown extends Range {
  readonly uri: string;
  readonly code: string;
  readonly open?: boolean;
}

/** Codes that would be reported in nearly every fixture, because little of it is used by anything. */
export const UNUSED = [
  'unused-group',
  'unused-addresses',
  'unused-services',
  'empty-group-peer',
  'cvm-without-group',
] as const;

/** Checks that the findings of a fixture are the marked ones, one to one: place, code, and the beginning of the message. */
export function checkDiagnostics(fixture: string, options: CheckOptions = {}): Folder {
  const { files, marks } = readFixture(fixture);
  const folder = loadFixture(files, options);
  const found = [...folder.files.keys()].flatMap((uri) =>
    diagnosticsOf(folder, uri)
      .filter(({ code }) => !options.without?.includes(code))
      .map((diagnostic) => ({ uri, ...diagnostic })),
  );
  /** The line, the column and the text; for a range over several lines the text of the first one. */
  const show = ({ uri, start, end, code, open = false }: Shown): string => {
    const text = folder.files.get(uri)?.text ?? '';
    const before = text.slice(0, start).split('\n');
    const [line = '', ...more] = text.slice(start, open ? text.length : end).split('\n');
    return `${uri}:${before.length}:${(before.at(-1) ?? '').length} '${line}'${open || more.length > 0 ? '…' : ''} ${code}`;
  };
  expect(found.map(show).sort()).toEqual(marks.map(show).sort());
  for (const mark of marks) {
    const messages = found.filter((one) => show(one) === show(mark)).map(({ message }) => message);
    expect(messages.some((message) => message.startsWith(mark.message)) ? mark.message : messages).toEqual(
      mark.message,
    );
  }
  return folder;
}

export function loadFixture(
  files: ReadonlyMap<string, string>,
  { config, today = '2026-06-01' }: CheckOptions = {},
): Folder {
  const own = files.get(uriOf('/secgroup.json'));
  const text = own ?? (config === undefined ? undefined : JSON.stringify(config));
  return loadFiles({
    root: 'file://',
    texts: new Map([...files].filter(([uri]) => uri !== uriOf('/secgroup.json'))),
    ...(text === undefined ? {} : { config: { uri: uriOf('/secgroup.json'), text } }),
    today,
    limits: commandLimits,
  });
}
