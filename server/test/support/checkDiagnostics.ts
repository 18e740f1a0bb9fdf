import { expect } from 'vitest';
import { loadFiles } from '#workspace/loadFiles.ts';
import { diagnosticsOf, type Snapshot } from '#workspace/snapshot.ts';
import { commandLimits } from '#workspace/workspace.ts';
import { readFixture, uriOf } from './fixture.ts';

export interface CheckOptions {
  /** The settings of `secgroup.json` as an object. */
  readonly config?: unknown;
  readonly today?: string;
  /** Codes that the fixture is not about. */
  readonly without?: readonly string[];
}

/** What most fixtures are not about: nothing in them is used by anything. */
export const UNUSED = ['unused-group', 'unused-addresses', 'unused-services', 'empty-group-peer', 'cvm-without-group'] as const;

/** The findings of a fixture are the marked ones, one to one: place, code, and how the message begins. */
export function checkDiagnostics(fixture: string, options: CheckOptions = {}): Snapshot {
  const { files, marks } = readFixture(fixture);
  const snapshot = loadFixture(files, options);
  const found = [...snapshot.files.keys()].flatMap((uri) =>
    diagnosticsOf(snapshot, uri)
      .filter(({ code }) => !options.without?.includes(code))
      .map((diagnostic) => ({ uri, ...diagnostic })),
  );
  const show = (uri: string, start: number, end: number): string => {
    const text = snapshot.files.get(uri)?.text ?? '';
    const line = text.slice(0, start).split('\n').length;
    return `${uri}:${line} '${text.slice(start, end)}'`;
  };
  const expected = marks.map(({ uri, start, end, code }) => `${show(uri, start, end)} ${code}`).sort();
  const actual = found.map(({ uri, start, end, code }) => `${show(uri, start, end)} ${code}`).sort();
  expect(actual).toEqual(expected);
  for (const mark of marks) {
    const messages = found
      .filter(({ uri, start, end, code }) => uri === mark.uri && start === mark.start && end === mark.end && code === mark.code)
      .map(({ message }) => message);
    expect(messages.some((message) => message.startsWith(mark.message)) ? mark.message : messages).toEqual(mark.message);
  }
  return snapshot;
}

export function loadFixture(files: ReadonlyMap<string, string>, { config, today = '2026-06-01' }: CheckOptions = {}): Snapshot {
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
