// Guards what is found in the text alone: words, addresses, ports and characters that cannot be seen, each at its place.
import { test } from 'vitest';
import { checkDiagnostics, UNUSED } from '../../test/support/checkDiagnostics.ts';

const without = UNUSED;

test('a syntax error stands at the token that does not fit and hides nothing of the rest', () => {
  checkDiagnostics(
    `
    group web {
      inbound {
        allow tcp 22 form any
        #            ^^^^ syntax-error
        deny tcp from 300.1.1.1
        #             ^^^^^^^^^ invalid-address
      }
    }
    group db {
      outbound { allow all to nothing }
      #                       ^^^^^^^ unknown-name
    }
    `,
    { without },
  );
});

test('a wrong direction word is read as meant and reported at the word', () => {
  checkDiagnostics(
    `
    group web {
      inbound  { allow tcp 80 to any }
      #                       ^^ wrong-direction-word: An inbound rule writes its peers after 'from'
      outbound {
        allow tcp 80 from any
        #            ^^^^ wrong-direction-word: An outbound rule writes its peers after 'to'
        allow tcp 80 to   any
        #<^^^^^^^^^^^^^^^^^^^^^ redundant-rule
      }
    }
    `,
    { without },
  );
});

test('rules of a block whose word is misspelt or missing keep the direction that their words say', () => {
  // Guards: the broken word alone is the error, whatever list stands before it.
  checkDiagnostics(
    `
    group web {
      outbound { allow tcp 443 to any }
      inbund {
      #<^^^^^^ syntax-error: Expected 'inbound' or 'outbound', found 'inbund'. Did you mean 'inbound'?
        allow tcp 80 from any
        deny  tcp    from any
      }
      {
      #<^ syntax-error: Expected 'inbound' or 'outbound', found '{'.
        allow udp 53 to any
        allow icmp   from any
        allow nonsense from 10.0.0.0/8
        #     ^^^^^^^^ unknown-name
      }
    }
    group db {
      inbound { allow tcp 3306 from web } } }
      #                                     ^ syntax-error
    acl a {
      out bound { allow tcp to any } inbound { allow tcp from any }
      #<^^^ syntax-error: Expected 'inbound' or 'outbound', found 'out'.
    }
    `,
    { without },
  );
});

test('addresses are read strictly, and a block is its network', () => {
  checkDiagnostics(
    `
    addresses a {
      300.1.1.1
      #<^^^^^^^^^ invalid-address: '300.1.1.1' is not an IPv4 or IPv6 address
      10.0.0.010
      #<^^^^^^^^^^ invalid-address
      10.1
      #<^^^^ invalid-address
      fe80::1%eth0
      #<^^^^^^^^^^^^ invalid-address
      10.0.0.0/33
      #<^^^^^^^^^^^ invalid-cidr
      ::/129
      #<^^^^^^ invalid-cidr
      10.0.0.0/x
      #<^^^^^^^^^^ invalid-cidr
      10.0.0.5/24
      #<^^^^^^^^^^^ host-bits-set: '10.0.0.5/24' is an address within the block '10.0.0.0/24'
      10.0.0.0/24 2001:db8::/32 10.0.0.1-10.0.0.9
      10.0.0.9 - 10.0.0.1
      #<^^^^^^^^^^^^^^^^^^^ invalid-address
    }
    `,
    { without },
  );
});

test('an address that is malformed, and a block or none where it must not be, is told once', () => {
  checkDiagnostics(
    `
    subnet s { cidr 10.0.1 }
    #               ^^^^^^ invalid-address
    subnet t { cidr 10.0.1.0 }
    #               ^^^^^^^^ syntax-error: '10.0.1.0' has no prefix
    cvm c {
      private-ip 10.0.0.010/24, 10.0.0.1/33, 10.0.0.1/24
      #          ^^^^^^^^^^^^^ invalid-address
      #                         ^^^^^^^^^^^ invalid-cidr
      #                                      ^^^^^^^^^^^ syntax-error: '10.0.0.1/24' is a block
    }
    `,
    { without: [...without, 'cvm-without-group'] },
  );
});

test('ports go from 1 to 65535, ranges forwards; a longer range may begin at 0', () => {
  checkDiagnostics(
    `
    services s {
      tcp 70000
      #   ^^^^^ invalid-port: '70000' is not a port
      tcp 0
      #   ^ invalid-port: 0 is not a port
      udp 0-0
      #   ^^^ invalid-port: 0 is not a port
      udp 0-1024
      tcp 80,443-80,65536
      #      ^^^^^^ invalid-port: The range '443-80' runs backwards: write '80-443'
      #             ^^^^^ invalid-port
    }
    `,
    { without },
  );
});

test('what cannot be seen, or turns the text, is reported in names, strings and comments', () => {
  checkDiagnostics(
    'group web "a\u200Bb" { } # \u202Eevil\n#           ^ suspicious-character: U+200B\n#                     ^ suspicious-character: U+202E',
    { without },
  );
  checkDiagnostics('group we\u2060b { }\n#       ^ suspicious-character: U+2060', { without });
  checkDiagnostics('group web "\u{1F469}\u200D\u{1F4BB} \u{1F3F3}\uFE0F\u200D\u{1F308}" { } # \u4E2D\u6587', {
    without,
  });
  // Tags spell whole sentences that nobody sees, and so can variants of letters and soft hyphens.
  checkDiagnostics(
    'group web "\u{E0061}" { } # b\uFE0F a\u00AD\n#          ^^ suspicious-character: U+E0061\n#                     ^ suspicious-character: U+FE0F\n#                        ^ suspicious-character: U+00AD',
    { without },
  );
  const england = '\u{1F3F4}\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}';
  checkDiagnostics(`group web "${england} 1\uFE0F\u20E3 \u2764\uFE0F \u8FBB\u{E0100}" { }`, { without });
  checkDiagnostics('\uFEFFgroup web "a\u200Db" { }\n#            ^ suspicious-character: U+200D', { without });
});
