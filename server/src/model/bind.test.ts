// Guards what names mean: scopes, built-ins, circles, and that what did not change is the same object from model to model.
import { describe, expect, test } from 'vitest';
import * as addressSet from '#net/addressSet.ts';
import { printServices } from '#net/services.ts';
import { parse } from '#syntax/parse.ts';
import { bind } from './bind.ts';
import type { Entity, Model, ModelFile } from './model.ts';

function file(text: string, uri = 'test:/a.sg'): ModelFile {
  return { uri, tree: parse(text) };
}

function named<K extends Entity['kind']>(model: Model, kind: K, name: string): Extract<Entity, { kind: K }> {
  const found = [...model.entities.values()].find((entity) => entity.kind === kind && entity.name === name);
  if (found === undefined) throw new Error(`there is no ${kind} ${name}`);
  return found as Extract<Entity, { kind: K }>;
}

function faults(model: Model): string[] {
  return [...model.bindings.values()].flatMap(({ references }) =>
    references.flatMap(({ name, fault }) => (fault === undefined ? [] : `${name.text}: ${fault}`)),
  );
}

describe('names', () => {
  test('are known in their whole region, whatever the file, and in no other', () => {
    const model = bind([
      file('region r1\ngroup a { inbound { allow all from b, c } }', 'test:/1.sg'),
      file('region r1\ngroup b {}\nregion r2\ngroup c {}', 'test:/2.sg'),
    ]);
    expect(faults(model)).toEqual(['c: unknown-name']);
  });

  test('of a cloud id are known everywhere, but a group of another region is no peer', () => {
    const model = bind([
      file(
        'region r1\ngroup a { id sg-a1 }\naddresses l { id ipm-1 10.0.0.1 }\nregion r2\ngroup b { inbound { allow all from sg-a1, ipm-1, sg-zz } }',
      ),
    ]);
    expect(faults(model)).toEqual(['sg-a1: cross-region-group', 'sg-zz: unknown-name']);
  });

  test('of the wrong kind still know what they mean', () => {
    const model = bind([file('services s { tcp 1 }\ngroup g { inbound { allow g from s } }')]);
    expect(faults(model)).toEqual(['g: wrong-kind', 's: wrong-kind']);
    const [policy] = named(model, 'group', 'g').inbound.policies;
    expect(policy?.complete).toBe(false);
  });

  test('hide the built-in ones, which every region has', () => {
    const model = bind([
      file(
        'region r1\nservices ssh { tcp 2222 }\ngroup g { inbound { allow ssh from any  allow https from default-open } }',
      ),
    ]);
    const [own, https] = named(model, 'group', 'g').inbound.policies;
    expect(printServices(own?.services ?? [])).toEqual(['tcp 2222']);
    expect(printServices(https?.services ?? [])).toEqual(['tcp 443']);
    expect(https?.peer).toEqual({ kind: 'group', group: model.regions.get('r1')?.names.get('default-open')?.key });
  });

  test('like __proto__ are names like others', () => {
    const model = bind([file('group __proto__ { inbound { allow constructor from toString } }')]);
    expect(faults(model)).toEqual(['constructor: unknown-name', 'toString: unknown-name']);
  });
});

describe('lists', () => {
  test('hold what they name, and a circle holds only its own items', () => {
    const model = bind([
      file(
        'addresses a { 10.0.0.1 b }\naddresses b { 10.0.0.2 }\naddresses x { 10.0.0.3 y }\naddresses y { x 10.0.0.4 }',
      ),
    ]);
    expect(addressSet.toBlocks(named(model, 'addresses', 'a').set)).toEqual(['10.0.0.1', '10.0.0.2']);
    expect(named(model, 'addresses', 'a').size).toBe(2);
    const x = named(model, 'addresses', 'x');
    expect([addressSet.toBlocks(x.set), x.circular, x.complete]).toEqual([['10.0.0.3'], true, false]);
    expect(faults(model)).toEqual(['y: circular', 'x: circular']);
  });

  test('nested a hundred thousand deep are cut off and said so', () => {
    const count = 100_000;
    const lines = Array.from(
      { length: count },
      (_, i) => `addresses a${i} { ${i + 1 < count ? `a${i + 1}` : '10.0.0.1'} }`,
    );
    const model = bind([file(lines.join('\n'))]);
    expect(named(model, 'addresses', 'a99000').complete).toBe(true);
    expect(named(model, 'addresses', 'a0').complete).toBe(false);
    expect(faults(model)[0]).toMatch(/: too-deep$/);
  });
});

test('a machine is in each group once, in the order of its line, and in the network of its subnet', () => {
  const model = bind([
    file(
      'subnet s { vpc v }\ngroup a {}\ngroup b {}\ncvm c { private-ip 10.0.0.1, 300.1.1.1 subnet s groups b, a, b, nobody }',
    ),
  ]);
  const cvm = named(model, 'cvm', 'c');
  expect(cvm.interfaces[0].groups).toEqual([named(model, 'group', 'b').key, named(model, 'group', 'a').key]);
  expect([cvm.interfaces[0].vpc, cvm.privateAddresses.length]).toEqual(['v', 1]);
  expect(model.members.get(named(model, 'group', 'a').key)).toEqual([cvm]);
});

describe('from one model to the next', () => {
  const before =
    'addresses l { 10.0.0.1 }\ngroup a { inbound { allow all from l } }\ngroup b { inbound { allow all from a } }';

  test('what means the same is the same object', () => {
    const files = [file(before)];
    const first = bind(files);
    const second = bind(files, first);
    for (const [block, binding] of second.bindings) expect(binding).toBe(first.bindings.get(block));
  });

  test('only what a changed list reaches is bound anew', () => {
    const other = file('group c { inbound { allow all from m } }\ngroup d {}', 'test:/b.sg');
    const first = bind([file('addresses m { 10.0.0.1 }'), other]);
    const second = bind([file('addresses m { 10.0.0.2 }'), other], first);
    expect(named(second, 'group', 'd')).toBe(named(first, 'group', 'd'));
    expect(named(second, 'group', 'c')).not.toBe(named(first, 'group', 'c'));
    const third = bind([file('addresses m { 10.0.0.2 } # the same'), other], second);
    expect(named(third, 'group', 'c')).toBe(named(second, 'group', 'c'));
  });

  test('a group that comes or goes changes what names it', () => {
    const other = file('group c { inbound { allow all from late } }', 'test:/b.sg');
    const first = bind([other]);
    const second = bind([file('group late {}'), other], first);
    expect([faults(first), faults(second)]).toEqual([['late: unknown-name'], []]);
  });
});
