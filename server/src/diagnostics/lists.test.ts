// Guards what is said of rules within one list: shadowed, redundant, without effect, rule by rule or peer by peer.

import { expect, test } from 'vitest';
import { applyEdits } from '#text/textEdit.ts';
import { diagnosticsOf, fixesAt } from '#workspace/folderDiagnostics.ts';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

const without = UNUSED;

test('a rule is shadowed by several earlier ones together; the message names them, the related information has their places', () => {
  const folder = checkDiagnostics(
    `
    group web {
      inbound {
        allow redis from 10.0.0.0/25
        allow redis from 10.0.0.128/25
        deny  redis from 10.0.0.0/24
        #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^ shadowed-rule: Nothing reaches this rule: policies 0 'allow redis from 10.0.0.0/25' and 1 'allow redis from 10.0.0.128/25' above together take all that it matches, and 0 decides differently.
      }
    }
    `,
    { without },
  );
  const [shadowed] = diagnosticsOf(folder, 'file:///main.sg').filter(({ code }) => code === 'shadowed-rule');
  const text = folder.files.get('file:///main.sg')?.text ?? '';
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
        #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ redundant-rule: Without this rule every packet would be decided the same: policy 0 'allow tcp from 10.0.0.0/8' above takes
        deny icmp     from 10.0.0.0/8
        #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ redundant-rule: Without this rule every packet would be decided the same: what follows decides the same
        deny all      from any
      }
    }
    acl a {
      inbound {
        deny udp from 10.0.0.0/8
        #<^^^^^^^^^^^^^^^^^^^^^^^^ redundant-rule: Without this rule every packet would be decided the same: what follows or the end of the ACL
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
  const folder = checkDiagnostics(
    `
    group web {
      inbound {
        allow tcp 80 from 10.0.0.0/8
        #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^ redundant-rule: Without this rule and policy 1 'deny tcp 80 from 10.0.0.0/8', which nothing reaches as long as it is there, every packet would be decided the same: what follows decides the same. They can be removed together.
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
  const first = diagnosticsOf(folder, uri).find(({ code }) => code === 'redundant-rule');
  const text = folder.files.get(uri)?.text ?? '';
  expect(first?.related.map(({ start, end }) => text.slice(start, end))).toEqual(['deny  tcp 80 from 10.0.0.0/8']);
  const [fix] = fixesAt(folder, uri, { start: first?.start ?? 0, end: first?.start ?? 0 });
  expect(applyEdits(text, fix?.fix.edits ?? []).match(/tcp/g)).toEqual(['tcp']);
});

test('peers that cannot all go together are reported one by one', () => {
  // Guards: each statement for itself, where one peer decides for the other.
  checkDiagnostics(
    `
    group web {
      inbound {
        allow tcp from 10.0.0.0/8, 10.0.0.0/7
        #              ^^^^^^^^^^ redundant-rule: Without this peer every packet
        #                          ^^^^^^^^^^ redundant-rule: Without this peer every packet
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
        #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ partly-shadowed-rule: Policies 0 'deny tcp 22 from 10.0.0.0/9' and 1 'deny tcp 443 from db' above decide a part of this rule differently: tcp 22 from 10.0.0.0/9; tcp 443 from members of 'db' in 10.0.0.0/8.
      }
    }
    group db { }
    `;
  checkDiagnostics(fixture, { without, config: { severity: { 'partly-shadowed-rule': 'information' } } });
  checkDiagnostics(fixture.replace(/\n *#<.*/, ''), { without });
});

test('what earlier rules take of a rule about a group is told of its members', () => {
  // Guards: never "from any" where members of a group are meant, alone, in a block and in another group.
  const folder = checkDiagnostics(
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
  const [partly] = diagnosticsOf(folder, 'file:///main.sg').filter(({ code }) => code === 'partly-shadowed-rule');
  expect(partly?.message).toContain(
    "this rule differently: tcp 22 from members of 'web' in 10.0.0.0/8; tcp 23 from members of 'web'; udp from members of both 'web' and 'db'.",
  );
});
