// Guards refactorings and fixes: what the file is afterwards, and that no packet is decided otherwise unless the title says so.
import { expect, test } from 'vitest';
import { checkAction, titlesOf } from '../../test/support/checkIde.ts';

test('peers become a list', () => {
  checkAction(
    `
    # The shop
    group web {
      inbound {
        allow tcp 22 fr$0om 10.0.0.0/8, office, 192.0.2.7, 2001:db8::/32 "admins"
      }
    }
    addresses office { 203.0.113.0/24 }
    `,
    'Extract 3 peers to an address list',
    {
      after: `
    addresses web-peers {
      10.0.0.0/8
      192.0.2.7
      2001:db8::/32
    }

    # The shop
    group web {
      inbound {
        allow tcp 22 from web-peers, office "admins"
      }
    }
    addresses office { 203.0.113.0/24 }
    `,
    },
  );
});

test('only the selected peer, under a name that is free', () => {
  checkAction(
    'addresses w-peers {}\ngroup w { inbound { allow all from 10.0.0.1, $010.0.0.2$0 } }',
    "Extract '10.0.0.2' to an address list",
    {
      after:
        'addresses w-peers {}\naddresses w-peers-2 {\n  10.0.0.2\n}\n\ngroup w { inbound { allow all from 10.0.0.1, w-peers-2 } }',
    },
  );
});

test('a list is written out where it is named, ranges as blocks', () => {
  checkAction(
    'addresses a { 10.0.0.0/8 b 192.0.2.4-192.0.2.6 }\naddresses b { 198.51.100.1 }\ngroup w { inbound { deny tcp from any6\n allow all from $0a } }',
    "Inline address list 'a'",
    {
      after:
        'addresses a { 10.0.0.0/8 b 192.0.2.4-192.0.2.6 }\naddresses b { 198.51.100.1 }\ngroup w { inbound { deny tcp from any6\n allow all from 10.0.0.0/8, b, 192.0.2.4/31, 192.0.2.6 } }',
    },
  );
});

test('a list is written out in another list too, as items', () => {
  checkAction(
    'addresses a { 10.0.0.0/8 192.0.2.4-192.0.2.6 }\naddresses b {\n  1.1.1.1\n  $0a\n}',
    "Inline address list 'a'",
    {
      after:
        'addresses a { 10.0.0.0/8 192.0.2.4-192.0.2.6 }\naddresses b {\n  1.1.1.1\n  10.0.0.0/8\n  192.0.2.4-192.0.2.6\n}',
    },
  );
  expect(titlesOf('addresses a { 10.0.0.0/8 }\naddresses b { $0a "offices" }')).toEqual([]);
});

test('one rule for each peer, each with the day and the description', () => {
  checkAction(
    `
    group w {
      inbound {
        allow tcp 80,443 from $0any, any6 until 2027-03-31 "the \\"shop\\"" # as agreed
      }
    }
    `,
    'Split into 2 rules, one for each peer',
    {
      after: `
    group w {
      inbound {
        allow tcp 80,443 from any  until 2027-03-31 "the \\"shop\\""
        allow tcp 80,443 from any6 until 2027-03-31 "the \\"shop\\"" # as agreed
      }
    }
    `,
    },
  );
});

test('rules of one service merge, and keep what is said of both', () => {
  checkAction(
    `
    group w {
      inbound {
        al$0low tcp 22 from 10.0.0.1 "a"
        allow tcp 22 from 10.0.0.2, 10.0.0.1 "b"
        deny all from any
      }
    }
    `,
    'Merge with the rule below',
    {
      after: `
    group w {
      inbound {
        allow tcp 22 from 10.0.0.1, 10.0.0.2 "a; b"
        deny all from any
      }
    }
    `,
    },
  );
});

test('rules of the same peers merge their ports', () => {
  checkAction(
    'group w {\n  inbound {\n    $0allow tcp 80 from any\n    allow tcp 443,80 from any\n    allow tcp 22 from any$0\n  }\n}',
    'Merge 3 rules',
    { after: 'group w {\n  inbound {\n    allow tcp 80,443,22 from any\n  }\n}' },
  );
});

test('rules of different actions, days or with comments do not merge', () => {
  const titles = (rules: string) =>
    titlesOf(`group w { inbound {\n$0${rules}\n} }`).filter((title) => title.startsWith('Merge'));
  expect(titles('allow tcp 22 from 10.0.0.1\ndeny tcp 22 from 10.0.0.2')).toEqual([]);
  expect(titles('allow tcp 22 from 10.0.0.1\nallow tcp 22 from 10.0.0.2 until 2027-01-01')).toEqual([]);
  expect(titles('allow tcp 22 from 10.0.0.1\nallow tcp 22 from 10.0.0.2 # why')).toEqual([]);
  expect(titles('allow tcp 22 from 10.0.0.1\nallow tcp 23 from 10.0.0.2')).toEqual([]);
  expect(titles('allow tcp 22 from 10.0.0.1\nallow tcp 22 from 10.0.0.2')).toEqual(['Merge with the rule below']);
});

