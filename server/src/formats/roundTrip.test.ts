// Guards that what a format writes reads back as the same rules, and is then written as the same text.

import { parse as parseCsv } from 'csv-parse/browser/esm/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bind } from '#model/bind.ts';
import type { Entity, Group, Model } from '#model/model.ts';
import type { PolicyList } from '#model/policy.ts';
import type * as ast from '#syntax/ast.ts';
import { parse } from '#syntax/parse.ts';
import { quote } from '#syntax/strings.ts';
import { hcl } from '../../test/support/hcl.ts';
import { rounds } from '../../test/support/rounds.ts';
import { policies, snapshot } from './cloud/format.ts';
import { readSnapshot } from './cloud/snapshot.ts';
import { csv } from './csv/format.ts';
import { exportGroups, exportRegion } from './exportGroups.ts';
import { importFiles } from './importFiles.ts';
import { showNote } from './notes.ts';
import type { ImportOptions } from './readFiles.ts';
import { sg } from './sg/format.ts';
import { terraform } from './terraform/format.ts';

const RUNS = rounds(150, 5_000);

function modelOf(text: string): Model {
  const tree = parse(text);
  const problems = tree.blocks.flatMap(({ block }) => block.problems);
  if (problems.length > 0) throw new Error(`${problems[0]?.message}\n${text}`);
  return bind([{ uri: 'a.sg', tree }]);
}

async function read(text: string, options: ImportOptions = {}): Promise<Model> {
  return modelOf(await sgOf(text, options));
}

async function sgOf(text: string, options: ImportOptions = {}): Promise<string> {
  const result = await importFiles([{ name: 'x', text }], { hcl, ...options });
  if (!result.ok) throw new Error(`${result.reasons.map(showNote).join('\n')}\n${text}`);
  return result.text;
}

/** All that a format can say of a model, names of groups in the place of keys. */
function meaning(
  model: Model,
  parts: { readonly ids?: boolean; readonly all?: boolean; readonly directions?: readonly ast.Direction[] },
) {
  const nameOf = (key: string | undefined) => (key === undefined ? undefined : model.entities.get(key)?.name);
  const policies = (list: PolicyList) =>
    list.policies.map(({ action, services, peer, rule }) => ({
      action,
      services,
      peer: peer.kind === 'group' ? nameOf(peer.group) : peer.addresses,
      description: rule.description?.value || undefined,
    }));
  const directions = parts.directions ?? ['inbound', 'outbound'];
  const own = <E extends Entity>(list: readonly E[]) =>
    list.filter((entity) => !entity.builtin).sort((a, b) => (a.name < b.name ? -1 : 1));
  const id = (entity: Entity) => (parts.ids === false ? undefined : entity.id);
  const groups = own(model.groups).map((group) => ({
    name: group.name,
    id: id(group),
    description: parts.ids === false ? undefined : group.description || undefined,
    lists: directions.map((direction) => policies(group[direction])),
  }));
  if (parts.all !== true) return { groups };
  return {
    groups,
    regions: own(model.groups).map((group) => [group.region, group.project]),
    acls: own(model.acls).map((acl) => [acl.name, acl.id, policies(acl.inbound), policies(acl.outbound)]),
    addresses: own(model.addresses).map((list) => [list.name, list.id, list.set, list.size, itemsOf(list.node)]),
    services: own(model.services).map((list) => [list.name, list.id, list.set, itemsOf(list.node)]),
    subnets: own(model.subnets).map((subnet) => [subnet.name, subnet.id, subnet.cidr, subnet.vpc, nameOf(subnet.acl)]),
    cvms: own(model.cvms).map((cvm) => [
      cvm.name,
      cvm.id,
      cvm.interfaces.map((one) => [
        one.node.name?.text,
        one.privateAddresses,
        one.publicAddresses,
        nameOf(one.subnet),
        one.groups.map(nameOf),
      ]),
      cvm.dedicated,
    ]),
  };
}

/** What is said of the items of a list. */
const itemsOf = ({ items }: ast.Addresses | ast.Services) => items.map((item) => item.description?.value || undefined);

const UNTIL = / until 2027-03-31/g;
const countOf = (text: string, words: RegExp) => text.match(words)?.length ?? 0;

// ---- random models, as text of the rule language ----

