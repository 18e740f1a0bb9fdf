// Guards that of the levels of a tree those are told that changed, and no others.
import { afterEach, expect, test } from 'vitest';
import { type TreeChanges, type TreeChildren, treeChanges, treeChildren } from '#protocol/tree.ts';
import { type Client, startClient } from './client.ts';

const uri = 'file:///w/shop.sg';
const group = (name: string, port: number) => `group ${name} {\n  inbound {\n    allow tcp ${port} from any\n  }\n}\n`;

let client: Client;
afterEach(() => client.stop());

test('an edit of a rule changes the level of its list alone', async () => {
  client = await startClient({ folders: ['file:///w'] });
  await client.open(uri, `region ap-guangzhou\n\n${group('web', 80)}\n${group('db', 3306)}`);
  const levels = await openLevels();
  const ask = () => client.request<TreeChanges>(treeChanges.method, { view: 'groups', levels });
  expect(levels.length).toBeGreaterThan(6);
  expect(await ask()).toMatchObject({ levels: [] });

  await client.notify('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ range: { start: { line: 4, character: 14 }, end: { line: 4, character: 16 } }, text: '81' }],
  });
  const { levels: changed } = await ask();
  expect(changed.map(({ nodes }) => nodes.map(({ label }) => label))).toEqual([['tcp 81 from any']]);
  expect(decodeURIComponent(changed[0]?.node ?? '')).toContain('web/inbound');
});

/** All levels of the groups, but for those of the built-in ones. */
async function openLevels(): Promise<readonly { readonly node?: string; readonly version: string }[]> {
  const found: { node?: string; version: string }[] = [];
  const open: (string | undefined)[] = [undefined];
  while (open.length > 0) {
    const node = open.shift();
    const { nodes, version } = await client.request<TreeChildren>(treeChildren.method, { view: 'groups', node });
    found.push({ node, version });
    open.push(...nodes.flatMap(({ hasChildren, builtin, id }) => (hasChildren && !builtin ? [id] : [])));
  }
  return found;
}
