// Guards what is moved and copied of several rules at once: their order kept, comments with them, other rules as they were.
import { describe, expect, test } from 'vitest';
import { changeModel, type ModelChange } from '#ide/change.ts';
import { applyEdits } from '#text/textEdit.ts';
import { loadTexts, URI } from '../../test/support/changed.ts';
import { pick, randomFrom } from '../../test/support/random.ts';
import { rounds } from '../../test/support/rounds.ts';
import type { RuleReference } from './rulePlace.ts';

type Spot = readonly [group: string, index: number];

function changed(
  text: string,
  spots: readonly Spot[],
  make: (rules: { readonly rule: RuleReference; readonly also: readonly RuleReference[] }) => ModelChange,
  uri = URI,
): string {
  const folder = loadTexts({ [uri]: text });
  const references = spots.map(([name, index]): RuleReference => {
    const owner = folder.model.groups.find((group) => group.name === name)?.key ?? name;
    return { owner, direction: 'inbound', index };
  });
  const [rule, ...also] = references;
  if (rule === undefined) throw new Error('no rule');
  const outcome = changeModel(folder, make({ rule, also }));
  if ('refused' in outcome) return `refused: ${outcome.refused}`;
  return applyEdits(text, outcome.edits.get(uri) ?? []);
}

const list = (ports: readonly number[]): string =>
  `group g {\n  inbound {\n${ports.map((port) => `    allow tcp ${port} from any\n`).join('')}  }\n}\n`;
const portsOf = (text: string): readonly number[] => [...text.matchAll(/tcp (\d+)/g)].map(([, port]) => Number(port));
const move = (ports: readonly number[], chosen: readonly number[], before?: number): readonly number[] | string => {
  const spots = chosen.map((index): Spot => ['g', index]);
  const text = changed(list(ports), spots, (rules) => ({
    kind: 'moveRule',
    ...rules,
    before,
  }));
  return text.startsWith('refused') ? text : portsOf(text);
};

function expectedOrder(
  ports: readonly number[],
  chosen: readonly number[],
  before: number | undefined,
): readonly number[] {
  const isChosen = (port: number) => chosen.includes(ports.indexOf(port));
  const stays = ports.filter((port) => !isChosen(port));
  const next = before === undefined ? undefined : ports.slice(before).find((port) => !isChosen(port));
  const at = next === undefined ? stays.length : stays.indexOf(next);
  return [...stays.slice(0, at), ...ports.filter(isChosen), ...stays.slice(at)];
}

