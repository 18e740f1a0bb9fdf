// Guards that an editor treats the interfaces of a cvm as parts of it: outline, folds, selection, colours, renaming, hover and trees.
import { expect, test } from 'vitest';
import type { Cvm } from '#model/model.ts';
import { finish } from '#util/steps.ts';
import type { SourceFile } from '#workspace/folder.ts';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { afterEdits, ask, mainUri } from '../../test/support/checkIde.ts';
import { readFixture } from '../../test/support/fixture.ts';
import { groupsOfCvm, partsOfCvm } from './cvmsTree.ts';
import { documentLinks } from './documentLinks.ts';
import { documentSymbols } from './documentSymbols.ts';
import { foldingRanges } from './foldingRanges.ts';
import { hover } from './hover.ts';
import { withLinks } from './markdown.ts';
import { reachabilityMap } from './reachabilityMap.ts';
import { rename } from './rename.ts';
import { selectionRanges } from './selectionRanges.ts';
import { semanticTokens } from './semanticTokens.ts';

const GATE = `group web {
}
group ops {
}
cvm gate {
  private-ip 10.0.1.1
  groups     web, ops
  interface eth1 {
    id         eni-5k6l7m8n
    private-ip 10.0.2.1
    groups     ops
  }
}
`;
const folder = loadFixture(readFixture(GATE).files);
const file = folder.files.get(mainUri) as SourceFile;
const gate = folder.model.cvms[0] as Cvm;

test('an interface is a line of the outline, and folds by itself', () => {
  const [, , cvm] = finish(documentSymbols(folder, mainUri));
  expect(cvm?.symbol.children.map(({ kind, name, detail }) => `${kind} ${name} ${detail}`)).toEqual([
    'interface eth1 10.0.2.1',
  ]);
  const folded = foldingRanges(file).map(({ start, end }) => file.text.slice(start, end).split('\n')[0]);
  expect(folded).toContain('interface eth1 {');
});

test('a selection grows from a group to the list, the interface and the cvm', () => {
  const at = file.text.lastIndexOf('ops');
  const texts = selectionRanges(folder, mainUri, at).map(
    ({ start, end }) => file.text.slice(start, end).split(/\s/)[0],
  );
  expect(texts).toEqual(expect.arrayContaining(['ops', 'interface', 'cvm']));
});

test('its id and groups have the colours of ids and groups, and the id leads to its page', () => {
  const coloured = finish(semanticTokens(folder, mainUri)).flatMap(({ start: from, tokens }) =>
    tokens.map(({ start, end, type }) => `${type} ${file.text.slice(from + start, from + end)}`),
  );
  expect(coloured).toContain('cloudId eni-5k6l7m8n');
  expect(coloured.filter((token) => token === 'group ops')).toHaveLength(3);
  expect(finish(documentLinks(folder, mainUri, 'https://console.example.com')).map(({ url }) => url)).toEqual([
    'https://console.example.com/vpc/eni/detail?id=eni-5k6l7m8n',
  ]);
});

test('a group is renamed in interfaces too', () => {
  const asked = ask(GATE.replace('group ops', 'group o$0ps'));
  const found = rename(asked.folder, asked.uri, asked.offset, 'admin');
  expect('refused' in found ? found.refused : afterEdits(asked.folder, found.edits)).not.toContain('ops');
});

test('hover and the tree tell the groups of each interface', () => {
  const asked = ask(GATE.replace('cvm gate', 'cvm g$0ate'));
  const told = withLinks(hover(asked.folder, asked.uri, asked.offset)?.markdown ?? '', () => undefined);
  expect(told.slice(told.indexOf('Interface'))).toContain('`eth1`');
  expect(told.slice(told.indexOf('Interface'))).toContain('1. `ops`');
  expect(groupsOfCvm(folder, gate).map(({ label, description }) => `${label} ${description}`)).toEqual([
    expect.stringMatching(/^web 1 · /),
    expect.stringMatching(/^ops 2 · /),
    expect.stringMatching(/^ops 1 · eth1 · /),
  ]);
  expect(new Set(groupsOfCvm(folder, gate).map(({ id }) => id)).size).toBe(3);
  expect(partsOfCvm(folder, gate)[0]?.hasChildren).toBe(true);
});

test('the map says which interfaces a machine has, and where each of them stands', () => {
  const map = finish(reachabilityMap(loadFixture(new Map([[mainUri, GATE]])), 'default'));
  const nodes = 'error' in map ? [] : map.nodes;
  expect(nodes.find(({ label }) => label === 'gate')?.interfaces).toEqual([
    { name: 'gate', about: '10.0.1.1 · web, ops' },
    { name: 'gate/eth1', about: '10.0.2.1 · ops' },
  ]);
});
