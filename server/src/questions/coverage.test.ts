// Guards that the rules which match packets of an expectation, on either half of their way, count as spoken of, and no others.

import { expect, test } from 'vitest';
import { modelOf } from '../../test/support/modelOf.ts';
import { coverageOf } from './coverage.ts';

const head = `
group web {
  inbound {
    allow tcp 443 from any
    allow tcp 22 from db
    deny icmp from 10.0.0.0/8
  }
  outbound {
    allow tcp 3306 to db
    allow udp 53 to any
  }
}
group db {
  inbound {
    allow tcp 3306 from web
  }
}
cvm web-1 {
  private-ip 10.0.0.1
  groups web
}
cvm db-1 {
  private-ip 10.0.0.2
  groups db
}
`;

function uncovered(expectations: string): readonly string[] {
  const model = modelOf(head + expectations);
  const { rules, uncovered } = coverageOf(model, undefined);
  expect(rules).toBe(6);
  return uncovered.map(
    ({ owner, direction, policy }) => `${model.entities.get(owner)?.name} ${direction} ${policy.index}`,
  );
}

test('without expectations no rule is spoken of', () => {
  expect(uncovered('')).toHaveLength(6);
});

test('both halves of the way are spoken of, and no other service', () => {
  expect(uncovered('expect allow tcp 3306 from web to db\n')).toEqual([
    'web inbound 0',
    'web inbound 1',
    'web inbound 2',
    'web outbound 1',
  ]);
});

test('a group as a peer is whoever is in it', () => {
  expect(uncovered('expect deny tcp 22 from 10.0.0.2 to web-1\n')).not.toContain('web inbound 1');
  expect(uncovered('expect deny tcp 22 from 10.0.0.9 to web-1\n')).toContain('web inbound 1');
});