const port = fc.integer({ min: 1, max: 65535 });
const ports = fc.array(
  fc.oneof(
    port.map(String),
    fc.tuple(port, port).map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
  ),
  { maxLength: 3 },
);
const block4 = fc.constantFrom('10.0.0.0/8', '10.1.2.3', '192.0.2.0/24', '0.0.0.0/0', '203.0.113.7/32', '10.0.0.5/24');
const block6 = fc.constantFrom('2001:db8::/32', '::1', '2001:0DB8::0/48', '::/0');
const description = fc.option(
  fc.oneof(
    fc.string({ maxLength: 12 }),
    fc.constantFrom(
      '=1+1',
      "'=x",
      `$\${a}`,
      '%{x}',
      `\${x}`,
      '"q"',
      'a,b;c',
      '中文',
      '-',
      'a\nb',
      '  pad',
      '🔥👩‍👩‍👧',
      '\r\n',
      '\t@x',
      '+1',
      '\u00a0',
      '\u202e',
      'x'.repeat(300),
    ),
    fc.string({ unit: 'grapheme', maxLength: 6 }),
  ),
  { nil: undefined },
);
const NAMES = ['web', 'db', '__proto__', 'constructor', 'toString', '前端', 'a.b', 'region'];

const said = (text: string | undefined) => (text === undefined || text === '' ? '' : ` ${quote(text)}`);
const idPart = (prefix: string, i: number, has: boolean) => (has ? `  id ${prefix}-${i}abc\n` : '');

interface Shape {
  readonly lists: boolean;
  /** Whether some lists have an id and others have none. */
  readonly mixed?: boolean;
  readonly gre: boolean;
  /** Whether some rules have a last day, which the cloud does not know. */
  readonly until?: boolean;
}

function service({ lists, gre }: Shape) {
  const fixed = ['all', 'icmp', 'icmpv6', ...(gre ? ['gre'] : []), ...(lists ? ['s0', 's1', 'https'] : [])];
  return fc.oneof(
    fc.constantFrom(...fixed),
    fc
      .tuple(fc.constantFrom('tcp', 'udp'), ports)
      .map(([protocol, list]) => (list.length === 0 ? protocol : `${protocol} ${list.join(',')}`)),
  );
}

function rule(shape: Shape, direction: ast.Direction, groups: readonly string[]) {
  const peer = fc.oneof(
    block4,
    block6,
    fc.constantFrom('any', 'any6', 'self', ...groups),
    ...(shape.lists ? [fc.constantFrom('l0', 'l1')] : []),
  );
  return fc
    .tuple(
      fc.constantFrom('allow', 'deny'),
      service(shape),
      fc.array(peer, { minLength: 1, maxLength: 3 }),
      description,
      fc.constantFrom('', ...(shape.until === true ? [' until 2027-03-31'] : [])),
    )
    .map(
      ([action, what, peers, text, until]) =>
        `    ${action} ${what} ${direction === 'inbound' ? 'from' : 'to'} ${peers.join(', ')}${until}${said(text)}\n`,
    );
}

function group(shape: Shape, name: string, i: number, names: readonly string[]) {
  const list = (direction: ast.Direction) =>
    fc
      .array(rule(shape, direction, names), { maxLength: 4 })
      .map((rules) => `  ${direction} {\n${rules.join('')}  }\n`);
  return fc
    .tuple(fc.boolean(), description, list('inbound'), list('outbound'))
    .map(
      ([id, text, inbound, outbound]) => `group ${name}${said(text)} {\n${idPart('sg', i, id)}${inbound}${outbound}}\n`,
    );
}

const listText = (mixed: boolean) =>
  fc
    .tuple(fc.boolean(), fc.boolean(), fc.array(fc.tuple(block4, description), { minLength: 1, maxLength: 3 }), ports)
    .map(
      ([a, other, blocks, list, b = mixed ? other : a]) =>
        `addresses l0 {\n${idPart('ipm', 0, a)}  ${blocks.map(([block, text]) => block + said(text)).join('\n  ')}\n  10.9.0.3-10.9.0.9\n}\naddresses l1 {\n${idPart('ipmg', 1, b)}  l0\n}\n` +
        `services s0 {\n${idPart('ppm', 0, b)}  tcp ${['1', ...list].join(',')}\n  icmp\n}\nservices s1 {\n${idPart('ppmg', 1, a)}  s0\n}\n`,
    );

function groupsText(shape: Shape) {
  return fc
    .shuffledSubarray(NAMES, { minLength: 1, maxLength: 4 })
    .chain((names) =>
      fc
        .tuple(
          ...names.map((name, i) => group(shape, name, i, names)),
          shape.lists ? listText(shape.mixed !== false) : fc.constant(''),
        )
        .map((parts) => parts.join('')),
    );
}

