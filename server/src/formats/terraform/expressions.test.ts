// Guards what expressions come to as Terraform writes it into a string: numbers of 512 bits, the verbs of `format`, letters, hashes, moments.
import { createHash } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { hcl } from '../../../test/support/hcl.ts';
import { importFiles } from '../importFiles.ts';

/** What is in `description` where the expression stands; a refusal in words where there is one. */
async function comesTo(expression: string): Promise<string> {
  const text = `resource "tencentcloud_security_group" "g" {\n  name = "g"\n  description = "<\${${expression}}>"\n}\n`;
  const result = await importFiles([{ name: 'main.tf', text }], { hcl });
  if (!result.ok) return `refused: ${result.reasons[0]?.message}`;
  const written = /^group g ("(?:[^"\\]|\\.)*")/m.exec(result.text)?.[1];
  return written === undefined ? `lost: ${result.notes[0]?.message}` : JSON.parse(written).slice(1, -1);
}

const check = (cases: readonly (readonly [string, string])[]) =>
  test.each(cases)('%s', async (expression, expected) => expect(await comesTo(expression)).toBe(expected));

describe('numbers', () => {
  check([
    ['1e3', '1000'],
    ['1.5e3', '1500'],
    ['1E-3', '0.001'],
    ['0.1 + 0.2', '0.3'],
    ['5-1e0', '4'],
    ['-1e+1', '-10'],
    ['"1e3 x-1e3"', '1e3 x-1e3'],
    ['{ a-1e3 = "name" }.a-1e3', 'name'],
    ['10 / 4', '2.5'],
    ['9007199254740993', '9007199254740993'],
    ['9007199254740992 + 1', '9007199254740993'],
    ['18446744073709551615', '18446744073709551615'],
    ['18446744073709551615 * 18446744073709551615', '340282366920938463426481119284349108225'],
    ['340282366920938463426481119284349108225 % 10', '5'],
    ['-9007199254740993', '-9007199254740993'],
    ['1e30', '1000000000000000000000000000000'],
    ['123456789.123456789', '123456789.123456789'],
    ['3.14159265358979323846264338327950288', '3.14159265358979323846264338327950288'],
    ['0.000001', '0.000001'],
    ['7 % 3', '1'],
    ['-7 % 3', '-1'],
    ['5.5 % 2', '1.5'],
    ['9007199254740993 > 9007199254740992', 'true'],
    ['9007199254740993 == 9007199254740992', 'false'],
    ['floor(2.5)', '2'],
    ['floor(-2.5)', '-3'],
    ['ceil(2.1)', '3'],
    ['ceil(-2.1)', '-2'],
    ['abs(-9007199254740993)', '9007199254740993'],
    ['max(9007199254740992, 9007199254740993, 1)', '9007199254740993'],
    ['min(0.2, 0.1)', '0.1'],
    ['sum([0.1, 0.2, 0.3])', '0.6'],
    ['join(",", range(0, 0.5, 0.1))', '0,0.1,0.2,0.3,0.4'],
    ['parseint("ffffffffffffffff", 16)', '18446744073709551615'],
    ['tonumber("0.30")', '0.3'],
    ['jsondecode("{\\"a\\": 9007199254740993}").a', '9007199254740993'],
    ['jsonencode({ a = 9007199254740993, b = 0.1 })', '{"a":9007199254740993,"b":0.1}'],
    [
      'join(",", distinct([9007199254740993, 9007199254740992, 9007199254740993]))',
      '9007199254740993,9007199254740992',
    ],
    ['cidrhost("2001:db8::/32", 79228162514264337593543950335)', '2001:db8:ffff:ffff:ffff:ffff:ffff:ffff'],
    ['cidrsubnet("2001:db8::/32", 64, 18446744073709551615)', '2001:db8:ffff:ffff:ffff:ffff::/96'],
    ['pow(2, 10)', '1024'],
    ['1 / 3', `0.${'3'.repeat(154)}5`],
  ]);
});

