// Fixtures for what an editor asks: a text with a cursor, and what the answer looks like as text.

import { expect } from 'vitest';
import { directoryOf, peerAddresses } from '#engine/directory.ts';
import { codeActions } from '#ide/codeActions.ts';
import { hover } from '#ide/hover.ts';
import { withLinks } from '#ide/markdown.ts';
import type { Place } from '#ide/place.ts';
import { BUILTIN_TEXT, BUILTIN_URI } from '#model/builtins.ts';
import * as packetSet from '#net/packetSet.ts';
import type { Range } from '#text/range.ts';
import { applyEdits, type TextEdit } from '#text/textEdit.ts';
import type { Folder } from '#workspace/folder.ts';
import { type CheckOptions, loadFixture } from './checkDiagnostics.ts';
import { readFixture, uriOf } from './fixture.ts';

export interface Asked {
  readonly folder: Folder;
  readonly uri: string;
  readonly offset: number;
  readonly selection: Range;
}

/** The snapshot of a fixture, and where its cursor is. */
export function ask(fixture: string, options?: CheckOptions): Asked {
  const { files, cursor } = readFixture(fixture);
  if (cursor === undefined) throw new Error('The fixture has no cursor.');
  return { folder: loadFixture(files, options), uri: cursor.uri, offset: cursor.start, selection: cursor };
}

/** The place as `/shop/web.sg:3:12 web`. */
export function show(folder: Folder, { uri, start, end }: Place): string {
  const text = uri === BUILTIN_URI ? BUILTIN_TEXT : (folder.files.get(uri)?.text ?? '');
  const before = text.slice(0, start).split('\n');
  return `${uri.replace('file://', '')}:${before.length}:${(before.at(-1)?.length ?? 0) + 1} ${text.slice(start, end)}`;
}

/** The files of a fixture after edits, changed ones only, as a fixture without cursor. */
export function afterEdits(folder: Folder, edits: ReadonlyMap<string, readonly TextEdit[]>): string {
  return [...edits]
    .map(([uri, each]) => `#- ${uri.replace('file://', '')}\n${applyEdits(folder.files.get(uri)?.text ?? '', each)}`)
    .join('');
}

/** Checks that the hover at the cursor holds these parts in this order; without parts, that there is no hover. */
export function checkHover(fixture: string, ...parts: readonly string[]): void {
  const { folder, uri, offset } = ask(fixture);
  let rest = withLinks(hover(folder, uri, offset)?.markdown ?? '', () => undefined);
  if (parts.length === 0) expect(rest).toBe('');
  for (const part of parts) {
    expect(rest).toContain(part);
    rest = rest.slice(rest.indexOf(part) + part.length);
  }
}

/** The links of the hover at the cursor: each name with the text that stands where it leads. */
export function linksOf(fixture: string): readonly string[] {
  const { folder, uri, offset } = ask(fixture);
  const found: string[] = [];
  withLinks(hover(folder, uri, offset)?.markdown ?? '', (file, at) => {
    const text = folder.files.get(file)?.text ?? '';
    found.push(text.slice(at, at + text.slice(at).search(/[\s{]|$/)));
    return '';
  });
  return found;
}

export interface ActionExpected {
  /** The text of the file afterwards. It may be indented as a whole. */
  readonly after: string;
  /** Whether the action changes which packets pass. Then its title has to say so. */
  readonly changesPackets?: boolean;
}

/** Checks that the action of that title turns the fixture into `after`, and changes no packet's fate unless it says so. */
export function checkAction(fixture: string, title: string | RegExp, expected: ActionExpected): void {
  const { folder, uri, selection } = ask(fixture);
  const all = codeActions(folder, uri, selection, new Set(['fix', 'extract', 'inline', 'rewrite', 'fixAll']));
  const matching = all.filter((action) =>
    typeof title === 'string' ? action.title === title : title.test(action.title),
  );
  expect(matching.length > 0 ? matching.map((action) => action.title) : all.map((action) => action.title)).toHaveLength(
    1,
  );
  const [action] = matching;
  if (action === undefined) return;
  const texts = new Map([...folder.files].map(([each, { text }]) => [each, text]));
  for (const [each, edits] of action.edits) texts.set(each, applyEdits(texts.get(each) ?? '', edits));
  expect(texts.get(uri)).toBe([...readFixture(expected.after).files.values()][0]);
  const [before, after] = [fatesOf(folder), fatesOf(loadFixture(texts))];
  const changes = expected.changesPackets === true;
  expect(action.changesPackets).toBe(changes);
  expect(same(before, after)).toBe(!changes);
  if (changes) expect(action.title).toMatch(/changes which packets|decided/);
}

export function titlesOf(fixture: string): readonly string[] {
  const { folder, uri, selection } = ask(fixture);
  return codeActions(folder, uri, selection, new Set(['fix', 'extract', 'inline', 'rewrite'])).map(
    (action) => action.title,
  );
}

/** What each list lets through, by first match, with the members that groups have now. */
function fatesOf({ model }: Folder): ReadonlyMap<string, packetSet.PacketSet> {
  const directory = directoryOf(model);
  const fates = new Map<string, packetSet.PacketSet>();
  for (const owner of [...model.groups, ...model.acls]) {
    for (const direction of ['inbound', 'outbound'] as const) {
      let [allowed, decided] = [packetSet.EMPTY, packetSet.EMPTY];
      for (const { peer, services, action } of owner[direction].policies) {
        const own = packetSet.subtract(packetSet.of(peerAddresses(directory, peer), services), decided);
        if (action === 'allow') allowed = packetSet.union(allowed, own);
        decided = packetSet.union(decided, own);
      }
      fates.set(`${owner.kind} ${owner.name} ${direction}`, allowed);
    }
  }
  return fates;
}

function same(
  before: ReadonlyMap<string, packetSet.PacketSet>,
  after: ReadonlyMap<string, packetSet.PacketSet>,
): boolean {
  return [...before].every(([key, set]) => packetSet.equals(set, after.get(key) ?? packetSet.EMPTY));
}

export const mainUri = uriOf('/main.sg');
