import { expect, test } from 'vitest';
import { diagnosticsOf } from '#workspace/snapshot.ts';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

const without = UNUSED;

test('what only the members of now make say nothing is told apart from what never says anything', () => {
  checkDiagnostics(
    `
    group web { }
    group db {
      inbound {
        deny  tcp 22 from 10.0.1.0/24
        allow tcp 22 from web
        #<^^^^^^^^^^^^^^^^^^^^^ shadowed-by-members: With the members that the groups have now, this rule says nothing: policy 0 'deny tcp 22 from 10.0.1.0/24' above takes all that it matches, and decides otherwise.
        allow tcp 80 from 10.0.2.5
        allow tcp 80 from self, 8.8.8.8
        #                 ^^^^ shadowed-by-members: With the members that the groups have now, this peer says nothing
      }
    }
    cvm w { private-ip 10.0.1.7 groups web }
    cvm d { private-ip 10.0.2.5 groups db }
    `,
    { without },
  );
});

test('a group whose rules earlier groups of the machine take is dead there, each direction by itself', () => {
  checkDiagnostics(
    `
    group front {
      inbound  { allow tcp 443 from any deny all from any }
      outbound { allow all to any }
    }
    group ops {
      inbound  { allow tcp 22 from 10.0.0.0/8 allow icmp from front }
      outbound { allow tcp to 2001:db8::/32 }
    }
    cvm one { private-ip 10.0.0.1 groups front, ops }
    #                                           ^^^ dead-on-cvm: The inbound rules of 'ops' come to nothing on 'one': 'front', tried before, takes every packet
    cvm two { private-ip 10.0.0.2 groups ops, front }
    `,
    { without },
  );
});

test('an expectation that fails says the packet and the rule that decided, and where that is', () => {
  const snapshot = checkDiagnostics(
    `
    #- /rules.sg
    group web { outbound { allow all to any } }
    group db {
      inbound {
        deny  tcp 3306 from 10.0.0.5
        allow tcp 3306 from web
      }
    }
    cvm web-1 { private-ip 10.0.0.5 groups web }
    cvm db-1 { private-ip 10.0.0.9 groups db }
    #- /expect.sg
    expect allow tcp 3306 from web-1 to db-1 "reaches"
    #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expectation-failed: Expected to be allowed, but tcp 3306 from 10.0.0.5 ('web-1') to 10.0.0.9 ('db-1') is denied: policy 0 'deny tcp 3306 from 10.0.0.5', inbound in 'db', decides.
    expect deny tcp 3306 from web-1 to db
    expect allow tcp 22 from web to db-1
    #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expectation-failed: Expected to be allowed, but tcp 22 from 10.0.0.5 ('web-1') to 10.0.0.9 ('db-1') is denied: no inbound rule of 'db' matches it.
    expect deny all from 2001:db8::1 to 10.0.0.9
    #<^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ expectation-empty: It speaks of no packet
    expect allow tcp 22 from nobody to db-1
    #                        ^^^^^^ unknown-name
    `,
    { without: [...without, 'shadowed-by-members'] },
  );
  const [failed] = diagnosticsOf(snapshot, 'file:///expect.sg');
  expect(failed?.related.map(({ uri, start, end }) => [uri, snapshot.files.get(uri)?.text.slice(start, end)])).toEqual([
    ['file:///rules.sg', 'deny  tcp 3306 from 10.0.0.5'],
  ]);
});
