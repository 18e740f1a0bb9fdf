import { expect, test } from 'vitest';
import type { Group } from '#model/model.ts';
import { entityNamed, modelOf } from '../../test/support/modelOf.ts';
import { shadowedByMembers } from './shadowedByMembers.ts';

const MACHINES = `
group web {} group db {} group empty {}
cvm web-1 { private-ip 10.0.1.1, fd00::1 groups web } cvm web-2 { private-ip 10.0.1.2 groups web }
cvm db-1 { private-ip 10.0.2.5 groups db }
`;

test('a policy that says nothing only with the members of now is reported with who takes its packets', () => {
  // Guards: shadowed and redundant by members, a group's own and addresses that members are all of.
  expect(found('deny tcp 22 from 10.0.1.0/24  allow tcp 22 from web')).toEqual(['1 shadowed 0']);
  expect(found('allow tcp 80 from 10.0.2.5  allow tcp 80 from db')).toEqual(['1 redundant 0']);
  expect(found('allow tcp from db  deny tcp from 10.0.2.5')).toEqual(['1 shadowed 0']);
  expect(found('deny tcp from 10.0.1.1  allow tcp from web')).toEqual([]);
});

test('what is so whoever the members are, or without any, is not by members', () => {
  // Guards: the difference to the other codes.
  expect(found('allow tcp from web  allow tcp 22 from web')).toEqual([]);
  expect(found('deny tcp from any  allow tcp 22 from web')).toEqual([]);
  expect(found('deny tcp from 10.0.0.0/8  allow tcp from empty')).toEqual([]);
  expect(found('deny tcp from 10.0.0.0/8  allow tcp from nobody')).toEqual([]);
});

test('a list is judged again where the members of its groups changed', () => {
  // Guards: what is kept is kept by the members too.
  const text = `${MACHINES} group g { inbound { deny tcp 22 from 10.0.1.0/24  allow tcp 22 from web } }`;
  const model = modelOf(text);
  const list = (entityNamed(model, 'g') as Group).inbound;
  expect(shadowedByMembers(model, list, 'group')).toHaveLength(1);
  expect(shadowedByMembers(modelOf(`${text} cvm web-3 { private-ip 10.9.9.9 groups web }`), list, 'group')).toEqual([]);
  expect(shadowedByMembers(model, list, 'group')).toHaveLength(1);
});

function found(rules: string): string[] {
  const model = modelOf(`${MACHINES} group g { inbound { ${rules} } }`);
  return shadowedByMembers(model, (entityNamed(model, 'g') as Group).inbound, 'group').map(
    ({ policy, verdict }) => `${policy.index} ${verdict.kind} ${verdict.by.join()}`,
  );
}
