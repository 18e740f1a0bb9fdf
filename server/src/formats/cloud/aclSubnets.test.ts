// Guards the subnets that an acl of a snapshot names: it stands at them though they do not say so, in the model and back in the text.
import { expect, test } from 'vitest';
import { bind } from '#model/bind.ts';
import type { Model } from '#model/model.ts';
import { outgoing } from '../outgoing.ts';
import { readSnapshot, rereadSnapshot } from './snapshot.ts';
import { snapshotText } from './snapshotText.ts';

const textOf = (named: readonly object[], own: object = {}) =>
  JSON.stringify(
    {
      version: 1,
      regions: [
        {
          Region: 'ap-guangzhou',
          NetworkAclSet: [
            { NetworkAclId: 'acl-00000001', NetworkAclName: 'front', SubnetSet: named },
            { NetworkAclId: 'acl-00000002', NetworkAclName: 'back' },
          ],
          SubnetSet: [{ SubnetId: 'subnet-00000001', SubnetName: 's', CidrBlock: '10.0.0.0/24', ...own }],
        },
      ],
    },
    undefined,
    1,
  );
const NAMED = [{ SubnetId: 'subnet-00000001' }, { SubnetId: 'subnet-00000009' }];

function aclIn(model: Model): string | undefined {
  const acl = model.subnets[0]?.acl;
  return acl === undefined ? undefined : model.entities.get(acl)?.name;
}

test.each([
  ['an acl that names the subnet', textOf(NAMED), 'front'],
  ['an acl that names another', textOf(NAMED.slice(1)), undefined],
  ['a subnet that says its own', textOf(NAMED, { NetworkAclId: 'acl-00000002' }), 'back'],
  ['a subnet that says nothing by an empty id', textOf(NAMED, { NetworkAclId: '' }), 'front'],
])('%s', (_, text, acl) => {
  const model = bind([{ uri: 'test:/live.sg.json', tree: readSnapshot(text) }]);
  expect(aclIn(model)).toBe(acl);
  expect(model.bindings.size > 0 && [...model.bindings.values()].flatMap(({ references }) => references)).toEqual(
    [...model.bindings.values()].flatMap(({ references }) => references.filter(({ fault }) => fault === undefined)),
  );
  const written = snapshotText(outgoing(model, false), [...model.entities.values()]);
  expect(written.includes('"NetworkAclId": "acl-00000001"') || acl !== 'front').toBe(true);
});

test('it follows an edit of the acl', () => {
  const uri = 'test:/live.sg.json';
  const [before, after] = [textOf(NAMED), textOf(NAMED.slice(1))];
  const tree = readSnapshot(before);
  const model = bind([{ uri, tree }]);
  const next = bind([{ uri, tree: rereadSnapshot(tree, before, after) }], model);
  expect([aclIn(model), aclIn(next)]).toEqual(['front', undefined]);
});
