// Guards what the trees and commands do to files: each change as the text that results.
import { describe, expect, test } from 'vitest';
import { changeModel, type ModelChange } from '#ide/change.ts';
import { applyEdits } from '#text/textEdit.ts';
import { loadFiles } from '#workspace/loadFiles.ts';
import { commandLimits } from '#workspace/workspace.ts';

const URI = 'file:///project/a.sg';

function load(text: string, uri = URI) {
  return loadFiles({
    root: 'file:///project',
    texts: new Map([[uri, text]]),
    today: '2026-11-24',
    limits: commandLimits,
  });
}

/** The key of what is called so. */
function key(snapshot: ReturnType<typeof load>, name: string): string {
  const found = [...snapshot.model.entities.values()].find((entity) => entity.name === name && !entity.builtin);
  if (found === undefined) throw new Error(`no ${name}`);
  return found.key;
}

function changed(text: string, make: (keyOf: (name: string) => string) => ModelChange, uri = URI): string {
  const snapshot = load(text, uri);
  const outcome = changeModel(
    snapshot,
    make((name) => key(snapshot, name)),
  );
  if ('refused' in outcome) return `refused: ${outcome.refused}`;
  const result = applyEdits(text, outcome.edits.get(uri) ?? []);
  return outcome.notes.length === 0 ? result : `${result}notes: ${outcome.notes.join(' ')}\n`;
}

const web = `region r1

# what the web lets in
group web "Front end" {
  id sg-0a1b2c3d
  inbound {
    allow tcp 80 from any   # web
    # ignore redundant-rule: kept on purpose
    allow tcp 81 from 10.0.0.0/8
    deny all from any
  }
}

group db {
  inbound { allow tcp 3306 from web, 10.0.0.9 }
}

cvm web-1 {
  private-ip 10.0.0.1
  groups web, db
}

expect allow tcp 3306 from web to db
`;

