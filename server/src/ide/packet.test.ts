// Guards: the answer to Test Packet says in exact words why each rule was passed over, and what a change changes besides the packet.
import { expect, test } from 'vitest';
import { ask } from '../../test/support/checkIde.ts';
import { type PacketAnswer, testPacket } from './packet.ts';

const SHOP = `
  addresses office { 203.0.113.0/24 }
  group db {}
  group web { inbound {
    allow tcp 443 from any
    allow icmp from any
    allow tcp 22 from 10.0.0.0/8, office, db, any6
    allow tcp 22 from web
  } }
  cvm web-1 { private-ip 10.0.1.1 groups web }
  cvm web-2 { private-ip 10.0.1.2 groups web }
$0`;

function answerTo(text: string, line: string): PacketAnswer {
  const found = testPacket(ask(text).folder, { line });
  if ('error' in found) throw new Error(found.error);
  return found.answer;
}

test('why each rule did not match, in exact words', () => {
  const [step] = answerTo(SHOP, 'tcp 22 from 198.51.100.7 to web-1').request;
  expect(step?.passed.map(({ why }) => why)).toEqual([
    'port 22 is not in 443',
    'tcp is not in icmp',
    '198.51.100.7 is not in 10.0.0.0/8',
    '198.51.100.7 is not in office',
    'db has no members',
    '198.51.100.7 is IPv4, and any6 holds only IPv6',
    '198.51.100.7 is not in web',
  ]);
});

test('a change tells what it lets through besides the packet: nothing of the machine asked about, the same of the others', () => {
  expect(answerTo(SHOP, 'tcp 22 from 198.51.100.7 to web-1').changes).toEqual([
    {
      text: "Add 'allow tcp 22 from 198.51.100.7' to inbound of web.",
      besides: ['web-2 inbound: tcp 22 from 198.51.100.7'],
    },
  ]);
  const alone = SHOP.replace('10.0.1.2 groups web', '10.0.1.2 groups db');
  expect(answerTo(alone, 'tcp 22 from 198.51.100.7 to web-1').changes.map(({ besides }) => besides)).toEqual([[]]);
});

test('an acl that stops request and answer has a change for each, with all else behind it: other answers, machines and subnets', () => {
  const acl = `acl a { inbound {} outbound {} } subnet s { cidr 10.0.0.0/24 acl a } subnet t { cidr 10.0.1.0/24 acl a }
    group open { inbound { allow all from any } outbound { allow all to any } }
    cvm one { private-ip 10.0.0.1 subnet s groups open }
  $0`;
  expect(answerTo(acl, 'tcp 80 from 192.0.2.1 to one').changes.map(({ besides }) => besides)).toEqual([
    ['t inbound: tcp 80 from 192.0.2.1'],
    ['s, t outbound: tcp 1024-65535 to 192.0.2.1'],
  ]);
  const two = `${acl}\n    cvm two { private-ip 10.0.0.2 subnet s groups open }`;
  expect(answerTo(two, 'tcp 80 from 192.0.2.1 to one').changes[0]?.besides).toEqual([
    's, t inbound: tcp 80 from 192.0.2.1',
  ]);
});

test('the summary says so where it is the answer that is denied', () => {
  const acl = `acl a { inbound { allow all from any } outbound {} } subnet s { cidr 10.0.0.0/24 acl a }
    group open { inbound { allow all from any } outbound { allow all to any } }
    cvm one { private-ip 10.0.0.1 subnet s groups open }
  $0`;
  expect(answerTo(acl, 'tcp 80 from 192.0.2.1 to one').summary).toBe(
    'Its answer is denied at s: no rule of a allows it.',
  );
  expect(answerTo(SHOP, 'tcp 22 from 198.51.100.7 to web-1').summary).toBe(
    'Denied at web-1: no rule of web allows it.',
  );
});

test('a rule of a snapshot is told in the words of the rule language', () => {
  const rule = '{"PolicyIndex": 0, "Protocol": "TCP", "Port": "22", "CidrBlock": "10.0.0.0/8", "Action": "ACCEPT"}';
  const group = `{"SecurityGroupId": "sg-1", "SecurityGroupName": "web", "SecurityGroupPolicySet": {"Ingress": [${rule}]}}`;
  const text = `
    #- /a.sg
    region r
    cvm web-1 { private-ip 10.0.1.1 groups web }$0
    #- /b.sg.json
    {"version": 1, "regions": [{"Region": "r", "SecurityGroupSet": [${group}]}]}
  `;
  expect(answerTo(text, 'tcp 22 from 10.0.0.1 to web-1').request.at(-1)?.rule?.text).toBe(
    'allow tcp 22 from 10.0.0.0/8',
  );
});

test('of a group each interface that is in it is an end: the primary one by the name of its machine, another by its address', () => {
  const text = `group db {}
  cvm one { id ins-1 private-ip 10.0.1.1 interface eth1 { private-ip 10.0.9.1 groups db } }
  cvm two { id ins-2 private-ip 10.0.1.2 groups db }
$0`;
  const { many, packet } = answerTo(text, 'tcp 22 from 198.51.100.7 to db');
  expect(many).toEqual([{ end: 'to', name: 'db', taken: '10.0.9.1', choices: ['10.0.9.1', 'two'] }]);
  expect(packet.destination).toBe('10.0.9.1');
});

test('a machine is meant by its id where its name is known in several regions', () => {
  const text = `region ap-one group db {} cvm one { id ins-1 private-ip 10.0.1.1 groups db }
  region ap-two cvm one { id ins-2 private-ip 10.0.1.1 }
$0`;
  expect(answerTo(text, 'tcp 22 from 198.51.100.7 to db').many[0]?.choices).toEqual(['ins-1']);
});
