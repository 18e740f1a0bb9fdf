// Guards tables: what they are told by, that what could decide is never left out, and that places are the file's.

import { describe, expect, test } from 'vitest';
import { bind } from '#model/bind.ts';
import type { Group } from '#model/model.ts';
import { parse } from '#syntax/parse.ts';
import { decodeText } from '#text/decode.ts';
import { pick, randomFrom } from '../../../test/support/random.ts';
import { rounds } from '../../../test/support/rounds.ts';
import { exportGroups, exportTemplate } from '../exportGroups.ts';
import { importRules } from '../importFiles.ts';
import { showNote } from '../notes.ts';
import type { ImportOptions } from '../readFiles.ts';
import { csv } from './format.ts';
import { looksLikeCsv } from './read.ts';

async function rules(text: string, options: ImportOptions = {}) {
  const result = await importRules([{ name: 'f', text }], options);
  return result.ok
    ? { inbound: result.inbound, outbound: result.outbound, notes: result.notes.map(showNote) }
    : { refused: result.reasons.map(showNote) };
}

describe('reading a table', () => {
  test('headers in English or Chinese, in any order and case, tell the columns and the direction', async () => {
    const english = await rules('Notes,POLICY,Protocol & Port,Destination,Type\nx,refuse,"udp:53, 123",::/0,Custom\n');
    expect(english).toEqual({ inbound: undefined, outbound: ['deny udp 53,123 to any6 "x"'], notes: [] });
    const chinese = await rules(
      '\uFEFF类型;来源;协议端口;策略;备注\r\n自定义;sg-1;ALL;放通;\r\n;$name:web;icmp;拒绝;"a;b"\r\n',
    );
    expect(chinese).toEqual({
      inbound: ['allow all from sg-1', 'deny icmp from web "a;b"'],
      outbound: undefined,
      notes: [expect.stringContaining("'web' is not in the file")],
    });
    const apart = await rules('protocol\tport\tsource\taction\nTCP\t80\t10.0.0.1\tACCEPT\nALL\t\t10.0.0.1\tdrop\n');
    expect(apart.inbound).toEqual(['allow tcp 80 from 10.0.0.1', 'deny all from 10.0.0.1']);
  });

  test('encodings: UTF-8 with and without a mark, UTF-16 likewise, GB18030', async () => {
    const text = '类型,来源,协议端口,策略,备注\n自定义,10.0.0.1,TCP:80,允许,中文\n';
    const utf16 = (big: boolean, mark: boolean) => {
      const units = [...(mark ? '\uFEFF' : ''), ...text].map((c) => c.charCodeAt(0));
      return new Uint8Array(units.flatMap((unit) => (big ? [unit >> 8, unit & 255] : [unit & 255, unit >> 8])));
    };
    const utf8 = new TextEncoder().encode(text);
    // '类型,来源,协议端口,策略,备注' and '自定义', '允许', '中文' as Chinese spreadsheets write them.
    const gb = new Uint8Array([
      0xc0,
      0xe0,
      0xd0,
      0xcd,
      0x2c,
      0xc0,
      0xb4,
      0xd4,
      0xb4,
      0x2c,
      0xd0,
      0xad,
      0xd2,
      0xe9,
      0xb6,
      0xcb,
      0xbf,
      0xda,
      0x2c,
      0xb2,
      0xdf,
      0xc2,
      0xd4,
      0x2c,
      0xb1,
      0xb8,
      0xd7,
      0xa2,
      0x0a,
      0xd7,
      0xd4,
      0xb6,
      0xa8,
      0xd2,
      0xe5,
      ...new TextEncoder().encode(',10.0.0.1,TCP:80,'),
      0xd4,
      0xca,
      0xd0,
      0xed,
      0x2c,
      0xd6,
      0xd0,
      0xce,
      0xc4,
      0x0a,
    ]);
    for (const bytes of [
      utf8,
      new Uint8Array([0xef, 0xbb, 0xbf, ...utf8]),
      utf16(false, true),
      utf16(true, true),
      utf16(false, false),
      utf16(true, false),
      gb,
    ]) {
      expect((await rules(decodeText(bytes))).inbound).toEqual(['allow tcp 80 from 10.0.0.1 "中文"']);
    }
  });

  test('what is wrong is listed with its line; a table that is none is refused', async () => {
    const { refused } = await rules(
      'Source,Protocol port,Policy\n10.0.0.1,TCP:80,Maybe\n10.0.0.1,SCTP,Allow\n,TCP:80,Allow\n10.0.0.1,TCP:99999,Allow\n1.2.3,ALL,Allow\n10.0.0.1,ICMP:8,Allow\n',
    );
    expect(refused?.map((reason) => reason.split(':').slice(1, 2).join())).toEqual(['2', '3', '4', '5', '6', '7']);
    expect((await rules('Source,Protocol port,Policy\n"10.0.0.1,ALL,Allow\n')).refused).toEqual([
      'f:2:1: The table cannot be read: a quote that opens in this cell is not closed.',
    ]);
    expect((await rules('Source,Destination,Protocol port,Policy\na,b,ALL,Allow\n')).refused).toHaveLength(1);
    expect((await rules('Source,Protocol port\n10.0.0.1,ALL\n')).refused).toEqual([
      expect.stringContaining('no column for the policy'),
    ]);
    expect(
      (await rules('Source,Protocol port,Policy\n10.0.0.1,ALL,Allow\n', { direction: 'outbound' })).refused,
    ).toEqual([expect.stringContaining('The header of the table says inbound')]);
  });

  test('unknown columns are noted, blank rows are none', async () => {
    const { inbound, notes } = await rules('Source,Protocol port,Policy,Owner\n\n10.0.0.1,ALL,Allow,bob\n,,,\n');
    expect(inbound).toEqual(['allow all from 10.0.0.1']);
    expect(notes).toEqual(["f:3:20: The column 'Owner' is not known: 'bob' is left out."]);
  });

  test('the line that tells Excel the separator is no row', async () => {
    for (const first of ['sep=;\r\n', '\uFEFF"SEP=;"\n', 'sep=;\r']) {
      const text = `${first}Source;Protocol & Port;Policy;Notes\r\n10.0.0.1;tcp:80;accept;a,b\r\n`;
      expect(looksLikeCsv(text)).toBe(true);
      expect(await rules(text)).toEqual({
        inbound: ['allow tcp 80 from 10.0.0.1 "a,b"'],
        outbound: undefined,
        notes: [],
      });
    }
    const wrong = await rules('sep=,\nSource,Protocol & Port,Policy\n10.0.0.1,tcp:x,accept\n');
    expect(wrong.refused).toEqual([expect.stringMatching(/^f:3:14: /)]);
  });

  test('a column that counts the rows gives their order', async () => {
    const { inbound, notes } = await rules(
      '优先级,来源,协议,端口,策略\n2,10.0.0.1,ALL,-,允许\n1,10.0.0.0/8,ALL,-,拒绝\n',
    );
    expect(inbound).toEqual(['deny all from 10.0.0.0/8', 'allow all from 10.0.0.1']);
    expect(notes).toEqual(['f:3:1: 优先级 1 follows a higher one: the rules are read in the order of their 优先级.']);
    const bad = await rules('No.,Source,Protocol port,Policy\n0,10.0.0.1,ALL,Allow\nx,10.0.0.2,ALL,Refuse\n');
    expect(bad.inbound).toEqual(['allow all from 10.0.0.1', 'deny all from 10.0.0.2']);
    expect(bad.notes).toEqual([
      'f:2:1: Not every rule of the list says its No.: the rules keep the order of the list.',
      "f:3:1: 'x' is not a whole number: it is left out.",
    ]);
  });

  test('names like those of an object are plain text', async () => {
    expect(looksLikeCsv('__proto__,constructor,toString\n')).toBe(false);
    expect(
      (await rules('Source,Protocol port,Policy,Notes,__proto__\n10.0.0.1,ALL,Allow,constructor,\n')).inbound,
    ).toEqual(['allow all from 10.0.0.1 "constructor"']);
    expect((await rules('Source,Protocol port,Policy\n10.0.0.1,ALL,constructor\n')).refused).toHaveLength(1);
  });
});

