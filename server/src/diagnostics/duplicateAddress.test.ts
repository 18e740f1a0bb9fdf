// Guards `duplicate-address`: in one vpc, and in the classic network of a region; not of one machine with itself.
import { expect, test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

test('an address that two machines of a network have is reported at both', () => {
  const folder = checkDiagnostics(
    `
    subnet s { vpc v cidr 10.0.0.0/24 }
    cvm a { private-ip 10.0.0.1, 10.0.0.9 subnet s }
    #                  ^^^^^^^^ duplicate-address: This address is also that of 'b', in vpc 'v'
    cvm b { private-ip 10.0.0.2, 10.0.0.1 subnet s }
    #                            ^^^^^^^^ duplicate-address: This address is also that of 'a', in vpc 'v'
    cvm c { private-ip 10.0.0.1, 10.0.0.1 }
    cvm d { private-ip 10.0.0.3 public-ip 8.8.8.8 }
    #                  ^^^^^^^^ duplicate-address: This address is also that of 'e', in the classic network
    cvm e { private-ip 10.0.0.3 public-ip 8.8.8.8 }
    #                  ^^^^^^^^ duplicate-address: This address is also that of 'd', in the classic network
    region other
    cvm d { private-ip 10.0.0.3 }
    `,
    { without: [...UNUSED, 'exposed-cvm'] },
  );
  expect(folder.model.cvms.length).toBe(6);
});
