// Guards what the trees and commands do to rules, machines and expectations: each change as the text that results.
import { describe, expect, test } from 'vitest';
import { changed, web } from '../../test/support/changed.ts';

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

  test('a new rule goes into the list where its last rule or the comment of one shares a line', () => {
    const rule = { action: 'allow', service: 'all', peers: ['any'] } as const;
    const group = (rules: string) => `group a {\n  inbound {\n${rules}\n}\n`;
    const added = (rules: string, before?: number) =>
      changed(group(rules), (of) => ({ kind: 'addRule', owner: of('a'), direction: 'inbound', rule, before }));
    expect(added('    deny all from any }')).toBe(group('    deny all from any allow all from any }'));
    expect(added('    # ignore redundant-rule: why\n    deny all from any\n  }', 0)).toBe(
      group('    allow all from any\n    # ignore redundant-rule: why\n    deny  all from any\n  }'),
    );
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

describe('cvms', () => {
  test('the groups of a cvm in order', () => {
    const set = (...groups: string[]) =>
      changed(web, (of) => ({ kind: 'setCvmGroups', cvm: of('web-1'), groups: groups.map(of) }));
    expect(set('db', 'web')).toContain('  groups db, web\n');
    expect(set()).toContain('  private-ip 10.0.0.1\n}');
  });

  test('what stands between the groups of a cvm stays where their order does', () => {
    const text = 'group a { }\ngroup b { }\ngroup c { }\ncvm m {\n  groups a, # 1\n    b # 2\n}\n';
    const set = (...groups: string[]) =>
      changed(text, (of) => ({ kind: 'setCvmGroups', cvm: of('m'), groups: groups.map(of) })).split('m {\n')[1];
    expect(set('a', 'b', 'c')).toBe('  groups a, # 1\n    b, c # 2\n}\n');
    expect(set('a')).toBe('  groups a # 1\n  # 2\n}\n');
    expect(set('b', 'c')).toBe('  groups # 1\n    b, c # 2\n}\n');
    expect(set('a', 'c')).toBe('  groups a, c # 1\n  # 2\n}\n');
  });

  test('lines of groups that add up become one, and what stands between them stays', () => {
    const text = 'group a { }\ngroup b { }\ncvm m {\n  groups a # 1\n  private-ip 10.0.0.1\n  groups b\n}\n';
    const set = (...groups: string[]) =>
      changed(text, (of) => ({ kind: 'setCvmGroups', cvm: of('m'), groups: groups.map(of) })).split('m {\n')[1];
    expect(set('b', 'a')).toMatch(/^ {2}groups +b, a +# 1\n {2}private-ip 10.0.0.1\n}\n$/);
    expect(set('a')).toMatch(/^ {2}groups +a +# 1\n {2}private-ip 10.0.0.1\n}\n$/);
    expect(set()).toBe(' # 1\n  private-ip 10.0.0.1\n}\n');
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
