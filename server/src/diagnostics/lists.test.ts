// Guards what is said of rules within one list: shadowed, redundant, without effect, rule by rule or peer by peer.

import { expect, test } from 'vitest';
import { applyEdits } from '#text/textEdit.ts';
import { diagnosticsOf, fixesAt } from '#workspace/snapshot.ts';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

const without = UNUSED;

test('a rule is shadowed by several earlier ones together; the message names them, the related information has their places', () => {
  const snapshot = checkDiagnostics(
    `
    group web {
      inbound {
        allow redis from 10.0.0.0/25
        allow redis from 10.0.0.128/25
        deny  redis from 10.0.0.0/24
        #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^ shadowed-rule: Nothing reaches this rule: policies 0 'allow redis from 10.0.0.0/25' and 1 'allow redis from 10.0.0.128/25' above together take all that it matches, and 0 decides otherwise.
      }
    }
    `,
    { without },
  );
  const [shadowed] = diagnosticsOf(snapshot, 'file:///main.sg').filter(({ code }) => code === 'shadowed-rule');
  const text = snapshot.files.get('file:///main.sg')?.text ?? '';
  expect(shadowed?.related.map(({ start, end }) => text.slice(start, end))).toEqual([
    'allow redis from 10.0.0.0/25',
    'allow redis from 10.0.0.128/25',
  ]);
  expect(shadowed?.unnecessary).toBe(true);
});

test('redundant: taken with the same action, or decided the same by what follows; a group list has no end, an acl denies', () => {
  checkDiagnostics(
    `
    group web {
      inbound {
        allow tcp     from 10.0.0.0/8
        allow tcp 80  from 10.1.0.0/16
        #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ redundant-rule: Without this rule nothing would be decided otherwise: policy 0 'allow tcp from 10.0.0.0/8' above takes
        deny icmp     from 10.0.0.0/8
        #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ redundant-rule: Without this rule nothing would be decided otherwise: what follows decides the same
        deny all      from any
      }
    }
    acl a {
      inbound {
        deny udp from 10.0.0.0/8
        #<^^^^^^^^^^^^^^^^^^^^^^^^ redundant-rule: Without this rule nothing would be decided otherwise: what follows or the end of the acl
        allow tcp from any
      }
    }
    `,
    { without },
  );
});

test('a line that could not be read may decide otherwise than what follows it', () => {
  checkDiagnostics(
    `
    group web {
      inbound {
        allow tcp 22 from 10.0.0.1
        dney tcp 22 from 10.0.0.0/8
        #<^^^^ syntax-error
        allow tcp 22 from 192.168.0.1
        #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ redundant-rule
        allow tcp 22 from any
      }
    }
    `,
    { without: [...without, 'open-to-world'] },
  );
});

test('a rule that could go only together with others says which, and its fix takes them all', () => {
  // Guards: a deny below that only this rule keeps from being reached.
  const snapshot = checkDiagnostics(
    `
    group web {
      inbound {
        allow tcp 80 from 10.0.0.0/8
        #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^ redundant-rule: Without this rule and policy 1 'deny tcp 80 from 10.0.0.0/8', which nothing reaches as long as it is there, nothing would be decided otherwise: what follows decides the same. They can go together.
        deny  tcp 80 from 10.0.0.0/8
        #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^ shadowed-rule
        allow tcp    from any
        #<^^^^^^^^^^^^^^^^^^^^^ open-to-world
      }
    }
    `,
    { without },
  );
  const uri = 'file:///main.sg';
  const first = diagnosticsOf(snapshot, uri).find(({ code }) => code === 'redundant-rule');
  const text = snapshot.files.get(uri)?.text ?? '';
  expect(first?.related.map(({ start, end }) => text.slice(start, end))).toEqual(['deny  tcp 80 from 10.0.0.0/8']);
  const [fix] = fixesAt(snapshot, uri, { start: first?.start ?? 0, end: first?.start ?? 0 });
  expect(applyEdits(text, fix?.fix.edits ?? []).match(/tcp/g)).toEqual(['tcp']);
});

test('peers that cannot all go together are reported one by one', () => {
  // Guards: each statement for itself, where one peer decides for the other.
  checkDiagnostics(
    `
    group web {
      inbound {
        allow tcp from 10.0.0.0/8, 10.0.0.0/7
        #              ^^^^^^^^^^ redundant-rule: Without this peer nothing
        #                          ^^^^^^^^^^ redundant-rule: Without this peer nothing
        allow all from 11.0.0.0/8
        deny  tcp from 8.0.0.0/6
      }
    }
    `,
    { without },
  );
});