describe('what could decide is never left out', () => {
  const table = (header: string, row: string) => rules(`${header}\n${row}\n`);

  test('columns', async () => {
    const known = 'Source,Protocol port,Policy';
    for (const [header, row] of [
      [`${known},Source port`, '10.0.0.1,ALL,Allow,53'],
      [`${known},源端口`, '10.0.0.1,ALL,Allow,53'],
      [`${known},Enabled`, '10.0.0.1,ALL,Allow,no'],
      [`${known},Port`, '10.0.0.1,TCP:80,Allow,81'],
      [`${known},`, '10.0.0.1,TCP:80,Allow,443'],
      [known, '10.0.0.1,TCP:80,Allow,443'],
    ] as const) {
      expect((await table(header, row)).refused, header).toHaveLength(1);
      const skipped = await rules(`${header}\n${row}\n10.0.0.2,ALL,Allow,\n`, { skipInvalid: true });
      expect(skipped.inbound).toEqual(['allow all from 10.0.0.2']);
    }
    expect((await table(`${known},Port`, '10.0.0.1,TCP:80,Allow,ALL')).inbound).toEqual(['allow tcp 80 from 10.0.0.1']);
    expect((await table('Source,Port,Ports,Protocol,Policy', '10.0.0.1,80,81,TCP,Allow')).refused).toEqual([
      "f:1:13: The columns 'Port' and 'Ports' mean the same thing: leave one out.",
    ]);
    const aside = await table(`${known},Notes,Tags`, '10.0.0.1,ALL,Allow,a note,blue');
    expect(aside.inbound).toEqual(['allow all from 10.0.0.1 "a note"']);
    expect(aside.notes).toHaveLength(1);
    const comma = await table(`${known},Notes`, '10.0.0.1,ALL,Allow,a note, with a comma');
    expect(comma.inbound).toEqual(['allow all from 10.0.0.1 "a note"']);
    expect(comma.notes).toHaveLength(1);
  });
});