/** An ACL with random rules, which name no groups. */
const acl = (name: string, i: number) => {
  const list = (direction: ast.Direction) =>
    fc
      .array(rule({ lists: false, gre: true, until: true }, direction, []), { maxLength: 3 })
      .map((rules) => `  ${direction} {\n${rules.join('').replaceAll(/\bself\b/g, 'any')}  }\n`);
  return fc
    .tuple(fc.boolean(), description, list('inbound'), list('outbound'))
    .map(
      ([id, text, inbound, outbound]) => `acl ${name}${said(text)} {\n${idPart('acl', i, id)}${inbound}${outbound}}\n`,
    );
};

const world = fc
  .tuple(
    fc
      .tuple(groupsText({ lists: true, gre: true, until: true }), acl('a2', 2), acl('a3', 3))
      .map((parts) => parts.join('')),
    fc.boolean(),
    fc.constantFrom('0', '7'),
    fc.constantFrom('10.0.0.0/8', '0.0.0.0/0', '10.0.0.5/24'),
  )
  .map(
    ([groups, id, project, block]) =>
      `region ap-guangzhou\nproject ${project}\n${groups}acl a1 {\n${idPart('acl', 1, id)}  inbound {\n    allow tcp 80 from 10.0.0.0/8 "x"\n    deny all from any\n  }\n}\n` +
      `subnet front {\n${idPart('subnet', 1, !id)}  vpc vpc-1\n  cidr ${block}\n  acl a1\n}\ncvm m1 {\n${idPart('ins', 1, id)}  private-ip 10.0.0.7, fd00::1\n  public-ip 203.0.113.9\n  subnet front\n  dedicated\n${interfacesText(groups, id)}}\n`,
  );

/** One in the groups of the file, and one without a name, an address of IPv4 or a group. */
function interfacesText(groups: string, id: boolean): string {
  const names = [...groups.matchAll(/^group (\S+)/gm)].map(([, name = '']) => name).slice(0, 2);
  return `  interface eth1 {\n${id ? '    id eni-00000001\n' : ''}    private-ip 10.0.1.7, 10.0.1.8, fd00::2\n    public-ip 203.0.113.8, 2001:db8::8\n    subnet front\n    groups ${names.join(', ')}\n  }\n  interface {\n    private-ip fd00::3\n  }\n`;
}

const run = { numRuns: RUNS };

