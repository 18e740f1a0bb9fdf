// Guards what hover says, and that nothing in a file can do anything through it.
import { expect, test } from 'vitest';
import { ask } from '../../test/support/checkIde.ts';
import { hover } from './hover.ts';

function hoverAt(fixture: string): string {
  const { snapshot, uri, offset } = ask(fixture);
  return hover(snapshot, uri, offset)?.markdown ?? '';
}

test('a rule: its policies by index, what each still decides, and for whom', () => {
  const text = hoverAt(`
    group web {
      inbound {
        deny tcp 443 from 10.128.0.0/9
        al$0low tcp 22,443 from 10.0.0.0/8, 192.0.2.1
      }
    }
    cvm web-1 { private-ip 10.0.1.10 groups web }
  `);
  expect(text).toContain('**Inbound rule** of group `web`');
  expect(text).toContain('- 1: `allow tcp 22,443 from 10.0.0.0/8` — still decides');
  expect(text).toContain('`tcp 22 from 10.0.0.0/8; tcp 443 from 10.0.0.0/9` (after policy 0)');
  expect(text).toContain('- 2: `allow tcp 22,443 from 192.0.2.1` — still decides all of it');
  expect(text).toContain('About 1 CVM: `web-1` (10.0.1.10)');
});

test('a shadowed rule decides nothing', () => {
  const text = hoverAt('group w { inbound { deny all from any\n al$0low tcp 22 from 10.0.0.0/8 } }');
  expect(text).toContain('decides nothing: policy 0 takes it all');
});

test('a group: members, quota, who refers to it', () => {
  const text = hoverAt(`
    group we$0b "Front end" { id sg-1a inbound { allow all from any } }
    group db { inbound { allow all from web } }
    cvm web-1 { private-ip 10.0.1.10 groups web }
    expect allow ssh from any to web
  `);
  expect(text).toContain('**Group** `web` `sg-1a` — default, project 0\n\nFront end');
  expect(text).toContain('1/100 in · 0/100 out');
  expect(text).toContain('1 CVM: `web-1` (10.0.1.10)');
  expect(text).toContain('2 references, in `db`, an expectation');
});

test('an address: block, size, range, family, lists, subnets and machines', () => {
  const text = hoverAt(`
    group w { inbound { allow all from 10.0.0.0/2$04 } }
    addresses printers { 10.0.0.16/28 }
    addresses all-of-us { 10.0.0.0/8 }
    cvm c { private-ip 10.0.0.77 groups w }
  `);
  expect(text).toContain('**`10.0.0.0/24`** — IPv4, 256 addresses, `10.0.0.0` to `10.0.0.255`');
  expect(text).toContain('Lists in it: `printers`');
  expect(text).toContain('Part of: `all-of-us`');
  expect(text).toContain('Machines in it: `c`');
});

test('IPv6, ranges and what is no address', () => {
  expect(hoverAt('addresses a { 2001:db8::/$032 }')).toContain('IPv6, 2^96 addresses');
  expect(hoverAt('addresses a { 10.0.0.1$0-10.0.0.9 }')).toContain('IPv4, 9 addresses');
  expect(hoverAt('addresses a { 300.1.$01.1 }')).toMatch(/300\.1\.1\.1/);
});

test('a port is called by its service', () => {
  expect(hoverAt('group w { inbound { allow tcp 33$006 from any } }')).toContain('**`tcp 3306`**\n\nMySQL');
  expect(hoverAt('services s { udp 5$03 }')).toContain('DNS');
  expect(hoverAt('group w { inbound { allow tcp 80-$0443 from any } }')).toContain('364 ports');
});

test('a cvm: addresses, groups in order, subnet, acl', () => {
  const text = hoverAt(`
    cvm we$0b-1 { private-ip 10.0.1.10 public-ip 203.0.113.80 subnet front groups web, ops }
    group web {}
    group ops {}
    subnet front { cidr 10.0.1.0/24 acl border }
    acl border {}
  `);
  expect(text).toContain('`10.0.1.10`, `203.0.113.80` (public)');
  expect(text).toContain('1. `web`\n2. `ops`');
  expect(text).toContain('Subnet `front`, ACL `border`');
});

test('keywords are explained where they are words of the language, and nowhere else', () => {
  expect(hoverAt('group web { in$0bound { } }')).toMatch(/^\*\*inbound\*\*\n\nThe rules for packets that come in/);
  expect(hoverAt('group web "gro$0up" { }')).toBe('');
  expect(hoverAt('# gro$0up\ngroup web { }')).toBe('');
  expect(hoverAt('group gro$0up { }')).toContain('**Group** `group`');
});

test('a snapshot is described like a rule file', () => {
  const policies = '{"Ingress": [{"Protocol": "tcp", "Port": "22", "CidrBlock": "10.0.0.$00/8", "Action": "ACCEPT"}]}';
  const json = `{"version": 1, "regions": [{"Region": "r", "SecurityGroupSet": [{"SecurityGroupId": "sg-1", "SecurityGroupName": "web", "SecurityGroupPolicySet": ${policies}}]}]}`;
  const text = hoverAt(`#- /a.sg.json\n${json}`);
  expect(text).toContain('16,777,216 addresses'.replace('16,777,216', '2^24'));
  expect(text).toContain('- 0: `allow tcp 22 from 10.0.0.0/8`');
});

test('descriptions are text: no links, no markup, no HTML', () => {
  const text = hoverAt('group w$0 "[x](command:evil) <img src=x> **bold** `code`" {}');
  expect(text).toContain('\\[x\\](command:evil) &lt;img src=x> \\*\\*bold\\*\\* \\`code\\`');
});