describe('places in a table', () => {
  test('a row in quotes is one cell', async () => {
    const { refused } = await rules(
      'Type,Source,Protocol port,Policy,Notes\r\nCustom,10.0.0.0/8,TCP:22,Allow,a\r\n"Custom,10.0.0.0/8,TCP:23,Allow,b"\r\n',
    );
    expect(refused?.map((reason) => reason.replace(/(:\d+:\d+:).*/, '$1'))).toEqual(['f:3:1:', 'f:3:1:', 'f:3:1:']);
  });

  test('what cannot be read is told where it begins', async () => {
    for (const eol of ['\n', '\r\n', '\r']) {
      const text = (row: string) => ['Source,Protocol port,Policy,Notes', '10.0.0.1,ALL,Allow,中🙂', row, ''].join(eol);
      expect((await rules(text('10.0.0.1,ALL,Allow,"x'))).refused?.[0]).toMatch(/^f:3:20: .* is not closed/);
      expect((await rules(text('10.0.0.1,"ALL"x,Allow,'))).refused?.[0]).toMatch(
        /^f:3:10: .* behind its closing quote/,
      );
      expect((await rules(text('10.0.0.1,A"LL,Allow,'))).refused?.[0]).toMatch(
        /^f:3:10: .* a quote stands in this cell/,
      );
    }
  });

  test.each(Array.from({ length: rounds(100, 5000) }, (_, seed) => [seed]))(
    'are those of the file (%i)',
    async (seed) => {
      const random = randomFrom(seed);
      const delimiter = pick(random, [',', ';', '\t']);
      let text = pick(random, ['', '\uFEFF']);
      const mark = text.length;
      const faults: number[] = [];
      const eol = () => {
        text += pick(random, ['\n', '\r\n', '\r']);
      };
      const cell = (value: string, fault: boolean) => {
        const quoted = random() < 0.4 || /[",;\t\r\n]/.test(value);
        if (fault) faults.push(text.length + (quoted && !value.includes('"') ? 1 : 0));
        text += quoted ? `"${value.replaceAll('"', '""')}"` : value;
      };
      const row = (values: readonly (readonly [string, boolean])[]) => {
        values.forEach(([value, fault], i) => {
          if (i > 0) text += delimiter;
          cell(value, fault);
        });
        eol();
      };
      row(['Source', 'Protocol port', 'Policy', 'Notes'].map((title) => [title, false]));
      for (let i = 0; i < 12; i++) {
        if (random() < 0.2) eol();
        const [badPeer, badService, badPolicy] = [random() < 0.3, random() < 0.3, random() < 0.3];
        row([
          badPeer ? [pick(random, ['10.0.0.300', '网络', '1"2']), true] : ['10.0.0.1', false],
          badService
            ? [pick(random, ['SCTP', '协议🙂']), true]
            : [pick(random, ['TCP:80', 'ALL', 'TCP:80,443']), false],
          badPolicy ? [pick(random, ['Maybe', '也许', '🙂🙂']), true] : ['Allow', false],
          [pick(random, ['', 'x', '备注🙂', 'two\r\nlines', 'two\nlines', 'a "word"', '\ta\t']), false],
        ]);
      }
      const expected = faults.map((offset) => {
        const before = text.slice(mark, offset).split(/\r\n|\r|\n/);
        return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
      });
      const { refused } = await rules(text.slice(mark));
      expect(refused?.map((reason) => /^f:(\d+:\d+):/.exec(reason)?.[1]) ?? []).toEqual(expected);
    },
  );
});

describe('writing a table', () => {
  const group = (body: string) => {
    const model = bind([{ uri: 'a.sg', tree: parse(`group web "d" {\n${body}\n}\n`) }]);
    return { model, web: model.groups.find(({ name }) => name === 'web') as Group };
  };

  test('one table a direction, in the console’s words', () => {
    const { model, web } = group(
      'inbound { allow tcp 80,443 from any "a, \\"b\\"" deny gre from self until 2030-01-01 allow https from ::1 }',
    );
    const { texts, report } = exportGroups(model, [web], csv);
    expect(texts.map(({ fileName, text }) => [fileName, text])).toEqual([
      [
        'web-inbound.csv',
        'Type,Source,Protocol port,Policy,Notes\nCustom,0.0.0.0/0,"TCP:80,443",Allow,"a, ""b"""\nCustom,$name:web,GRE,Refuse,\nCustom,::1,TCP:443,Allow,\n',
      ],
      ['web-outbound.csv', 'Type,Destination,Protocol port,Policy,Notes\n'],
    ]);
    expect(report.map(({ message }) => message)).toEqual([
      'A table of rules has no place for the description and id of its group.',
      "'web' has no id yet: '$name:web' stands in its place.",
      "The cloud knows no dates: 'until 2030-01-01' is left out.",
    ]);
  });

  test('an empty group is the template', () => {
    const { model, web } = group('');
    expect(exportGroups(model, [web], csv, { direction: 'inbound' }).texts[0]?.text).toBe(
      exportTemplate('inbound').text,
    );
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', "'=x", ' =1', '＝1'])(
    'the note %j is no formula, and comes back as it was',
    async (note) => {
      const { model, web } = group(`inbound { allow all from any ${JSON.stringify(note)} }`);
      const written = exportGroups(model, [web], csv, { direction: 'inbound' }).texts[0]?.text ?? '';
      expect(written.split('\n').slice(1).join('\n')).toContain(`'${note}`);
      expect((await rules(written)).inbound).toEqual([expect.stringContaining(note.trim().replace('\t', '\\t'))]);
    },
  );
});