describe('rules', () => {
  test('a new rule goes last, or before another', () => {
    const rule = { action: 'allow', service: 'ssh', peers: ['10.0.0.0/8', 'db'], description: 'say "hi"' } as const;
    expect(changed(web, (of) => ({ kind: 'addRule', owner: of('web'), direction: 'inbound', rule }))).toContain(
      '    deny all from any\n    allow ssh from 10.0.0.0/8, db "say \\"hi\\""\n  }\n}',
    );
    expect(
      changed(web, (of) => ({ kind: 'addRule', owner: of('web'), direction: 'inbound', rule, before: 0 })),
    ).toContain('  inbound {\n    allow ssh from 10.0.0.0/8, db "say \\"hi\\""\n    allow tcp 80 from any   # web\n');
  });

  test('a direction that is not there is made', () => {
    const rule = { action: 'allow', service: 'all', peers: ['any'] } as const;
    expect(changed(web, (of) => ({ kind: 'addRule', owner: of('web'), direction: 'outbound', rule }))).toContain(
      '    deny all from any\n  }\n  outbound {\n    allow all to any\n  }\n}',
    );
    expect(changed('group a {}\n', (of) => ({ kind: 'addRule', owner: of('a'), direction: 'inbound', rule }))).toBe(
      'group a {\n  inbound {\n    allow all from any\n  }\n}\n',
    );
    expect(
      changed('group a { inbound {} }\n', (of) => ({ kind: 'addRule', owner: of('a'), direction: 'inbound', rule })),
    ).toBe('group a { inbound {\n  allow all from any\n} }\n');
  });

  test('a rule moves with its comments', () => {
    const up = changed(web, (of) => ({
      kind: 'moveRuleBy',
      rule: { owner: of('web'), direction: 'inbound', index: 1 },
      by: -1,
    }));
    expect(up).toContain(
      '  inbound {\n    # ignore redundant-rule: kept on purpose\n    allow tcp 81 from 10.0.0.0/8\n    allow tcp 80 from any   # web\n    deny all from any\n',
    );
    const down = changed(web, (of) => ({
      kind: 'moveRuleBy',
      rule: { owner: of('web'), direction: 'inbound', index: 1 },
      by: 1,
    }));
    expect(down).toContain(
      '    allow tcp 80 from any   # web\n    deny all from any\n    # ignore redundant-rule: kept on purpose\n    allow tcp 81 from 10.0.0.0/8\n  }\n',
    );
    expect(
      changed(down, (of) => ({
        kind: 'moveRule',
        rule: { owner: of('web'), direction: 'inbound', index: 2 },
        before: 1,
      })),
    ).toBe(web);
    expect(
      changed(web, (of) => ({
        kind: 'moveRuleBy',
        rule: { owner: of('web'), direction: 'inbound', index: 0 },
        by: -1,
      })),
    ).toMatch(/^refused: The rule is already the first/);
  });

  test('a rule is duplicated and removed', () => {
    expect(
      changed(web, (of) => ({ kind: 'duplicateRule', rule: { owner: of('web'), direction: 'inbound', index: 2 } })),
    ).toContain('    deny all from any\n    deny all from any\n  }');
    expect(
      changed(web, (of) => ({ kind: 'removeRules', rules: [{ owner: of('db'), direction: 'inbound', index: 0 }] })),
    ).toContain('inbound { allow tcp 3306 from 10.0.0.9 }');
    expect(
      changed(web, (of) => ({
        kind: 'removeRules',
        rules: [
          { owner: of('db'), direction: 'inbound', index: 0 },
          { owner: of('db'), direction: 'inbound', index: 1 },
        ],
      })),
    ).toContain('group db {\n  inbound {}\n}');
  });

  test('of a line that several rules share nothing is left when all of them go', () => {
    const text =
      'group g {\n  inbound {\n    allow all from 10.0.0.1 allow all from 10.0.0.2 # both\n    deny all from any\n  }\n}\n';
    const without = (...indexes: number[]) =>
      changed(text, (of) => ({
        kind: 'removeRules',
        rules: indexes.map((index) => ({ owner: of('g'), direction: 'inbound', index })),
      }));
    expect(without(0)).toContain('inbound {\n    allow all from 10.0.0.2 # both\n    deny');
    expect(without(1)).toContain('inbound {\n    allow all from 10.0.0.1 # both\n    deny');
    expect(without(0, 1)).toContain('inbound {\n    deny all from any\n  }');
    expect(without(0, 1, 2)).toContain('inbound {\n  }\n}');
  });
});

