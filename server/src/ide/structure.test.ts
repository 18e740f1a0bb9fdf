// Guards what a file looks like from far: outline, folding, selection, kinds of names; in broken files too.
import { expect, test } from 'vitest';
import { finish } from '#util/steps.ts';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { ask, mainUri } from '../../test/support/checkIde.ts';
import { readFixture } from '../../test/support/fixture.ts';
import { documentSymbols, type OutlineSymbol } from './documentSymbols.ts';
import { foldingRanges } from './foldingRanges.ts';
import { selectionRanges } from './selectionRanges.ts';
import { semanticTokens } from './semanticTokens.ts';
import { workspaceSymbols } from './workspaceSymbols.ts';

const load = (fixture: string) => loadFixture(readFixture(fixture).files);

function outline(fixture: string, uri = mainUri): string[] {
  const lines = (symbols: readonly OutlineSymbol[], indent: string): string[] =>
    symbols.flatMap(({ kind, name, detail, children }) => [
      `${indent}${kind} ${name}${detail === '' ? '' : ` (${detail})`}`,
      ...lines(children, `${indent}  `),
    ]);
  return lines(
    finish(documentSymbols(load(fixture), uri)).map(({ symbol }) => symbol),
    '',
  );
}

test('outline as groups, directions, rules', () => {
  expect(
    outline(`
      region ap-guangzhou
      group web "Front end" {
        inbound {
          allow tcp 80,443
            from any, any6  "the shop"
        }
        outbound {}
      }
      expect allow ssh from any to web "ssh is open"
    `),
  ).toEqual([
    'region region ap-guangzhou',
    'group web (Front end)',
    '  direction inbound (2 policies)',
    '    rule allow tcp 80,443 from any, any6 (the shop)',
    '  direction outbound (0 policies)',
    'expect ssh is open (expect allow ssh from any to web "ssh is open")',
  ]);
});

test('a broken group is outlined as far as it goes, and the next one whole', () => {
  expect(
    outline(
      'group a {\n  inbound {\n    allow tcp from\n    deny all from any\n\ngroup b { outbound { allow all to any } }',
    ),
  ).toEqual([
    'group a',
    expect.stringMatching(/^ {2}direction inbound/),
    expect.stringMatching(/^ {4}rule allow tcp/),
    '    rule deny all from any',
    'group b',
    '  direction outbound (1 policy)',
    '    rule allow all to any',
  ]);
});

test('a snapshot is outlined like a rule file', () => {
  const policies = '{"Ingress": [{"Protocol": "tcp", "Port": "22", "CidrBlock": "10.0.0.0/8", "Action": "ACCEPT"}]}';
  const json = `{"version": 1, "regions": [{"Region": "r", "SecurityGroupSet": [{"SecurityGroupId": "sg-1", "SecurityGroupName": "web", "SecurityGroupPolicySet": ${policies}}]}]}`;
  const found = outline(`#- /a.sg.json\n${json}`, 'file:///a.sg.json');
  expect(found).toContain('group web');
  expect(found).toContain('    rule allow tcp 22 from 10.0.0.0/8');
});

test('workspace symbols by letters of name, id or description', () => {
  const folder = load('region r\ngroup web-front "shop" { id sg-77 }\ncvm db-1 {}');
  const names = (query: string) =>
    workspaceSymbols([folder], query).map(({ name, container }) => `${name} in ${container}`);
  expect(names('wf')).toEqual(['web-front in r']);
  expect(names('SG-77')).toEqual(['web-front in r']);
  expect(names('shop')).toEqual(['web-front in r']);
  expect(names('')).toEqual(['web-front in r', 'db-1 in r']);
  expect(names('zz')).toEqual([]);
});

test('blocks, lists, runs of comments and regions fold', () => {
  const text = '# one\n# two\nregion r\ngroup a {\n  inbound {\n  }\n}\n\nregion s\ngroup b {\n}';
  const folder = load(text);
  const file = folder.files.get(mainUri);
  const folds =
    file === undefined
      ? []
      : foldingRanges(file).map(({ kind, start, end }) => `${kind} ${JSON.stringify(file.text.slice(start, end))}`);
  expect(folds).toContain('comment "# one\\n# two"');
  expect(folds).toContain('block "group a {\\n  inbound {\\n  }\\n}"');
  expect(folds).toContain('block "inbound {\\n  }"');
  expect(folds).toContain('region "region r\\ngroup a {\\n  inbound {\\n  }\\n}"');
});

test('selection grows from the word to the file', () => {
  const { folder, uri, offset } = ask('group web {\n  inbound {\n    allow tcp 80,4$043 from any "x"\n  }\n}');
  const text = folder.files.get(uri)?.text ?? '';
  expect(selectionRanges(folder, uri, offset).map(({ start, end }) => text.slice(start, end))).toEqual([
    '443',
    'tcp 80,443',
    'allow tcp 80,443 from any',
    'allow tcp 80,443 from any "x"',
    'inbound {\n    allow tcp 80,443 from any "x"\n  }',
    text,
  ]);
});

test('kinds of names are told apart, unknown ones have none', () => {
  const folder = load(`
    group web { id sg-1
      inbound { allow ssh from office, nobody, sg-1 }
    }
    addresses office { 10.0.0.1 }
    cvm c { subnet s groups web }
    subnet s { vpc v acl a }
    acl a {}
  `);
  const text = folder.files.get(mainUri)?.text ?? '';
  const shown = finish(semanticTokens(folder, mainUri)).flatMap(({ start: from, tokens }) =>
    tokens.map(({ start, end, type, modifiers }) =>
      [type, ...modifiers, text.slice(from + start, from + end)].join(' '),
    ),
  );
  expect(shown).toEqual([
    'group declaration web',
    'cloudId sg-1',
    'services builtin ssh',
    'addresses office',
    'group sg-1',
    'addresses declaration office',
    'cvm declaration c',
    'subnet s',
    'group web',
    'subnet declaration s',
    'vpc v',
    'acl a',
    'acl declaration a',
  ]);
  const office = text.indexOf('office');
  const within = { start: office, end: office + 2 };
  expect(finish(semanticTokens(folder, mainUri, { within })).flatMap(({ tokens }) => tokens)).toHaveLength(1);
});
