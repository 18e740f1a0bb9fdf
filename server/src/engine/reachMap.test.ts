import { expect, test } from 'vitest';
import { ports } from '#net/services.ts';
import { modelOf } from '../../test/support/modelOf.ts';
import { type ReachMapOptions, type ReachNode, reachMap } from './reachMap.ts';

const SHOP = `
addresses office { 203.0.113.0/24 }
group web { inbound { deny tcp 80 from 198.51.100.0/24  allow tcp 80,443 from any  allow tcp 22 from office } outbound { allow tcp 3306 to db } }
group db  { inbound { allow tcp 3306 from web  allow udp from self } outbound { allow udp to self } }
cvm web-1 { private-ip 10.0.1.1 groups web } cvm web-2 { private-ip 10.0.1.2 groups web }
cvm db-1 { private-ip 10.0.2.1 groups db } cvm db-2 { private-ip 10.0.2.2 groups db }
`;

test('machines that fare alike are one node, and the internet is what most of it may', () => {
  // Guards: classes, edges within a class, lists, and the internet in spite of a block that is shut out.
  expect(edgesOf()).toEqual([
    'web-1,web-2 -> db-1,db-2: tcp 3306',
    'db-1,db-2 -> db-1,db-2: udp',
    'office -> web-1,web-2: tcp 22,80,443',
    'internet -> web-1,web-2: tcp 80,443',
  ]);
  expect(edgesOf({ services: ports('tcp', 22, 22) })).toEqual(['office -> web-1,web-2: tcp 22']);
});

function edgesOf(options?: ReachMapOptions): string[] {
  const { nodes, edges, complete } = reachMap(modelOf(SHOP), 'default', options);
  expect(complete).toBe(true);
  return edges.map(
    ({ from, to, services }) => `${textOf(nodes[from])} -> ${textOf(nodes[to])}: ${services.join(', ')}`,
  );
}

function textOf(node: ReachNode | undefined): string {
  if (node?.kind === 'machines') return node.cvms.map(({ name }) => name).join();
  return node?.kind === 'addresses' ? node.list.name : (node?.kind ?? '');
}