describe('groups', () => {
  test('a new group stands behind the others of its region', () => {
    expect(
      changed(web, () => ({ kind: 'newGroup', name: 'ops', description: 'Ops', region: 'r1', project: '0' })),
    ).toContain('}\n\ngroup ops "Ops" {\n  inbound {\n  }\n  outbound {\n  }\n}\n\ncvm web-1');
    expect(changed(web, () => ({ kind: 'newGroup', name: 'ops', region: 'r2', project: '7' }))).toBe(
      `${web}\nregion r2\nproject 7\n\ngroup ops {\n  inbound {\n  }\n  outbound {\n  }\n}\n`,
    );
  });

  test('a taken or malformed name is refused with the reason', () => {
    const make = (name: string) => changed(web, () => ({ kind: 'newGroup', name, region: 'r1', project: '0' }));
    expect(make('web')).toBe("refused: 'web' is taken: region 'r1' has a group of that name.");
    expect(make('9lives')).toMatch(/^refused: '9lives' is not a name/);
    expect(make('')).toBe('refused: A name cannot be empty.');
  });

  test('a clone takes the rules along, and says which cannot follow to another region', () => {
    expect(
      changed(web, (of) => ({ kind: 'cloneGroup', group: of('web'), name: 'web2', region: 'r1', project: '0' })),
    ).toContain(
      'group web2 "Front end" {\n  inbound {\n    allow tcp 80 from any\n    allow tcp 81 from 10.0.0.0/8\n    deny  all    from any\n  }\n  outbound {\n  }\n}',
    );
    const far = changed(web, (of) => ({ kind: 'cloneGroup', group: of('db'), name: 'db', region: 'r2', project: '0' }));
    expect(far).toContain('group db {\n  inbound {\n    # allow tcp 3306 from web, 10.0.0.9\n  }');
    expect(far).toContain("notes: 'allow tcp 3306 from web, 10.0.0.9' was left out: 'web' is not known in r2.");
  });

  describe('a clone in another region with lists that mean nothing there', () => {
    const lists = `region r1

addresses hq "Head office" { 192.0.2.0/24 "ground floor" 192.0.2.5-192.0.2.6 }
addresses office { hq 198.51.100.7 }
addresses shared { 10.0.0.0/8 }
addresses empty {}
services web-ports { tcp 80,443 udp 443 }

group web {
  inbound {
    allow web-ports from office, 10.9.9.9 "in" # comment
    allow ssh from shared
    allow ping from empty
  }
}

region r2
addresses shared { 10.0.0.0/9 10.128.0.0/9 }
addresses office { 203.0.113.0/24 }
`;
    const clone = (text: string, way?: 'carry' | 'expand' | 'leaveOut') =>
      changed(text, (of) => ({
        kind: 'cloneGroup',
        group: of('web'),
        name: 'web',
        region: 'r2',
        project: '0',
        ...(way === undefined ? {} : { lists: way }),
      }));

    test('says which, and leaves their rules out unless told otherwise', () => {
      const snapshot = load(lists);
      const asked = {
        kind: 'cloneGroup',
        group: key(snapshot, 'web'),
        name: 'web',
        region: 'r2',
        project: '0',
      } as const;
      const outcome = changeModel(snapshot, asked);
      expect('stranded' in outcome && outcome.stranded).toEqual({
        lists: ['web-ports', 'office', 'empty'],
        ways: ['carry', 'expand'],
      });
      expect(clone(lists, 'leaveOut')).toContain(
        'group web {\n  inbound {\n    # allow web-ports from office, 10.9.9.9 "in"\n    allow ssh from shared\n    # allow ping from empty\n',
      );
    });

    test('carries them along with those that they name, under names that are free', () => {
      const text = clone(lists, 'carry');
      expect(text).toContain(
        'addresses hq "Head office" {\n  192.0.2.0/24        "ground floor"\n  192.0.2.5-192.0.2.6\n}',
      );
      expect(text).toContain('addresses office-2 {\n  hq\n  198.51.100.7\n}');
      expect(text).toContain('services web-ports {\n  tcp 80,443\n  udp 443\n}');
      expect(text).toContain('allow web-ports from office-2, 10.9.9.9 "in"');
      expect(text).not.toContain('notes:');
      const again = load(text);
      expect(
        [...again.model.bindings.values()].flatMap(({ references }) => references.flatMap(({ fault }) => fault ?? [])),
      ).toEqual([]);
    });

    test('writes what they hold in their place', () => {
      const text = clone(lists, 'expand');
      const peers = '192.0.2.0/24, 192.0.2.5, 192.0.2.6, 198.51.100.7, 10.9.9.9';
      expect(text).toContain(`    allow tcp 80,443 from ${peers} "in"\n    allow udp 443    from ${peers} "in"\n`);
      expect(text).toContain("notes: 'allow ping from empty' was left out: it matches nothing.");
    });

    test('is written into a rule file even where only a snapshot has the region', () => {
      const r1 = lists.slice(0, lists.indexOf('region r2'));
      const snapshot = loadFiles({
        root: 'file:///project',
        texts: new Map([
          [URI, r1],
          ['file:///project/live.sg.json', '{"Regions": {"r2": {"SecurityGroups": []}}}'],
        ]),
        today: '2026-11-24',
        limits: commandLimits,
      });
      const asked = {
        kind: 'cloneGroup',
        group: key(snapshot, 'web'),
        name: 'web',
        region: 'r2',
        project: '0',
      } as const;
      const outcome = changeModel(snapshot, asked);
      expect('edits' in outcome && [...outcome.edits.keys()]).toEqual([URI]);
    });
  });

  test('a group in use is not deleted, but can be detached', () => {
    expect(changed(web, (of) => ({ kind: 'deleteGroup', group: of('web') }))).toBe(
      "refused: 'web' is in use: it is on the cvm 'web-1'; rules refer to it in the group 'db'; an expectation speaks of it.",
    );
    expect(changed(web, (of) => ({ kind: 'deleteGroup', group: of('web'), detach: true }))).toBe(
      'region r1\n\ngroup db {\n  inbound { allow tcp 3306 from 10.0.0.9 }\n}\n\ncvm web-1 {\n  private-ip 10.0.0.1\n  groups db\n}\n\n',
    );
  });

  test('what detaching takes out is told', () => {
    const snapshot = load(`${web}group ops {\n  outbound { allow ssh to web, 10.0.0.1 "jump" }\n}\n`);
    const outcome = changeModel(snapshot, { kind: 'deleteGroup', group: key(snapshot, 'web'), detach: true });
    expect('takesOut' in outcome && outcome.takesOut?.map(({ label }) => label)).toEqual([
      "The rule 'allow tcp 3306 from web, 10.0.0.9' of 'db' loses it as a peer.",
      "The cvm 'web-1' is no longer in it.",
      "The expectation 'expect allow tcp 3306 from web to db' goes.",
      "The rule 'allow ssh to web, 10.0.0.1 \"jump\"' of 'ops' loses it as a peer.",
    ]);
  });

  test('a description is written, changed and taken out', () => {
    const describeAs = (name: string, description: string) =>
      changed(web, (of) => ({ kind: 'describeGroup', group: of(name), description }));
    expect(describeAs('db', 'Data')).toContain('group db "Data" {');
    expect(describeAs('web', 'New "end"')).toContain('group web "New \\"end\\"" {');
    expect(describeAs('web', '')).toContain('group web {');
  });

  test('a built-in group is not changed', () => {
    const snapshot = load(web);
    const builtin = snapshot.model.groups.find((group) => group.builtin && group.region === 'r1');
    const outcome = changeModel(snapshot, { kind: 'deleteGroup', group: builtin?.key ?? '' });
    expect('refused' in outcome && outcome.refused).toMatch(/built in/);
  });
});

