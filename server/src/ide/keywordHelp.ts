import { allProperties } from '#syntax/properties.ts';
import { message, t } from '#util/l10n.ts';

/** What a word of the language means, in one sentence. */
export function helpFor(word: string): string | undefined {
  const help = keywordHelp.get(word);
  return help === undefined ? undefined : t(help);
}

const keywordHelp: ReadonlyMap<string, string> = new Map([
  ...[...allProperties].flatMap(({ word, help }) => (help === undefined ? [] : [[word, help] as const])),
  ...Object.entries({
    region: message(
      'The region of everything from here to the next `region` line; names are known in their whole region, whatever the file.',
    ),
    project: message(
      'The project of everything from here to the next `project` line; the cloud refuses peers of another project.',
    ),
    group: message(
      'A security group: rules that filter the machines in it, of which the first match decides. Answers to allowed packets pass by themselves.',
    ),
    acl: message(
      'A network ACL: rules of a subnet, of which the first match decides. They keep no state: the answer must be allowed as well.',
    ),
    addresses: message('A named list of addresses, blocks, ranges and other lists: one policy wherever it is a peer.'),
    services: message(
      'A named list of protocols with their ports, and of other lists: one policy wherever it is the service.',
    ),
    subnet: message('A subnet of a VPC, with the ACL that guards its border.'),
    cvm: message('A machine: its addresses, its subnet, and its groups in the order in which they are tried.'),
    expect: message(
      'An expectation: `expect allow` holds where every packet that it describes passes, `expect deny` where none does.',
    ),
    id: message('The id that the cloud gave it; without one it does not exist in the cloud yet.'),
    inbound: message('The rules for packets that come in, tried from top to bottom; the first that matches decides.'),
    outbound: message('The rules for packets that go out, tried from top to bottom; the first that matches decides.'),
    allow: message('Allows a packet that no earlier rule has decided.'),
    deny: message('Denies a packet that no earlier rule has decided.'),
    from: message('Before the peers of an inbound rule: where packets come from.'),
    to: message('Before the peers of an outbound rule: where packets go.'),
    until: message(
      'The last day (UTC) on which the rule should apply; the cloud knows no dates, so someone must remove it afterwards.',
    ),
    all: message(
      'As a service every protocol and port, those without a name here too; after `tcp` or `udp` every port.',
    ),
    tcp: message('TCP with the given destination ports; without ports all of them.'),
    udp: message('UDP with the given destination ports; without ports all of them.'),
    icmp: message('ICMP of IPv4, which has no ports.'),
    icmpv6: message('ICMP of IPv6, which has no ports.'),
    gre: message('GRE tunnels, which have no ports.'),
    any: message('Every IPv4 address: `0.0.0.0/0`. IPv6 is `any6`.'),
    any6: message('Every IPv6 address: `::/0`. IPv4 is `any`.'),
    self: message('The group in which the rule stands: the private addresses of the machines that are in it now.'),
    internet: message('Every public IPv4 and IPv6 address that is not a machine of these files.'),
    interface: message(
      'Another network interface of the machine, with addresses, a subnet and groups of its own: only its own groups filter what its addresses send and receive.',
    ),
  }),
]);
