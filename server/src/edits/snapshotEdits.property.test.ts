// Guards that any change of any snapshot means, read back, what the same change of plain lists means, and keeps the text's layout.
import { describe, expect, test } from 'vitest';
import { changeModel, type ModelChange } from '#ide/change.ts';
import type * as ast from '#syntax/ast.ts';
import { applyEdits } from '#text/textEdit.ts';
import type { Folder } from '#workspace/folder.ts';
import { loadFiles } from '#workspace/loadFiles.ts';
import { commandLimits } from '#workspace/workspace.ts';
import { pick, type Random, randomFrom } from '../../test/support/random.ts';
import { rounds } from '../../test/support/rounds.ts';
import type { Outcome } from './change.ts';
import { replaceRules } from './ruleEdits.ts';

const URI = 'file:///project/live.sg.json';
const directions = ['inbound', 'outbound'] as const;

interface Json {
  [key: string]: unknown;
}

const upTo = (next: Random, most: number): number => Math.floor(next() * (most + 1));

const names = [
  'web',
  'web',
  '__proto__',
  'constructor',
  '数据库',
  '😀 group',
  'a "b" \\ c',
  'tab\there',
  'x\u2028y',
  '"PolicyIndex": 3',
];
const texts = ['', 'd', 'say "hi"', '中文 😀', '],[{}', '\\u0041\\', '// no comment', '__proto__', '"Ingress": []'];
const groupIds = ['sg-1', 'sg-2', 'sg-3'];

/** A policy as the API writes it, and the same as a line of the rule language. */
interface Written {
  readonly policy: Json;
  readonly line: string;
}

function policy(next: Random): Written {
  const [service, protocol] = pick(next, [
    ['all', { Protocol: 'ALL', Port: 'ALL' }],
    ['tcp', { Protocol: 'TCP', Port: 'ALL' }],
    ['udp 53,1000-1010', { Protocol: 'UDP', Port: '53,1000-1010' }],
    ['icmp', { Protocol: 'ICMP' }],
    ['gre', { Protocol: 'GRE' }],
    ['https', { Protocol: 'TCP', Port: '443' }],
    ['ppm-1', { ServiceTemplate: { ServiceId: 'ppm-1' } }],
  ] as const);
  const [peer, far] = pick(next, [
    ['any', { CidrBlock: '0.0.0.0/0' }],
    ['any6', { Ipv6CidrBlock: '::/0' }],
    ['10.0.0.0/8', { CidrBlock: '10.0.0.0/8' }],
    ['2001:DB8::1', { Ipv6CidrBlock: '2001:DB8::1' }],
    ['ipmg-1', { AddressTemplate: { AddressGroupId: 'ipmg-1' } }],
    ...groupIds.map((id) => [id, { SecurityGroupId: id }] as const),
  ] as const);
  const action = pick(next, ['allow', 'deny'] as const);
  const said = pick(next, texts);
  return {
    line: `${action} ${service} WORD ${peer}${said === '' ? '' : ` ${JSON.stringify(said)}`}`,
    policy: {
      ...protocol,
      ...far,
      Action: action === 'allow' ? 'ACCEPT' : 'DROP',
      ...(said === '' ? {} : { PolicyDescription: said }),
    },
  };
}

/** What a file of the cloud may hold beside: members of its own, empty ones, stamps. */
function dressed(next: Random, { policy }: Written, index: number, counted: boolean): Json {
  return {
    ...(counted ? { PolicyIndex: index } : {}),
    ...policy,
    ...(next() < 0.2 ? { ModifyTime: '2026-01-01 00:00:00' } : {}),
    ...(next() < 0.2 ? { Extra: { PolicyIndex: 7, list: [1, { a: [] }] } } : {}),
  };
}

