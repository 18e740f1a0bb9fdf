// Guards that a row of a view lasts as long as what it stands for is shown, and that of a change only the rows that look different are told.
import { describe, expect, test } from 'vitest';
import type { TreeNode } from '#protocol/tree.ts';
import { keepRows, type Row, type RowOrRoot } from './rows.ts';

const node = (id: string, more: Partial<TreeNode> = {}): TreeNode => ({
  id,
  kind: 'rule',
  label: id,
  hasChildren: false,
  ...more,
});
const branch = (id: string, more: Partial<TreeNode> = {}) => node(id, { kind: 'group', hasChildren: true, ...more });
const region = (id: string) => node(id, { kind: 'region', hasChildren: true });

function filled() {
  const rows = keepRows();
  let version = 0;
  const take = (parent: RowOrRoot, ...nodes: readonly TreeNode[]) =>
    rows.take(parent, { nodes, version: `${version++}` }).map((row) => row?.node.id ?? 'root');
  const row = (id: string) => rows.rowOf(id) as Row;
  take(undefined, region('south'));
  take(row('south'), branch('web'), branch('db'));
  take(row('web'), node('a'), node('b'), node('c'));
  return { rows, take, row };
}

describe('what is told of a change', () => {
  test('nothing, where the nodes are as they were or only stand elsewhere in the file', () => {
    const { take, row } = filled();
    const range = { start: { line: 7, character: 0 }, end: { line: 7, character: 1 } };
    expect(take(row('web'), node('a'), node('b'), node('c'))).toEqual([]);
    const moved = { location: { uri: 'file:///a.sg', range } };
    take(row('web'), node('a', moved), node('b', moved), node('c', moved));
    expect(row('a').node.location?.range).toEqual(range);
    const further = { location: { uri: 'file:///a.sg', range: { ...range, end: { line: 9, character: 1 } } } };
    expect(take(row('web'), node('a', further), node('b', further), node('c', further))).toEqual([]);
    expect(row('a').node.location?.range.end.line).toBe(9);
  });

  test('the row whose words changed, which is the same row, also where its id is made of them', () => {
    const { take, row } = filled();
    const b = row('b');
    expect(take(row('web'), node('a'), node('b2'), node('c'))).toEqual(['b2']);
    expect(row('b2')).toBe(b);
  });

  test('the row above, where one is added, taken out or moved; the others are the same rows', () => {
    const { take, row } = filled();
    const [a, b, c] = [row('a'), row('b'), row('c')];
    expect(take(row('web'), node('a'), node('new'), node('b'), node('c'))).toEqual(['web']);
    expect(take(row('web'), node('a'), node('c'), node('b'))).toEqual(['web']);
    expect([row('a'), row('b'), row('c')]).toEqual([a, b, c]);
    expect(row('new')).toBeUndefined();
    expect(take(undefined, region('south'), region('north'))).toEqual(['root']);
  });
});

test('problems are a matter of decoration, and of a branch of nothing else', () => {
  const { rows, take, row } = filled();
  const problems = { severity: 'error', count: 1 } as const;
  expect(take(row('south'), branch('web', { problems }), branch('db'))).toEqual([]);
  expect(rows.recounted()).toEqual([row('web')]);
  expect(take(row('web'), node('a'), node('b', { problems }), node('c'))).toEqual(['b']);
  expect(rows.recounted()).toEqual([row('b')]);
  expect(take(row('south'), branch('web', { problems, live: 'other rules' }), branch('db'))).toEqual(['web']);
  expect(rows.recounted()).toEqual([row('web')]);
  expect(rows.recounted()).toEqual([]);
});

describe('what is known of the rows', () => {
  test('ends with the row, and with all above it', () => {
    const { rows, take, row } = filled();
    const web = row('web');
    take(undefined, region('north'), region('east'));
    take(web, node('late'));
    expect(rows.shown().map(([shown]) => shown)).toEqual([undefined]);
    expect(row('late')).toBeUndefined();
  });

  test('is asked for where all above it is open, and forgotten where it is closed', () => {
    const { rows, take, row } = filled();
    const shown = () => rows.shown().map(([each]) => each?.node.id ?? 'root');
    expect(shown()).toEqual(['root', 'south']);
    row('web').isOpen = true;
    expect(shown()).toEqual(['root', 'south', 'web']);
    expect(rows.forgetClosed()).toEqual([]);
    take(row('db'), node('d'));
    expect(rows.forgetClosed()).toEqual([row('db')]);
    expect(rows.levelOf(row('db'))).toBeUndefined();
    row('south').isOpen = false;
    expect(rows.forgetClosed()).toEqual([row('south')]);
    expect(shown()).toEqual(['root']);
  });
});
