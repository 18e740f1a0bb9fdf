// Guards what the trees and commands do to groups: each change as the text that results.
import { describe, expect, test } from 'vitest';
import { changeModel } from '#ide/change.ts';
import { changed, keysOf, loadTexts, URI, web } from '../../test/support/changed.ts';

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
      const snapshot = loadTexts({ [URI]: lists });
      const asked = {
        kind: 'cloneGroup',
        group: keysOf(snapshot)('web'),
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
      const again = loadTexts({ [URI]: text });
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
      const snapshot = loadTexts({
        [URI]: r1,
        'file:///project/live.sg.json': '{"Regions": {"r2": {"SecurityGroups": []}}}',
      });
      const asked = {
        kind: 'cloneGroup',
        group: keysOf(snapshot)('web'),
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
      "refused: 'web' is in use: it is on the CVM 'web-1'; rules refer to it in the group 'db'; an expectation speaks of it.",
    );
    expect(changed(web, (of) => ({ kind: 'deleteGroup', group: of('web'), detach: true }))).toBe(
      'region r1\n\ngroup db {\n  inbound { allow tcp 3306 from 10.0.0.9 }\n}\n\ncvm web-1 {\n  private-ip 10.0.0.1\n  groups db\n}\n\n',
    );
  });

  test('what detaching takes out is told', () => {
    const snapshot = loadTexts({ [URI]: `${web}group ops {\n  outbound { allow ssh to web, 10.0.0.1 "jump" }\n}\n` });
    const outcome = changeModel(snapshot, { kind: 'deleteGroup', group: keysOf(snapshot)('web'), detach: true });
    expect('takesOut' in outcome && outcome.takesOut?.map(({ label }) => label)).toEqual([
      "The rule 'allow tcp 3306 from web, 10.0.0.9' of 'db' loses it as a peer.",
      "The CVM 'web-1' is no longer in it.",
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
    const snapshot = loadTexts({ [URI]: web });
    const builtin = snapshot.model.groups.find((group) => group.builtin && group.region === 'r1');
    const outcome = changeModel(snapshot, { kind: 'deleteGroup', group: builtin?.key ?? '' });
    expect('refused' in outcome && outcome.refused).toMatch(/built in/);
  });
});