function randomSnapshot(next: Random): Json {
  const counted = next() < 0.6;
  const list = () => Array.from({ length: upTo(next, 4) }, (_, i) => dressed(next, policy(next), i, counted));
  const groups = groupIds.map((id) => ({
    SecurityGroupId: id,
    SecurityGroupName: pick(next, names),
    ...pick<Json>(next, [{}, { SecurityGroupDesc: pick(next, texts) }]),
    ...pick<Json>(next, [
      {},
      { SecurityGroupPolicySet: null },
      { SecurityGroupPolicySet: {} },
      { SecurityGroupPolicySet: { Version: '3', Ingress: list() } },
      { SecurityGroupPolicySet: { Ingress: list(), Egress: list() } },
      { SecurityGroupPolicySet: { Egress: list(), Ingress: list(), Version: '9' } },
    ]),
    ...pick<Json>(next, [{}, { IsDefault: false }]),
  }));
  const machines = ['ins-1', 'ins-2'].map((id) => ({
    InstanceId: id,
    InstanceName: pick(next, names),
    ...pick<Json>(next, [
      {},
      { SecurityGroupIds: groupIds.filter(() => next() < 0.5) },
      { SecurityGroupIds: ['sg-9'] },
    ]),
  }));
  return {
    version: 1,
    regions: [
      {
        Region: 'r1',
        SecurityGroupSet: groups,
        InstanceSet: machines,
        AddressTemplateSet: [{ AddressTemplateId: 'ipm-1', AddressTemplateName: 'office', AddressSet: ['10.0.0.1'] }],
        AddressTemplateGroupSet: [{ AddressTemplateGroupId: 'ipmg-1', AddressTemplateIdSet: ['ipm-1'] }],
        ServiceTemplateSet: [{ ServiceTemplateId: 'ppm-1', ServiceTemplateName: 'dns', ServiceSet: ['UDP:53'] }],
      },
    ],
  };
}

/** Layouts that some writer makes of any value, so that the whole of a changed text can be compared with it. */
const layouts: readonly (readonly [name: string, write: (value: unknown) => string])[] = [
  ['one line', (value) => JSON.stringify(value)],
  ['two blanks', (value) => JSON.stringify(value, null, 2)],
  ['four blanks', (value) => `${JSON.stringify(value, null, 4)}\n`],
  ['tabs, CRLF', (value) => `${JSON.stringify(value, null, '\t').replaceAll('\n', '\r\n')}\r\n`],
];

/** Blanks of any kind between any two tokens, the same for the same value. */
function wild(value: unknown): string {
  const text = JSON.stringify(value);
  const next = randomFrom(text.length);
  return text.replace(
    /"(?:[^"\\]|\\.)*"|[[\]{}:,]/g,
    (token) => pick(next, ['', '', ' ', '\t', '\n', '\r\n    ', '\n\n']) + token,
  );
}

interface Policies {
  inbound: Json[];
  outbound: Json[];
}

interface Plain {
  readonly groups: Map<string, Policies>;
  readonly cvms: Map<string, string[]>;
  readonly descriptions: Map<string, string>;
}

interface Edit {
  readonly make: (folder: Folder, keyOf: (id: string) => string) => Outcome;
  readonly plain: (model: Plain) => void;
  readonly what: string;
}