test('a broken reference shadows nothing and makes nothing redundant', () => {
  // Guards: a list that is known in part, above and below.
  checkDiagnostics(
    `
    addresses half { 10.0.0.0/8 missing }
    #                           ^^^^^^^ unknown-name
    group web {
      inbound {
        allow tcp 22 from half
        deny  tcp 22 from 10.1.0.0/16
        deny  tcp 80 from 10.0.0.0/8
        allow tcp 80 from half
        deny  tcp    from any
      }
    }
    `,
    { without },
  );
});

test('a rule is reported once where all its peers have the code, else each peer with its own', () => {
  checkDiagnostics(
    `
    group web {
      inbound {
        deny  tcp 22 from 10.0.0.0/8, 192.168.0.0/16
        allow tcp    from 172.16.0.0/12
        allow tcp 22 from 10.1.0.0/16, 192.168.1.1
        #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ shadowed-rule
        allow tcp 22 from 10.2.0.0/16, 172.16.1.1, 8.8.8.8
        #                 ^^^^^^^^^^^ shadowed-rule: Nothing reaches this peer
        #                              ^^^^^^^^^^ redundant-rule: Without this peer
        allow tcp 22 from 10.3.0.0/16, nobody
        #                 ^^^^^^^^^^^ shadowed-rule
        #                              ^^^^^^ unknown-name
      }
    }
    `,
    { without },
  );
});

test('protocol and peer of different IP versions match nothing, which is all that is said of them', () => {
  checkDiagnostics(
    `
    services pings { icmp icmpv6 }
    services v6 { icmpv6 }
    group web {
      inbound {
        allow all    from any, any6
        allow icmp   from any6
        #                 ^^^^ mixed-family: icmp is of IPv4 and this peer of IPv6
        allow icmpv6 from web, 2001:db8::/32
        #                 ^^^ mixed-family: icmpv6 is of IPv6 and this peer of IPv4, as a group is
        #                      ^^^^^^^^^^^^^ redundant-rule
        allow icmpv6 from 10.0.0.0/8
        #                 ^^^^^^^^^^ mixed-family
        allow v6     from 10.0.0.0/8
        #                 ^^^^^^^^^^ mixed-family: 'v6' and this peer
      }
    }
    `,
    { without: [...without, 'open-to-world'] },
  );
});

test('an unknown or broken reference neither shadows nor is shadowed', () => {
  checkDiagnostics(
    `
    group web {
      inbound {
        deny  all from any, nobody
        #                   ^^^^^^ unknown-name
        allow tcp from nobody
        #              ^^^^^^ unknown-name
        allow tcp 70000 from 10.0.0.0/8
        #         ^^^^^ invalid-port
      }
    }
    `,
    { without },
  );
});

test('quotas: one range a block from the first rule past it; near it, a word at the direction', () => {
  const rules = (from: number, to: number): string =>
    Array.from({ length: to - from }, (_, i) => `allow tcp ${from + i} from any`).join(' ');
  checkDiagnostics(
    `
    group web {
      inbound { ${rules(1, 3)} allow tcp 7 from 10.0.0.1,10.0.0.2 allow tcp 8 from any }
      ${'#'.padEnd(10 + rules(1, 3).length)} ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ quota-inbound: 'web' has 6 policies inbound; the quota is 3
      outbound { allow tcp 1 to any allow tcp 2 to any allow tcp 3 to any }
      #<^^^^^^^^ quota-near: 3 policies of 3
      inbound { allow tcp 9 from any }
      #         ^^^^^^^^^^^^^^^^^^^^ quota-inbound
    }
    acl a { inbound { ${rules(1, 9)} } }
    `,
    { without, config: { quotas: { inbound: 3, outbound: 3 } } },
  );
});

