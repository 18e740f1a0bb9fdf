import { parse } from '#syntax/parse.ts';
import { once } from '#util/memo.ts';

/** The read-only document that go-to-definition opens for a built-in name. */
export const BUILTIN_URI = 'secgroup-builtin:/builtin.sg';

/**
 * What every region knows without declaring it: the three groups that Tencent Cloud makes in each region, and the services that
 * its console offers by name. They open both families, as the rows do that the console writes into a group made from a template.
 */
export const BUILTIN_TEXT = `# Built in to every region. A declaration of the same name hides the one here.

group default-open "every port, both ways" {
  inbound {
    allow all from any, any6
  }
  outbound {
    allow all to any, any6
  }
}

group default-linux "tcp 22 in, everything out" {
  inbound {
    allow tcp 22 from any, any6
  }
  outbound {
    allow all to any, any6
  }
}

group default-windows "tcp 3389 in, everything out" {
  inbound {
    allow tcp 3389 from any, any6
  }
  outbound {
    allow all to any, any6
  }
}

services http       { tcp 80 }
services https      { tcp 443 }
services ssh        { tcp 22 }
services rdp        { tcp 3389 }
services ftp        { tcp 21 }
services dns        { tcp 53 udp 53 }
services smtp       { tcp 25 }
services mysql      { tcp 3306 }
services postgresql { tcp 5432 }
services sqlserver  { tcp 1433 }
services redis      { tcp 6379 }
services mongodb    { tcp 27017 }
services ping       { icmp }
`;

/** The built-in document's tree: the same object each time. */
export const builtinTree = once(() => parse(BUILTIN_TEXT));