function randomEdit(next: Random, before: Plain): Edit | undefined {
  const id = pick(next, groupIds);
  const direction = pick(next, directions);
  const length = before.groups.get(id)?.[direction].length ?? 0;
  const change = (make: (keyOf: (id: string) => string) => ModelChange, plain: Edit['plain']): Edit => ({
    make: (folder, keyOf) => changeModel(folder, make(keyOf)),
    plain,
    what: JSON.stringify(make((each) => each)),
  });
  const listIn = (model: Plain): Json[] => model.groups.get(id)?.[direction] ?? [];
  const ruleAt = (keyOf: (id: string) => string, index: number) => ({ owner: keyOf(id), direction, index });
  const kind = upTo(next, 9);
  const index = upTo(next, length - 1);
  if (kind >= 1 && kind <= 4 && length === 0) return undefined;
  switch (kind) {
    case 0: {
      const { policy: added, line } = policy(next);
      const [, action = '', service = '', peer = '', said] = /^(\w+) (.+?) WORD (\S+)(?: (".*"))?$/.exec(line) ?? [];
      const at = next() < 0.5 ? undefined : upTo(next, length);
      const rule = {
        action: action as ast.Action,
        service,
        peers: [peer],
        ...(said === undefined ? {} : { description: JSON.parse(said) as string }),
      };
      return change(
        (keyOf) => ({
          kind: 'addRule',
          owner: keyOf(id),
          direction,
          rule,
          before: at,
        }),
        (model) => listIn(model).splice(at ?? length, 0, added),
      );
    }
    case 1: {
      const to = upTo(next, length);
      return change(
        (keyOf) => ({ kind: 'moveRule', rule: ruleAt(keyOf, index), ...(to === length ? {} : { before: to }) }),
        (model) => {
          const [moved] = listIn(model).splice(index, 1);
          listIn(model).splice(to > index ? to - 1 : to, 0, moved as Json);
        },
      );
    }
    case 2: {
      const by = pick(next, [-1, 1] as const);
      if (index + by < 0 || index + by >= length) return undefined;
      return change(
        (keyOf) => ({ kind: 'moveRuleBy', rule: ruleAt(keyOf, index), by }),
        (model) => {
          const [moved] = listIn(model).splice(index, 1);
          listIn(model).splice(index + by, 0, moved as Json);
        },
      );
    }
    case 3:
      return change(
        (keyOf) => ({ kind: 'duplicateRule', rule: ruleAt(keyOf, index) }),
        (model) => listIn(model).splice(index, 0, listIn(model)[index] as Json),
      );
    case 4: {
      const gone = new Set(Array.from({ length }, (_, i) => i).filter((i) => i === index || next() < 0.4));
      return change(
        (keyOf) => ({ kind: 'removeRules', rules: [...gone].map((i) => ruleAt(keyOf, i)) }),
        (model) => {
          const kept = listIn(model).filter((_, i) => !gone.has(i));
          listIn(model).splice(0, length, ...kept);
        },
      );
    }
    case 5: {
      const append = next() < 0.5;
      const asked = directions.filter(() => next() < 0.7);
      const made = new Map(asked.map((each) => [each, Array.from({ length: upTo(next, 3) }, () => policy(next))]));
      const lines = (each: ast.Direction) =>
        made.get(each)?.map(({ line }) => line.replace('WORD', each === 'inbound' ? 'from' : 'to'));
      return {
        what: `import ${id} ${JSON.stringify([...made].map(([each]) => [each, lines(each)]))} ${append}`,
        make: (folder, keyOf) =>
          replaceRules(folder, keyOf(id), { inbound: lines('inbound'), outbound: lines('outbound'), append }),
        plain: (model) => {
          for (const [each, list] of made) {
            const own = model.groups.get(id)?.[each] ?? [];
            own.splice(0, append ? 0 : own.length, ...list.map(({ policy }) => policy));
          }
        },
      };
    }
    case 6: {
      const name = pick(next, ['ops', '新组', '_']);
      const copy = pick(next, [undefined, id]);
      const empty = { inbound: [], outbound: [] };
      return change(
        (keyOf) => ({
          kind: 'newGroup',
          name,
          region: pick(next, ['r1']),
          project: '0',
          ...(copy === undefined ? {} : { copyOf: keyOf(copy) }),
        }),
        (model) => {
          const from = copy === undefined ? empty : (model.groups.get(copy) ?? empty);
          model.groups.set(`$name:${name}`, { inbound: from.inbound.map(bare), outbound: from.outbound.map(bare) });
          const said = copy === undefined ? '' : model.descriptions.get(copy);
          model.descriptions.set(`$name:${name}`, said ?? '');
        },
      );
    }
    case 7: {
      const description = pick(next, texts);
      return change(
        (keyOf) => ({ kind: 'describeGroup', group: keyOf(id), description }),
        (model) => model.descriptions.set(id, description),
      );
    }
    case 8: {
      const groups = groupIds.filter(() => next() < 0.6).toSorted(() => next() - 0.5);
      const cvm = pick(next, ['ins-1', 'ins-2']);
      return change(
        (keyOf) => ({ kind: 'setCvmGroups', cvm: keyOf(cvm), groups: groups.map(keyOf) }),
        (model) => model.cvms.set(cvm, groups),
      );
    }
    default: {
      const cvms = ['ins-1', 'ins-2'].filter(() => next() < 0.5);
      return change(
        (keyOf) => ({ kind: 'setGroupCvms', group: keyOf(id), cvms: cvms.map(keyOf) }),
        (model) => {
          for (const [cvm, groups] of model.cvms) {
            if (cvms.includes(cvm) && !groups.includes(id)) groups.push(id);
            if (!cvms.includes(cvm))
              model.cvms.set(
                cvm,
                groups.filter((each) => each !== id),
              );
          }
        },
      );
    }
  }
}

/** Only what a policy says by itself: what a clone, which is none of the cloud's, takes along of the rest is left open. */
function bare({ PolicyIndex: _, ModifyTime: __, ...policy }: Json): Json {
  return policy;
}