describe('cvms', () => {
  test('the groups of a cvm in order', () => {
    const set = (...groups: string[]) =>
      changed(web, (of) => ({ kind: 'setCvmGroups', cvm: of('web-1'), groups: groups.map(of) }));
    expect(set('db', 'web')).toContain('  groups db, web\n');
    expect(set()).toContain('  private-ip 10.0.0.1\n}');
  });

  test('the groups of several cvms in one edit', () => {
    const text = `${web}\ncvm web-2 { private-ip 10.0.0.2 groups unknown, db }\n\ncvm web-3 {\n  private-ip 10.0.0.3\n}\n`;
    const cvmsOf = (of: (name: string) => string) => ['web-1', 'web-2', 'web-3'].map(of);
    const added = changed(`${text}group ops {}\n`, (of) => ({
      kind: 'changeCvmGroups',
      cvms: cvmsOf(of),
      add: [of('ops'), of('web')],
      remove: [of('db')],
    }));
    expect(added).toMatch(/groups +web, ops\n/);
    expect(added).toContain('groups unknown, ops, web }');
    expect(added).toMatch(/10\.0\.0\.3\n {2}groups +ops, web\n/);
    const set = changed(text, (of) => {
      const [cvm = '', ...also] = cvmsOf(of);
      return { kind: 'setCvmGroups', cvm, also, groups: [of('db'), of('web')] };
    });
    expect(set.match(/groups +db, web/g)).toHaveLength(3);
    const far = `${text}region r2\ngroup far {}\n`;
    expect(changed(far, (of) => ({ kind: 'changeCvmGroups', cvms: cvmsOf(of), add: [of('far')], remove: [] }))).toMatch(
      /^refused: 'far' of r2 cannot be named in r1/,
    );
  });

  test('cvms come into a group and leave it', () => {
    const text = `${web}\ncvm web-2 {\n  private-ip 10.0.0.2\n}\n`;
    expect(changed(text, (of) => ({ kind: 'attach', group: of('web'), cvms: [of('web-2')] }))).toContain(
      '10.0.0.2\n  groups     web\n}',
    );
    expect(changed(text, (of) => ({ kind: 'setGroupCvms', group: of('db'), cvms: [of('web-2')] }))).toContain(
      '  groups web\n}',
    );
    expect(
      changed(`${text}region r2\ngroup far {}\n`, (of) => ({ kind: 'attach', group: of('far'), cvms: [of('web-2')] })),
    ).toMatch(/^refused: 'web-2' is in r1/);
  });
});

