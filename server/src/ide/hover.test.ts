// Guards what hover says, and that nothing in a file can do anything through it.
import { expect, test } from 'vitest';
import { checkHover, linksOf } from '../../test/support/checkIde.ts';

test('a rule: its policies by index, what each still decides, and for whom', () => {
  checkHover(
    `
    group web {
      inbound {
        deny tcp 443 from 10.128.0.0/9
        al$0low tcp 22,443 from 10.0.0.0/8, 192.0.2.1
      }
    }
    cvm web-1 { private-ip 10.0.1.10 groups web }
  `,
    '**Inbound rule** of group `web`',
    '- 1: `allow tcp 22,443 from 10.0.0.0/8` — still decides',
    'all of it except `tcp 443 from 10.128.0.0/9` (after policy 0)',
    '- 2: `allow tcp 22,443 from 192.0.2.1` — still decides all of it',
    'Applies to 1 CVM: `web-1` (10.0.1.10)',
  );
});

test('a shadowed rule decides nothing', () => {
  checkHover(
    'group w { inbound { deny all from any\n al$0low tcp 22 from 10.0.0.0/8 } }',
    'decides nothing: policy 0 takes it all',
  );
});

test('a group: members, quota, who refers to it', () => {
  checkHover(
    `
    group we$0b "Front end" { id sg-1a inbound { allow all from any } }
    group db { inbound { allow all from web } }
    cvm web-1 { private-ip 10.0.1.10 groups web }
    expect allow ssh from any to web
  `,
    '**Group** `web` `sg-1a` — default, project 0\n\nFront end',
    '1/100 in · 0/100 out',
    '1 CVM: `web-1` (10.0.1.10)',
    '2 references, in `db`, an expectation',
  );
});

test('an address: block, size, range, family, lists, subnets and machines', () => {
  checkHover(
    `
    group w { inbound { allow all from 10.0.0.0/2$04 } }
    addresses printers { 10.0.0.16/28 }
    addresses all-of-us { 10.0.0.0/8 }
    cvm c { private-ip 10.0.0.77 groups w }
  `,
    '**`10.0.0.0/24`** — IPv4, 256 addresses, `10.0.0.0` to `10.0.0.255`',
    'Lists in it: `printers`',
    'Part of: `all-of-us`',
    'Machines in it: `c`',
  );
});

test('IPv6, ranges and what is no address', () => {
  checkHover('addresses a { 2001:db8::/$032 }', 'IPv6, 2^96 addresses');
  checkHover('addresses a { 10.0.0.1$0-10.0.0.9 }', 'IPv4, 9 addresses');
  checkHover('addresses a { 300.1.$01.1 }', '300.1.1.1');
});

test('a port is called by its service', () => {
  checkHover('group w { inbound { allow tcp 33$006 from any } }', '**`tcp 3306`**\n\nMySQL');
  checkHover('services s { udp 5$03 }', 'DNS');
  checkHover('group w { inbound { allow tcp 80-$0443 from any } }', '364 ports');
});

test('a cvm: addresses, groups in order, subnet, acl', () => {
  checkHover(
    `
    cvm we$0b-1 { private-ip 10.0.1.10 public-ip 203.0.113.80 subnet front groups web, ops }
    group web {}
    group ops {}
    subnet front { cidr 10.0.1.0/24 acl border }
    acl border {}
  `,
    '`10.0.1.10`, `203.0.113.80` (public)',
    '1. `web`\n2. `ops`',
    'Subnet `front`, ACL `border`',
  );
});

test('keywords are explained where they are words of the language, and nowhere else', () => {
  checkHover('group web { in$0bound { } }', '**inbound**\n\nThe rules for packets that come in');
  checkHover('group web "gro$0up" { }');
  checkHover('# gro$0up\ngroup web { }');
  checkHover('group gro$0up { }', '**Group** `group`');
});

test('a snapshot is described like a rule file', () => {
  const policies = '{"Ingress": [{"Protocol": "tcp", "Port": "22", "CidrBlock": "10.0.0.$00/8", "Action": "ACCEPT"}]}';
  const json = `{"version": 1, "regions": [{"Region": "r", "SecurityGroupSet": [{"SecurityGroupId": "sg-1", "SecurityGroupName": "web", "SecurityGroupPolicySet": ${policies}}]}]}`;
  checkHover(`#- /a.sg.json\n${json}`, '2^24 addresses', '- 0: `allow tcp 22 from 10.0.0.0/8`');
});

test('descriptions are text: no links, no markup, no HTML', () => {
  checkHover(
    'group w$0 "[x](command:evil) <img src=x> **bold** `code`" {}',
    '\\[x\\](command:evil) &lt;img src=x> \\*\\*bold\\*\\* \\`code\\`',
  );
});

test('what is named leads to where it is declared, and policies above to their rules', () => {
  const world = `
    addresses office { 203.0.113.0/24 }
    services app { tcp 8080 }
    group web {
      inbound {
        deny tcp 8080 from 203.0.113.7
        ALLOW app from office, ops
      }
    }
    group ops { }
    acl edge { }
    subnet front { cidr 10.0.1.0/24 acl edge }
    cvm web-1 { private-ip 10.0.1.10 groups web, ops subnet front }
  `;
  // The group; of each policy its service and peer, and the rule that takes a part of it; the machine.
  expect(linksOf(world.replace('ALLOW', 'al$0low'))).toEqual([
    'web',
    'app',
    'office',
    'deny',
    'app',
    'ops',
    'deny',
    'allow',
    'web-1',
  ]);
  expect(linksOf(world.replace('cvm web-1', 'cvm w$0eb-1').replace('ALLOW', 'allow'))).toEqual([
    'web-1',
    'web',
    'ops',
    'front',
    'edge',
  ]);
});