function plainOf(text: string): Plain {
  const [region] = (JSON.parse(text) as { regions: Json[] }).regions;
  const objects = (value: unknown) => (value ?? []) as Json[];
  const groups = objects(region?.['SecurityGroupSet']);
  return {
    groups: new Map(
      groups.map((group) => {
        const set = (group['SecurityGroupPolicySet'] ?? {}) as Json;
        const list = (key: string) => objects(set[key]).map((each) => ({ ...each }));
        return [group['SecurityGroupId'] as string, { inbound: list('Ingress'), outbound: list('Egress') }];
      }),
    ),
    cvms: new Map(
      objects(region?.['InstanceSet']).map((cvm) => [
        cvm['InstanceId'] as string,
        [...objects(cvm['SecurityGroupIds'])] as unknown as string[],
      ]),
    ),
    descriptions: new Map(
      groups.map((group) => [group['SecurityGroupId'] as string, (group['SecurityGroupDesc'] ?? '') as string]),
    ),
  };
}

/** Places apart, which are looked at by themselves. */
function withoutPlaces({ groups, cvms, descriptions }: Plain): unknown {
  const list = (policies: Json[]) => policies.map(({ PolicyIndex: _, ...policy }) => policy);
  return {
    groups: [...groups].map(([id, { inbound, outbound }]) => [id, list(inbound), list(outbound)]),
    cvms: [...cvms],
    descriptions: [...descriptions],
  };
}

function load(text: string): Folder {
  return loadFiles({
    root: 'file:///project',
    texts: new Map([[URI, text]]),
    today: '2026-11-24',
    limits: commandLimits,
  });
}

describe.each([...layouts, ['wild blanks', wild] as const])('%s', (_, write) => {
  test('a change of the text is the change of the lists, in the layout of the text', () => {
    let done = 0;
    for (let seed = 1; done < rounds(300, 20_000); seed++) {
      const next = randomFrom(seed);
      const text = write(randomSnapshot(next));
      const before = plainOf(text);
      const edit = randomEdit(next, before);
      if (edit === undefined) continue;
      done++;
      const folder = load(text);
      const keyOf = (id: string) => {
        const entity = [...folder.model.entities.values()].find((each) => each.id === id);
        if (entity === undefined) throw new Error(`no ${id}`);
        return entity.key;
      };
      const outcome = edit.make(folder, keyOf);
      const about = `${seed}: ${edit.what}\n${text}`;
      if ('refused' in outcome) throw new Error(`${outcome.refused}\n${about}`);
      const edits = outcome.edits.get(URI) ?? [];
      for (const [i, { start }] of edits.toSorted((a, b) => a.start - b.start).entries())
        expect(i === 0 || start >= (edits.toSorted((a, b) => a.start - b.start)[i - 1]?.end ?? 0), about).toBe(true);
      const result = applyEdits(text, edits);
      if (write !== wild) expect(result, about).toBe(write(JSON.parse(result)));
      // What the change does not name keeps its text.
      for (const { start, block } of folder.files.get(URI)?.tree.blocks ?? []) {
        const node = block.declaration;
        const named = node === undefined || !('ids' in node) || node.ids.some(({ text }) => edit.what.includes(text));
        if (!named && node.kind !== 'cvm') expect(result, about).toContain(text.slice(start, start + node.end));
      }
      const wanted = plainOf(text);
      edit.plain(wanted);
      const isClone = edit.what.includes('"copyOf"');
      const got = plainOf(result);
      if (isClone)
        for (const group of got.groups.values()) for (const each of directions) group[each] = group[each].map(bare);
      if (isClone)
        for (const group of wanted.groups.values()) for (const each of directions) group[each] = group[each].map(bare);
      expect(withoutPlaces(got), about).toEqual(withoutPlaces(wanted));
      for (const group of got.groups.values())
        for (const each of directions) {
          const places = group[each].flatMap(({ PolicyIndex: place }) => (place === undefined ? [] : [place]));
          expect(places.length === 0 || places.length === group[each].length, about).toBe(true);
          expect(places, about).toEqual(places.map((_, i) => i));
        }
      const read = load(result);
      expect(
        read.files.get(URI)?.tree.blocks.flatMap(({ block }) => block.problems),
        about,
      ).toEqual([]);
      for (const group of read.model.groups.filter(({ builtin }) => !builtin))
        for (const each of directions)
          expect(
            group[each].policies.every(({ complete }) => complete),
            about,
          ).toBe(true);
    }
  });
});
