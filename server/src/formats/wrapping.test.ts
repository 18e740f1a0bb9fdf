// Guards JSON with the lines of a tool around it, and that places in JSON are the file's, however it is laid out.

import { describe, expect, test } from 'vitest';
import { pick, randomFrom } from '../../test/support/random.ts';
import { rounds } from '../../test/support/rounds.ts';
import { importFiles } from './importFiles.ts';
import { showNote } from './notes.ts';

async function read(text: string) {
  const result = await importFiles([{ name: 'f', text }]);
  return result.ok
    ? { rules: result.text.match(/allow .*/g)?.length ?? 0, notes: result.notes.map(showNote) }
    : { refused: result.reasons.map(showNote) };
}

const policy = (cidr: string) => ({ Protocol: 'ALL', Port: 'ALL', CidrBlock: cidr, Action: 'ACCEPT' });
const answer = (cidr: string) =>
  JSON.stringify({ Response: { SecurityGroupPolicySet: { Ingress: [policy(cidr)], Egress: [] } } }, undefined, 2);

describe('lines around JSON', () => {
  test.each([
    ['a command before', `$ tccli vpc DescribeSecurityGroupPolicies\n${answer('10.0.0.1')}\n`, 1, '1:1'],
    ['a log', `[INFO] asking\n[INFO] {done} in 3 s\n\n${answer('10.0.0.1')}\n[INFO] end\n`, 3, '1:1'],
    ['an HTTP answer', `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n${answer('10.0.0.1')}`, 2, '1:1'],
    ['a quotation', `\`\`\`json\n${answer('10.0.0.1')}\n\`\`\`\n`, 2, '1:1'],
    ['a line behind', `${answer('10.0.0.1')}\n\n  Done.\n`, 1, '17:3'],
    ['lines of wide characters', `正在查询🙂\n${answer('10.0.0.1')}`, 1, '1:1'],
  ])('%s are skipped with a note', async (_, text, count, place) => {
    const words = count === 1 ? 'A line around the JSON is skipped.' : `${count} lines around the JSON are skipped.`;
    const { rules, notes } = await read(text);
    expect(rules).toBe(1);
    expect(notes?.map((note) => note.replace(/ \(.*/, ''))).toEqual([`f:${place}: ${words}`]);
  });

  test('what is wrong in between keeps its place', async () => {
    const bad = `正在查询\r\n$ x\r\n${answer('10.0.0.300').replaceAll('\n', '\r\n')}\r\nend\r\n`;
    const line = bad.split('\r\n').findIndex((one) => one.includes('10.0.0.300'));
    const column = bad.split('\r\n')[line]?.indexOf('10.0.0.300') ?? 0;
    expect((await read(bad)).refused).toEqual([expect.stringContaining(`f:${line + 1}:${column + 1}: `)]);
    const cut = `$ x\n${answer('10.0.0.1').slice(0, -10)}`;
    expect((await read(cut)).refused?.[0]).toMatch(/^f:\d+:\d+: The file ends before/);
  });

  test('of two answers none is left out', async () => {
    const { refused } = await read(`$ x\n${answer('10.0.0.1')}\n${answer('10.0.0.2')}\n`);
    expect(refused?.[0]).toContain('it holds one value');
  });
});

describe('places in JSON', () => {
  test.each(Array.from({ length: rounds(50, 3000) }, (_, seed) => [seed]))(
    'are those of the file (%i)',
    async (seed) => {
      const random = randomFrom(seed);
      const eol = pick(random, ['\n', '\r\n', '\r']);
      let text = '';
      const faults: number[] = [];
      const gap = () => {
        text += pick(random, ['', ' ', '\t', eol, `${eol}\t\t`, '   ']);
      };
      const token = (written: string) => {
        gap();
        text += written;
        gap();
      };
      token('{');
      token('"SecurityGroupPolicySet"');
      token(':');
      token('{');
      token('"Ingress"');
      token(':');
      token('[');
      for (let i = 0; i < 8; i++) {
        if (i > 0) token(',');
        token('{');
        const isBad = random() < 0.5;
        const value = isBad ? pick(random, ['10.0.0.300', '网络🙂', '\\u0041', '\\"x']) : '10.0.0.1';
        const members = [
          () =>
            token('"PolicyDescription"') ??
            token(':') ??
            token(JSON.stringify(pick(random, ['办公室🙂', 'a\tb', 'x']))),
          () => {
            token('"CidrBlock"');
            token(':');
            gap();
            if (isBad) faults.push(text.length + 1);
            text += `"${value}"`;
          },
          () => token('"Action": "ACCEPT"'),
        ];
        const order = random() < 0.5 ? members : members.toReversed();
        order.forEach((write, at) => {
          if (at > 0) token(',');
          write();
        });
        token('}');
      }
      token(']');
      token('}');
      token('}');
      const expected = faults.map((offset) => {
        const lines = text.slice(0, offset).split(/\r\n|\r|\n/);
        return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
      });
      const { refused } = await read(text);
      expect(refused?.map((reason) => /^f:(\d+:\d+):/.exec(reason)?.[1]) ?? []).toEqual(expected);
    },
  );
});