describe('round trips', () => {
  test('policies: every group comes back with its rules, and writing it again gives the same text', async () => {
    await fc.assert(
      fc.asyncProperty(groupsText({ lists: false, gre: true }), async (text) => {
        const model = modelOf(text);
        const one = model.groups.find(({ builtin }) => !builtin) as Group;
        const written = exportGroups(model, [one], policies).texts[0]?.text ?? '';
        const back = await importedInto(text, one, written);
        expect(meaning(back, {})).toEqual(meaning(model, {}));
        const [again] = exportGroups(
          back,
          back.groups.filter(({ name }) => name === one.name),
          policies,
        ).texts;
        expect(again?.text).toBe(written);
      }),
      run,
    );
  });

  test('snapshot: as part of the model, and imported', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (text) => {
        const model = modelOf(text);
        const { texts, report } = exportRegion(model, undefined, snapshot);
        const written = texts[0]?.text ?? '';
        const told = (words: string) => report.filter(({ message }) => message.includes(words)).length;
        expect([told("'until 2027-03-31'"), told('description of an ACL')]).toEqual([
          countOf(text, UNTIL),
          countOf(text, /^acl \S+ "/gm),
        ]);
        const tree = readSnapshot(written);
        expect(tree.blocks.flatMap(({ block }) => block.problems)).toEqual([]);
        const live = bind([{ uri: 'a.sg.json', tree }]);
        expect(meaning(live, { all: true })).toEqual(meaning(model, { all: true }));
        expect(exportRegion(live, undefined, snapshot).texts[0]?.text).toBe(written);
        const back = await read(written);
        expect(meaning(back, { all: true })).toEqual(meaning(model, { all: true }));
        expect(exportRegion(back, undefined, snapshot).texts[0]?.text).toBe(written);
      }),
      run,
    );
  });

  test('csv: each direction of a group, formulas and quotes included', async () => {
    await fc.assert(
      fc.asyncProperty(groupsText({ lists: false, gre: true }), async (text) => {
        const model = modelOf(text);
        const one = model.groups.filter(({ builtin }) => !builtin)[0] as Group;
        const parts = exportGroups(model, [one], csv).texts;
        expect(parts.map(({ direction }) => direction)).toEqual(['inbound', 'outbound']);
        for (const { text: written, direction } of parts) {
          if (direction === undefined) throw new Error('no direction');
          for (const cell of (parseCsv(written) as string[][]).flat()) expect(cell).not.toMatch(/^\s*[=+\-@]/);
          const back = await importedInto(text, one, written);
          const dump = (m: Model) =>
            meaning(m, { directions: [direction] }).groups.find(({ name }) => name === one.name)?.lists;
          expect(dump(back)).toEqual(dump(model));
        }
      }),
      run,
    );
  });

  test('terraform: groups, rule sets and lists without an id', async () => {
    await fc.assert(
      fc.asyncProperty(groupsText({ lists: true, mixed: false, gre: true }), async (text) => {
        const model = modelOf(text);
        const groups = model.groups.filter(({ builtin }) => !builtin);
        const written = exportGroups(model, groups, terraform).texts[0]?.text ?? '';
        const sg = await sgOf(written);
        // Lists that have an id are known to the file by it alone.
        const lists =
          model.addresses.length + model.services.length === 0 ? '' : text.slice(text.indexOf('addresses l0'));
        const kept = lists
          .split(/^(?=addresses|services)/m)
          .filter((list) => / id /.test(list))
          .join('');
        const back = modelOf(`${sg}\n${kept}`);
        expect(meaning(back, {})).toEqual(meaning(model, {}));
      }),
      run,
    );
  });

  test('sg: printed anew, it means the same', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (text) => {
        const model = modelOf(text);
        const written = exportRegion(model, undefined, sg).texts[0]?.text ?? '';
        expect(meaning(modelOf(written), { all: true })).toEqual(meaning(model, { all: true }));
        for (const words of [UNTIL, /^acl \S+ "/gm]) expect(countOf(written, words)).toBe(countOf(text, words));
        expect(exportRegion(modelOf(written), undefined, sg).texts[0]?.text).toBe(written);
        const verbatim = exportRegion(model, undefined, sg, { textOf: () => text }).texts[0]?.text ?? '';
        expect(meaning(modelOf(verbatim), { all: true })).toEqual(meaning(model, { all: true }));
      }),
      run,
    );
  });

  test('expanded: plain rules take in the same packets', async () => {
    await fc.assert(
      fc.asyncProperty(groupsText({ lists: true, gre: true }), async (text) => {
        const model = modelOf(text);
        const groups = model.groups.filter(({ builtin }) => !builtin);
        for (const format of [sg, terraform]) {
          const { texts, report } = exportGroups(model, groups, format, { expand: true });
          expect(report.filter(({ message }) => !message.includes('GRE'))).toEqual([]);
          const written = texts[0]?.text ?? '';
          expect(written.replace(/"(\\.|[^"\\])*"/g, '""')).not.toMatch(/ (l0|l1|s0|s1)\b/);
          expect(written).not.toMatch(/"(address|service)_template/);
          const back = await read(written);
          for (const one of groups) {
            const other = back.groups.find(({ name, builtin }) => name === one.name && !builtin);
            expect(cover(other?.inbound)).toEqual(cover(one.inbound));
          }
        }
      }),
      { numRuns: Math.ceil(RUNS / 3) },
    );
  });
});

/** The actions in their order without repetition: what expanding a policy into several keeps. */
function cover(list: PolicyList | undefined): string[] {
  const actions = (list?.policies ?? []).map(({ action, rule }) => `${action} ${rule.description?.value ?? ''}`);
  return actions.filter((action, i) => action !== actions[i - 1]);
}

/** The model with one group replaced by what was read. */
async function importedInto(text: string, one: Group, written: string): Promise<Model> {
  const sg = await sgOf(written, { group: one.name });
  const body = /\{\n([\s\S]*)\}\n$/.exec(sg)?.[1] ?? '';
  const id = one.id === undefined ? '' : `  id ${one.id}\n`;
  const others = text
    .split(/^(?=group |addresses |services )/m)
    .filter((part) => !part.startsWith(`group ${one.name} `));
  const replaced = `group ${one.name}${said(one.description)} {\n${id}${body}}\n`;
  return modelOf(others.concat(replaced).join(''));
}