describe('conditionals', () => {
  check([
    ['jsonencode(true ? 80 : "ALL")', '"80"'],
    ['(true ? 80 : "ALL") == 80', 'false'],
    [`jsonencode(false ? "a\${1}b" : true)`, '"true"'],
    ['jsonencode(true ? 80 : 90)', '80'],
    ['jsonencode(true ? 80 : null)', '80'],
  ]);
});

describe('YAML', () => {
  const decoded = (text: string) => `jsonencode(yamldecode("${text}"))`;
  check([
    [decoded('[1, 010, 1_000, 1e3, -1.5, .5, 9007199254740993]'), '[1,10,1000,1000,-1.5,0.5,9007199254740993]'],
    [decoded('[0x1f, 0o17, 22-23, 3000-4000, 80/tcp]'), '["0x1f","0o17","22-23","3000-4000","80/tcp"]'],
    [
      decoded("[2026-01-02, 2026-1-2, 2026-13-02, '2026-01-02']"),
      '["2026-01-02T00:00:00Z","2026-01-02T00:00:00Z","2026-13-02","2026-01-02"]',
    ],
    [decoded('{1: a, 2.50: b, yes: c}'), '{"1":"a","2.5":"b","true":"c"}'],
    [decoded("[~, null, yes, off, '80']"), '[null,null,true,false,"80"]'],
  ]);
});

describe('format', () => {
  check([
    ['format("%v %v %v %v", 1, "a", true, null)', '1 a true null'],
    ['format("%v", [1, "a", { b = true }])', '[1,"a",{"b":true}]'],
    ['format("%#v %#v", "a", 1)', '"a" 1'],
    ['format("%v", 1000000)', '1e+06'],
    ['format("%v", 999999)', '999999'],
    ['format("%s", 1000000)', '1000000'],
    ['format("%d", 9007199254740993)', '9007199254740993'],
    ['format("%q", "a\\"<b")', '"a\\"\\u003cb"'],
    ['format("%x %X %o %b", 255, 255, 8, 5)', 'ff FF 10 101'],
    ['format("%#x %#o %#b", 255, 8, 5)', '0xff 010 0b101'],
    ['format("%x", -255)', '-ff'],
    ['format("%e", 1234.5678)', '1.234568e+03'],
    ['format("%.2E", 1234.5678)', '1.23E+03'],
    ['format("%g %g %g", 100000, 1000000, 0.00001)', '100000 1e+06 1e-05'],
    ['format("%.3g %.3g %.10g", 1234.5678, 0.00012345, 1234.5)', '1.23e+03 0.000123 1234.5'],
    ['format("%08.3f", 3.14159)', '0003.142'],
    ['format("%08.3f", -3.14159)', '-003.142'],
    ['format("%.1f", 0.25)', '0.2'],
    ['format("%.0f", 2.5)', '2'],
    ['format("%f", 1)', '1.000000'],
    ['format("%+d|% d|%5d|%-5d|%05d", 7, 7, 7, 7, 7)', '+7| 7|    7|7    |00007'],
    ['format("%.3d|%5.3d", 7, 7)', '007|  007'],
    ['format("%-10s|%10s|%.2s", "abc", "abc", "abc")', 'abc       |       abc|ab'],
    ['format("%05s|%-05s", "abc", "abc")', '00abc|abc00'],
    ['format("%4s|", "💃🏿")', '   💃🏿|'],
    ['format("100%%")', '100%'],
    ['format("%[2]s %[1]s", "a", "b")', 'b a'],
    ['format("%[2]s %[1]s %s", "a", "b")', 'b a b'],
    ['format("%t %t", true, "false")', 'true false'],
    ['format("%s", true)', 'true'],
    ['format("%d", "80")', '80'],
    ['format("%d-%d", 1, 65535)', '1-65535'],
    ['try(format("%d", 1.5), "no")', 'no'],
    ['try(format("%s", null), "no")', 'no'],
    ['try(format("50%"), "no")', 'no'],
    ['try(format("%[1]s", "a", "b"), "no")', 'no'],
    ['try(format("%z", 1), "no")', 'no'],
    ['try(format("%d"), "no")', 'no'],
    ['join(",", formatlist("%s-%02d", ["a", "b"], [1, 2]))', 'a-01,b-02'],
  ]);
});

