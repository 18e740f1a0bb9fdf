// Guards that the way from a place to its node and the tree itself agree, for every rule of a list.
import { expect, test } from 'vitest';
import { loadFiles } from '#workspace/loadFiles.ts';
import { commandLimits } from '#workspace/workspace.ts';
import { treePath } from './tree.ts';

const URI = 'file:///project/a.sg';
const text = `region ap-guangzhou

addresses office {
  203.0.113.0/24
}

group web {
  inbound {
    allow https from any
    allow ssh from office, 10.0.0.0/8
    allow https from any
  }
  outbound {
    deny all to any
  }
}
`;

test.each([
  ['allow https', 'allow https from any', 0],
  ['office, 10', 'allow ssh from office', 1],
  ['10.0.0.0/8', 'allow ssh from 10.0.0.0/8', 2],
  ['allow https from any\n  }', 'allow https from any', 3],
  ['deny all', 'deny all to any', 0],
])("the place of '%s' leads to '%s', rule %d", (place, label, index) => {
  const snapshot = loadFiles({
    root: 'file:///project',
    texts: new Map([[URI, text]]),
    today: '2026-11-24',
    limits: commandLimits,
  });
  const path = treePath([snapshot], URI, text.indexOf(place), { view: 'groups' });
  expect(path.map(({ kind }) => kind)).toEqual(['region', 'project', 'group', 'direction', 'rule']);
  expect(path.at(-1)).toMatchObject({ label, rule: { index } });
});
