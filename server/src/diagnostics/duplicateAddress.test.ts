// Guards `duplicate-address`: in one vpc, and in the classic network of a region; not of one machine with itself.
import { expect, test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';
import { checkAction, titlesOf } from '../../test/support/checkIde.ts';

test('an address that two machines of a network have is reported at both', () => {
  const folder = checkDiagnostics(
    `
    subnet s { vpc v cidr 10.0.0.0/24 }
    cvm a { private-ip 10.0.0.1, 10.0.0.9 subnet s }
    #                  ^^^^^^^^ duplicate-address: '10.0.0.1' is also the address of 'b', in VPC 'v'
    cvm b { private-ip 10.0.0.2, 10.0.0.1 subnet s }
    #                            ^^^^^^^^ duplicate-address: '10.0.0.1' is also the address of 'a', in VPC 'v'
    cvm c { private-ip 10.0.0.1, 10.0.0.1 }
    cvm d { private-ip 10.0.0.3 public-ip 8.8.8.8 }
    #                  ^^^^^^^^ duplicate-address: '10.0.0.3' is also the address of 'e', in the classic network
    cvm e { private-ip 10.0.0.3 public-ip 8.8.8.8 }
    #                  ^^^^^^^^ duplicate-address: '10.0.0.3' is also the address of 'd', in the classic network
    region other
    cvm d { private-ip 10.0.0.3 }
    `,
    { without: [...UNUSED, 'exposed-cvm'] },
  );
  expect(folder.model.cvms.length).toBe(6);
});

test('a machine that keeps another address can do without it, and says so', () => {
  const text = (addresses: string): string =>
    `group g { inbound { allow ssh from self } }\ncvm a { private-ip ${addresses} groups g }\ncvm b { private-ip 10.0.0.1 }`;
  // What names the machine's group means one address less.
  const title = "Remove it here: 'a' keeps 10.0.0.9 (changes which packets pass)";
  checkAction(text('$010.0.0.1, 10.0.0.9'), title, { after: text('10.0.0.9'), changesPackets: true });
  checkAction(text('10.0.0.9, $010.0.0.1'), title, { after: text('10.0.0.9'), changesPackets: true });
  expect(titlesOf(text('$010.0.0.1'))).toEqual(["Show 'b', which has it too, in the tree"]);
});