test('a shadowed rule moves up above what shadows it', () => {
  checkAction(
    'group w {\n  inbound {\n    allow icmp from any\n    deny all from 10.0.0.0/8 # all\n    al$0low tcp 22 from 10.0.0.1 # one\n  }\n}',
    'Move up to where it takes effect (changes which packets pass)',
    {
      after:
        'group w {\n  inbound {\n    allow icmp from any\n    allow tcp 22 from 10.0.0.1 # one\n    deny all from 10.0.0.0/8 # all\n  }\n}',
      changesPackets: true,
    },
  );
});

test('a rule that shadows others moves down below them', () => {
  checkAction(
    'group w {\n  inbound {\n    de$0ny all from any\n    allow tcp 22 from 10.0.0.1\n    allow tcp 23 from 10.0.0.1\n    allow icmp from any6\n  }\n}',
    'Move down below the 2 policies that it shadows (changes which packets pass)',
    {
      after:
        'group w {\n  inbound {\n    allow tcp 22 from 10.0.0.1\n    allow tcp 23 from 10.0.0.1\n    deny all from any\n    allow icmp from any6\n  }\n}',
      changesPackets: true,
    },
  );
});

test('what is missing can be created, as anything that may stand there', () => {
  const fixture = 'group w {\n  inbound { allow all from nob$0ody }\n}\n\ncvm c {}';
  expect(titlesOf(fixture).filter((title) => title.startsWith('Create'))).toEqual([
    "Create group 'nobody'",
    "Create address list 'nobody'",
  ]);
  checkAction(fixture, "Create group 'nobody'", {
    after:
      'group w {\n  inbound { allow all from nobody }\n}\n\ngroup nobody {\n  inbound {\n  }\n  outbound {\n  }\n}\n\ncvm c {}',
  });
  checkAction('cvm c { subnet fro$0nt }', "Create subnet 'front'", {
    after: 'cvm c { subnet front }\n\nsubnet front {\n}',
  });
  checkAction('subnet s { acl bord$0er }', "Create ACL 'border'", {
    after:
      'subnet s { acl border }\n\nacl border {\n  inbound {\n    allow all from any, any6\n  }\n  outbound {\n    allow all to any, any6\n  }\n}',
  });
  expect(titlesOf('group g {}\nexpect deny all from no$0body to g')).toContain(
    "Create CVM 'nobody' (changes which packets pass)",
  );
});

test('a misspelt name is put right, and the title says that packets may pass otherwise', () => {
  checkAction(
    'group web {}\ngroup db { inbound { allow all from we$0bb } }\ncvm c { private-ip 10.0.0.1 groups web }',
    /^Change to 'web'/,
    {
      after: 'group web {}\ngroup db { inbound { allow all from web } }\ncvm c { private-ip 10.0.0.1 groups web }',
      changesPackets: true,
    },
  );
});

test('a misspelt keyword within a line is put right, and the title says that packets may pass otherwise', () => {
  const of = (rule: string) => `group db {\n  inbound {\n    ${rule}\n  }\n}\ncvm c { private-ip 10.0.0.1 groups db }`;
  const wanted = { after: of('allow tcp 22 from 10.0.0.2'), changesPackets: true };
  checkAction(of('allow tcp 22 fo$0rm 10.0.0.2'), /^Change to 'from'/, wanted);
  checkAction(of('allow tp$0c 22 from 10.0.0.2'), /^Change to 'tcp'/, wanted);
  expect(titlesOf('group g {}\nexpect al$0ow all from any to g')).toContain(
    "Change to 'allow' (changes which packets pass)",
  );
});

test('all safe fixes of a file at once', () => {
  checkAction(
    'group w {\n  inbound {\n    allow tcp 22 from 10.0.0.5/8$0\n    deny tcp 22 from 10.1.0.0/16\n    allow udp to any\n  }\n}',
    'Fix everything that changes no packet',
    { after: 'group w {\n  inbound {\n    allow tcp 22 from 10.0.0.0/8\n    allow udp from any\n  }\n}' },
  );
});

test('with the line ends of Windows', () => {
  checkAction(
    'group w {\r\n  inbound {\r\n    all$0ow tcp 22 from 10.0.0.1, 10.0.0.2\r\n  }\r\n}',
    'Split into 2 rules, one for each peer',
    {
      after: 'group w {\r\n  inbound {\r\n    allow tcp 22 from 10.0.0.1\r\n    allow tcp 22 from 10.0.0.2\r\n  }\r\n}',
    },
  );
});