describe('texts', () => {
  check([
    ['upper("straße ß")', 'STRAßE ß'],
    ['upper("ŉﬁ")', 'ŉﬁ'],
    ['upper("héllo ω")', 'HÉLLO Ω'],
    ['lower("ΟΔΟΣ İ")', 'οδοσ i'],
    ['title("hello world it\'s a_b 中文 x")', "Hello World It'S A_b 中文 X"],
    ['trimspace("\\u0085 a\\u00a0")', 'a'],
    ['substr("💃🏿ab", 0, 2)', '💃🏿a'],
    ['strrev("💃🏿ab")', 'ba💃🏿'],
    ['length("💃🏿ab")', '3'],
  ]);
});

describe('hashes', () => {
  const texts = ['', 'abc', 'ü中', 'a'.repeat(55), 'a'.repeat(56), 'a'.repeat(64), 'a'.repeat(1000)];
  const by = (name: string, text: string, encoding: 'hex' | 'base64' = 'hex') =>
    createHash(name).update(text).digest(encoding);
  check(
    texts.flatMap((text) => [
      [`md5("${text}")`, by('md5', text)] as const,
      [`sha1("${text}")`, by('sha1', text)] as const,
      [`sha256("${text}")`, by('sha256', text)] as const,
      [`base64sha256("${text}")`, by('sha256', text, 'base64')] as const,
      [`sha512("${text}")`, by('sha512', text)] as const,
      [`base64sha512("${text}")`, by('sha512', text, 'base64')] as const,
    ]),
  );
});

describe('moments', () => {
  check([
    ['formatdate("DD MMM YYYY hh:mm ZZZ", "2018-01-02T23:12:01Z")', '02 Jan 2018 23:12 UTC'],
    ['formatdate("EEEE, DD-MMM-YY hh:mm:ss ZZZ", "2018-01-02T23:12:01Z")', 'Tuesday, 02-Jan-18 23:12:01 UTC'],
    ['formatdate("EEE, DD MMM YYYY hh:mm:ss ZZZ", "2018-01-02T23:12:01-08:00")', 'Tue, 02 Jan 2018 23:12:01 -0800'],
    ['formatdate("MMM DD, YYYY", "2018-01-02T23:12:01Z")', 'Jan 02, 2018'],
    ['formatdate("HH:mmaa M D h H \'it\'\'s\' ZZZZZ", "2018-01-02T03:02:01+05:30")', "03:02am 1 2 3 3 it's +05:30"],
    ['formatdate("Z", "2018-01-02T03:02:01Z")', 'Z'],
    ['try(formatdate("YYY", "2018-01-02T03:02:01Z"), "no")', 'no'],
    ['try(formatdate("YYYY", "2018-02-30T03:02:01Z"), "no")', 'no'],
    ['try(formatdate("\'x", "2018-02-03T03:02:01Z"), "no")', 'no'],
    ['timeadd("2017-11-22T00:00:00Z", "10m")', '2017-11-22T00:10:00Z'],
    ['timeadd("2017-11-22T00:00:00Z", "-1h30m")', '2017-11-21T22:30:00Z'],
    ['timeadd("2017-11-22T00:00:00+02:00", "1.5h")', '2017-11-22T01:30:00+02:00'],
    ['try(timeadd("2017-11-22T00:00:00Z", "10"), "no")', 'no'],
    ['timecmp("2017-11-22T00:00:00Z", "2017-11-22T01:00:00+01:00")', '0'],
    ['timecmp("2017-11-22T00:00:00Z", "2017-11-22T00:00:01Z")', '-1'],
  ]);
});

test('nothing of a library is printed where a key of YAML is no text', async () => {
  const warn = vi.spyOn(process, 'emitWarning');
  expect(await comesTo('jsonencode(yamldecode("1: a"))')).toBe('{"1":"a"}');
  expect(warn).not.toHaveBeenCalled();
  warn.mockRestore();
});