test('a cvm comes into a group with its primary interface, and leaves it with all', () => {
  const text = `${web}\ncvm web-2 {\n  private-ip 10.0.0.2\n  interface {\n    private-ip 10.0.1.2\n    groups web, db\n  }\n}\n`;
  expect(changed(text, (of) => ({ kind: 'attach', group: of('web'), cvms: [of('web-2')] }))).toContain(
    '    groups web, db\n  }\n  groups web\n}',
  );
  const left = changed(text, (of) => ({ kind: 'setGroupCvms', group: of('web'), cvms: [] }));
  expect(left).toContain('    groups db\n  }\n}');
});

test('an expectation goes behind the others of its region', () => {
  const line = 'expect deny tcp 22 from any to web';
  expect(changed(web, () => ({ kind: 'addExpectation', line, region: 'r1' }))).toBe(
    `${web}expect deny  tcp 22   from any to web\n`,
  );
  expect(changed(web, () => ({ kind: 'addExpectation', line: 'nonsense', region: 'r1' }))).toMatch(/^refused/);
});

test('the change that lets a packet through really does', () => {
  const text = changed(web, () => ({ kind: 'fixPacket', question: { line: 'tcp 22 from 1.2.3.4 to web-1' } }));
  expect(text).toContain('    allow tcp 22 from 1.2.3.4\n    deny all from any\n');
});

test('line ends of the file are kept', () => {
  const crlf = web.replaceAll('\n', '\r\n');
  const text = changed(crlf, (of) => ({
    kind: 'addRule',
    owner: of('web'),
    direction: 'outbound',
    rule: { action: 'allow', service: 'all', peers: ['any'] },
  }));
  expect(text.replaceAll('\r\n', '')).not.toContain('\n');
});

describe('a line that could not be read', () => {
  const broken = web.replace('    allow tcp 81', '    dney tcp 82 from any\n    allow tcp 81');
  const refused = /^refused: Line 9 could not be read, so this could go wrong\. Correct it first: Expected 'allow'/;

  test('is not lost in a copy of its group', () => {
    expect(
      changed(broken, (keyOf) => ({
        kind: 'cloneGroup',
        group: keyOf('web'),
        name: 'copy',
        region: 'r1',
        project: '0',
      })),
    ).toMatch(refused);
    expect(
      changed(broken, (keyOf) => ({
        kind: 'cloneGroup',
        group: keyOf('db'),
        name: 'copy',
        region: 'r1',
        project: '0',
      })),
    ).toContain('group copy {');
  });

  test('is passed by no rule, in either direction', () => {
    const move = (index: number, by: -1 | 1) =>
      changed(broken, (keyOf) => ({
        kind: 'moveRuleBy',
        rule: { owner: keyOf('web'), direction: 'inbound', index },
        by,
      }));
    expect(move(0, 1)).toMatch(refused);
    expect(move(2, -1)).toMatch(refused);
    expect(move(3, -1)).toContain('    dney tcp 82 from any\n    deny all from any\n');
  });
});