describe('moved to a place', () => {
  test('rules keep their order, whatever the one they were selected in', () => {
    expect(move([0, 1, 2, 3, 4], [4, 2], 1)).toEqual([0, 2, 4, 1, 3]);
    expect(move([0, 1, 2, 3, 4], [0, 1])).toEqual([2, 3, 4, 0, 1]);
    expect(move([0, 1, 2, 3, 4], [0, 3], 2)).toEqual([1, 0, 3, 2, 4]);
  });

  test('onto one of themselves they gather before the next that stays', () => {
    expect(move([0, 1, 2, 3, 4], [1, 3], 1)).toEqual([0, 1, 3, 2, 4]);
    expect(move([0, 1, 2, 3, 4], [3, 4], 4)).toEqual([0, 1, 2, 3, 4]);
  });

  test('the order is right for any list and selection', () => {
    for (let seed = 1; seed <= 100 * rounds(1, 20); seed++) {
      const random = randomFrom(seed);
      const length = 2 + Math.floor(random() * 6);
      const ports = Array.from({ length }, (_, i) => i + 1);
      const chosen = ports.map((_, i) => i).filter(() => random() < 0.5);
      if (chosen.length < 2) continue;
      const before = random() < 0.2 ? undefined : Math.floor(random() * length);
      const expected = expectedOrder(ports, chosen, before);
      expect(move(ports, chosen, before), `seed ${seed}`).toEqual(expected);
    }
  });

  test('whatever shares a line, with a comment behind or a brace', () => {
    const between = ['\n    ', '\n    ', ' ', ' # why\n    ', '\n    # ignore redundant-rule: kept\n    '];
    for (let seed = 1; seed <= 300 * rounds(1, 20); seed++) {
      const random = randomFrom(seed);
      const ports = Array.from({ length: 2 + Math.floor(random() * 5) }, (_, i) => i + 1);
      const rules = ports.map((port) => `${pick(random, between)}allow tcp ${port} from any`).join('');
      const text = `group g { inbound {${rules}${pick(random, ['\n  }', ' }', ' # end\n  }'])}\n}\n`;
      const chosen = ports.map((_, i) => i).filter(() => random() < 0.4);
      const before = random() < 0.3 ? undefined : Math.floor(random() * ports.length);
      if (chosen.length === 0) continue;
      const spots = chosen.map((index): Spot => ['g', index]);
      const after = changed(text, spots, (rules) => ({ kind: 'moveRule', ...rules, before }));
      const { model, files } = loadTexts({ [URI]: after });
      const read = model.groups.find(({ name }) => name === 'g')?.inbound.policies.map(({ rule }) => rule);
      const problems = files.get(URI)?.tree.blocks.flatMap(({ block }) => block.problems);
      const about = `seed ${seed}: ${chosen} before ${before}\n${text}\n${after}`;
      expect(problems, about).toEqual([]);
      expect(
        read?.map(({ service }) => service?.kind === 'tcp' && service.ports[0]?.first),
        about,
      ).toEqual(expectedOrder(ports, chosen, before));
    }
  });

  test('comments go with their rules, and a rule of several policies goes once', () => {
    const text = `group g {
  inbound {
    # ignore redundant-rule: kept
    allow tcp 1 from any # one
    allow tcp 2 from 10.0.0.1, 10.0.0.2
    deny all from any
  }
}
`;
    const spots: readonly Spot[] = [0, 1, 2].map((index) => ['g', index]);
    expect(changed(text, spots, (rules) => ({ kind: 'moveRule', ...rules }))).toBe(`group g {
  inbound {
    deny all from any
    # ignore redundant-rule: kept
    allow tcp 1 from any # one
    allow tcp 2 from 10.0.0.1, 10.0.0.2
  }
}
`);
  });

  test('rules of several lists are refused', () => {
    const text = `${list([1, 2])}${list([3, 4]).replace('group g', 'group h')}`;
    const spots: readonly Spot[] = [
      ['g', 0],
      ['h', 0],
    ];
    expect(changed(text, spots, (rules) => ({ kind: 'moveRule', ...rules }))).toMatch(/^refused: .* one list/);
    expect(
      changed(
        text,
        [
          ['g', 0],
          ['g', 9],
        ],
        (rules) => ({ kind: 'moveRule', ...rules }),
      ),
    ).toMatch(/^refused: /);
  });

  test('objects of a snapshot are counted anew', () => {
    const item = (index: number) =>
      `{"PolicyIndex": ${index}, "Protocol": "TCP", "Port": "${index + 1}", "CidrBlock": "0.0.0.0/0", "Action": "ACCEPT"}`;
    const items = [0, 1, 2, 3].map((index) => `        ${item(index)}`).join(',\n');
    const text = `{"version": 1, "regions": [{"Region": "r", "SecurityGroupSet": [{"SecurityGroupId": "sg-9z", "SecurityGroupName": "g",
      "SecurityGroupPolicySet": {"Ingress": [
${items}
      ]}}]}]}
`;
    const spots: readonly Spot[] = [
      ['g', 0],
      ['g', 1],
    ];
    const after = changed(text, spots, (rules) => ({ kind: 'moveRule', ...rules }), 'file:///project/a.sg.json');
    const rules = [...after.matchAll(/"PolicyIndex": (\d+).*"Port": "(\d+)"/g)].map(
      ([, index, port]) => `${index}:${port}`,
    );
    expect(rules).toEqual(['0:3', '1:4', '2:1', '3:2']);
  });
});

describe('moved by one place', () => {
  const by = (chosen: readonly number[], step: -1 | 1): readonly number[] | string => {
    const spots = chosen.map((index): Spot => ['g', index]);
    const text = changed(list([0, 1, 2, 3, 4]), spots, (rules) => ({ kind: 'moveRuleBy', ...rules, by: step }));
    return text.startsWith('refused') ? text : portsOf(text);
  };

  test('neighbours go together, others each by itself', () => {
    expect(by([2, 3], -1)).toEqual([0, 2, 3, 1, 4]);
    expect(by([1, 2], 1)).toEqual([0, 3, 1, 2, 4]);
    expect(by([1, 3], -1)).toEqual([1, 0, 3, 2, 4]);
    expect(by([1, 3], 1)).toEqual([0, 2, 1, 4, 3]);
  });

  test('those at the end of their list stay, and where all do it is said', () => {
    expect(by([0, 1, 3], -1)).toEqual([0, 1, 3, 2, 4]);
    expect(by([0, 1], -1)).toMatch(/^refused: .* the first/);
    expect(by([3, 4], 1)).toMatch(/^refused: .* the last/);
  });

  test('rules of several lists move each in its own, as one change', () => {
    const text = `${list([1, 2])}${list([3, 4]).replace('group g', 'group h')}`;
    const spots: readonly Spot[] = [
      ['g', 1],
      ['h', 1],
    ];
    expect(portsOf(changed(text, spots, (rules) => ({ kind: 'moveRuleBy', ...rules, by: -1 })))).toEqual([2, 1, 4, 3]);
  });
});

test('each of several is duplicated below itself', () => {
  const spots: readonly Spot[] = [
    ['g', 0],
    ['g', 2],
  ];
  expect(portsOf(changed(list([1, 2, 3]), spots, (rules) => ({ kind: 'duplicateRule', ...rules })))).toEqual([
    1, 1, 2, 3, 3,
  ]);
});