test('the optional quotas and the crowd count what they say', () => {
  checkDiagnostics(
    `
    addresses pair { 10.1.0.0/16 10.2.0.0/16 }
    services ports { tcp 1 tcp 2 udp 3 }
    group web {
    #     ^^^ quota-referenced-groups: The rules of 'web' name 2 other groups; 'referencedGroups' allows 1
    #     ^^^ quota-expanded: 'web' comes to 9 policies with its lists expanded; 'expanded' allows 8
    #     ^^^ quota-cvms-per-group: 2 cvms are in the group 'web'
    #     ^^^ crowded-group: 2 cvms are in the group 'web', more than 1
      inbound {
        allow ports from pair
        allow gre from a, self
      }
      outbound { allow gre to b }
    }
    group a { }
    group b { }
    cvm one { private-ip 10.0.0.1 groups web, a }
    #   ^^^ quota-groups-per-cvm: The cvm 'one' is in 2 groups; 'groupsPerCvm' allows 1
    cvm two { private-ip 10.0.0.2 groups web }
    `,
    {
      without: [...without, 'shadowed-by-members'],
      config: { crowdedGroup: 1, quotas: { groupsPerCvm: 1, cvmsPerGroup: 1, referencedGroups: 1, expanded: 8 } },
    },
  );
});

test('groups past the quota of region and project, and the region that is near it', () => {
  checkDiagnostics(
    `
    #- /a.sg
    region r1
    #<^^^^^^ quota-near: 2 groups of 2 that the quota allows in region 'r1', project '1'.
    group a { }
    group b { }
    #- /b.sg
    region r1
    group c { }
    #     ^ quota-groups: Region 'r1', project '0', has 4 groups; the quota is 2
    group d { }
    #     ^ quota-groups
    project 1
    group e { }
    group f { }
    region r2
    group g { }
    `,
    { without, config: { quotas: { groups: 2 } } },
  );
});

test('a sensitive port that is open to everywhere, however it is put together; not in acls, not where an earlier rule takes all', () => {
  checkDiagnostics(
    `
    group web {
      inbound {
        deny  tcp 22       from 10.0.0.0/8
        allow ssh          from any "a partial deny does not help"
        #<^^^^^^^^^^^^^^^^^^^^^^^^^^^ open-to-world: tcp 22 is open to every IPv4 address.
        allow tcp 3000-4000 from 0.0.0.0/1
        #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ open-to-world: tcp 3306 and 3389 are open to every IPv4 address.
        allow tcp 3306,3389 from 128.0.0.0/1
        #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ open-to-world
        allow redis        from any6, 10.0.0.0/8
        #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ open-to-world: tcp 6379 is open to every IPv6 address.
        deny  mongodb      from any
        allow tcp 27017    from 0.0.0.0/0
        #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ shadowed-rule
        allow tcp 80       from any
      }
      outbound { allow ssh to any }
    }
    acl a { inbound { allow ssh from any } }
    `,
    { without },
  );
  checkDiagnostics(
    'group web { inbound { allow tcp 80,22 from any } }\n#                     ^^^^^^^^^^^^^^^^^^^^^^^^ open-to-world: tcp 80 is',
    {
      without,
      config: { sensitivePorts: [80] },
    },
  );
});

test('which part of a rule earlier ones decide otherwise, where the settings ask for it', () => {
  const fixture = `
    group web {
      inbound {
        deny  tcp 22     from 10.0.0.0/9
        deny  tcp 443    from db
        allow tcp 22,443 from 10.0.0.0/8
        #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ partly-shadowed-rule: Policies 0 'deny tcp 22 from 10.0.0.0/9' and 1 'deny tcp 443 from db' above decide otherwise about a part of this rule: tcp 22 from 10.0.0.0/9; tcp 443 from members of 'db' in 10.0.0.0/8.
      }
    }
    group db { }
    `;
  checkDiagnostics(fixture, { without, config: { severity: { 'partly-shadowed-rule': 'information' } } });
  checkDiagnostics(fixture.replace(/\n *#<.*/, ''), { without });
});

test('what earlier rules take of a rule about a group is told of its members', () => {
  // Guards: never "from any" where members of a group are meant, alone, in a block and in another group.
  const snapshot = checkDiagnostics(
    `
    group web { }
    group db { }
    group target {
      inbound {
        deny  tcp 22 from 10.0.0.0/8
        deny  tcp 23 from any
        deny  udp    from db
        allow all    from web
        #<^^^^^^^^^^^^^^^^^^^^^ partly-shadowed-rule
      }
    }
    `,
    { without, config: { severity: { 'partly-shadowed-rule': 'information' } } },
  );
  const [partly] = diagnosticsOf(snapshot, 'file:///main.sg').filter(({ code }) => code === 'partly-shadowed-rule');
  expect(partly?.message).toContain(
    "of this rule: tcp 22 from members of 'web' in 10.0.0.0/8; tcp 23 from members of 'web'; udp from members of both 'web' and 'db'.",
  );
});
