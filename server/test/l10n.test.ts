// Guards that the server speaks Chinese without a gap: every message has its text, and nothing that a person reads stays English.

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { codeActions } from '#ide/codeActions.ts';
import { codeLenses } from '#ide/codeLenses.ts';
import { completion, documentation } from '#ide/completion.ts';
import { expectations, judge } from '#ide/expectations.ts';
import { hover } from '#ide/hover.ts';
import { inlayHints } from '#ide/inlayHints.ts';
import { withLinks } from '#ide/markdown.ts';
import { testPacket } from '#ide/packet.ts';
import { treeChildren } from '#ide/tree.ts';
import type { TreeNode } from '#ide/treeNode.ts';
import { isSimplifiedChinese, speakAs } from '#lsp/language.ts';
import texts from '#lsp/zh-cn.json' with { type: 'json' };
import { listed, oneOf, plural, t } from '#util/l10n.ts';
import { finish } from '#util/steps.ts';
import type { Folder } from '#workspace/folder.ts';
import { diagnosticsOf } from '#workspace/folderDiagnostics.ts';
import { loadFixture } from './support/checkDiagnostics.ts';
import { readFixture, uriOf } from './support/fixture.ts';
import { extractMessages, unmarkedIn, unmarkedTexts } from './support/messages.ts';

const root = path.resolve(import.meta.dirname, '../..');

beforeAll(async () => {
  expect(t('{0} and {1}', 'a', 'b')).toBe('a and b');
  await speakAs('zh-tw', { texts });
  expect(t('{0} and {1}', 'a', 'b')).toBe('a and b');
  await speakAs('zh-cn', { texts });
});

test('each message of the sources has a Chinese text, and each text its message', () => {
  const { messages } = extractMessages();
  expect(messages.size).toBeGreaterThan(500);
  expect(Object.keys(texts).toSorted()).toEqual([...messages].toSorted());
});

test('what is not written out in a call is marked where it is written', () => {
  const unmarked = extractMessages().indirect.filter(
    (each) => !/\bt\((?:\w|[.[\]()])+(?: \?\? .*message\()?/.test(each),
  );
  expect(unmarked).toEqual([]);
});

/** Files with texts of several words that are no messages in the language of the editor. */
const notSaid: readonly (readonly [file: RegExp, why: string])[] = [
  [/^diagnostics.codes\.ts/, 'titles, for SARIF and the page of diagnostics'],
  [/^plan.apply\.ts/, 'reasons of the cloud that a plan is tried on'],
  [/^lsp.(?:handlers|serve|paramShapes)\.ts/, 'errors of the protocol, for who writes a client'],
  [
    /^(?:ide.snippets|ide.refactor.createMissing|edits.addDeclarations|ide.packet(?:Question)?|ide.ruleTextFault|formats.sg.toSg|model.builtins)\.ts/,
    'rules',
  ],
  [/^formats.csv.write\.ts/, 'a heading of the table'],
  [/^(?:library|answers.reach)\.ts/, 'words of the command line and the library, which speak English'],
];

test('no text that people read stands outside of such a call', () => {
  const found = unmarkedTexts();
  expect(found.filter((each) => !notSaid.some(([file]) => file.test(each)))).toEqual([]);
  expect(notSaid.filter(([file]) => !found.some((each) => file.test(each)))).toEqual([]);
  expect(unmarkedIn('a(start, "\':\' does not fit here.")')).toHaveLength(1);
  expect(unmarkedIn('a(`the name is taken`)')).toHaveLength(1);
  expect(unmarkedIn("t('does not fit here', a) // 'no such thing'")).toEqual([]);
  expect(unmarkedIn("plural(n, '{0} more rule', '{0} more rules')")).toEqual([]);
});

test('a text has the places of its message', () => {
  const places = (text: string) => [...new Set(text.match(/\{\d\}/g))].toSorted();
  for (const [message, text] of Object.entries(texts)) expect([text, places(text)]).toEqual([text, places(message)]);
});

test('lists and numbers are put together as Chinese has it', () => {
  expect(listed(['a', 'b', 'c'])).toBe('a、b 和 c');
  expect(oneOf(['a', 'b'])).toBe('a 或 b');
  expect(plural(1, '{0} policy', '{0} policies')).toBe('1 条策略');
});

test('locales', () => {
  for (const locale of ['zh', 'zh-cn', 'zh-CN', 'zh-Hans-SG', 'zh_CN.UTF-8', 'zh-Hans-HK'])
    expect([locale, isSimplifiedChinese(locale)]).toEqual([locale, true]);
  for (const locale of ['zh-tw', 'zh-HK', 'zh-Hant', 'zh-Hant-CN', 'en', 'zhuang', '', undefined, null, 3])
    expect([locale, isSimplifiedChinese(locale)]).toEqual([locale, false]);
});

test.each(worlds())('nothing stays English in $name', ({ files }) => {
  const folder = loadFixture(files);
  for (const [where, said] of [...findings(folder), ...answers(folder)]) expectChinese(where, said);
  for (const [where, said] of details(folder)) expect([where, englishIn(said)]).toEqual([where, null]);
});

type Said = readonly [where: string, text: string];

function* findings(folder: Folder): Generator<Said> {
  for (const uri of folder.files.keys()) {
    for (const { code, message, related, start, end } of diagnosticsOf(folder, uri)) {
      yield [code, message];
      for (const other of related) yield [`${code}, related`, other.message];
      for (const { title } of codeActions(folder, uri, { start, end }, KINDS)) yield [`${code}, action`, title];
    }
  }
}

const KINDS = new Set(['fix', 'extract', 'inline', 'rewrite', 'fixAll'] as const);

function* answers(folder: Folder): Generator<Said> {
  for (const [uri, { text, language }] of folder.files) {
    for (const index of placesOf(text, /[\p{L}\p{N}_./-]+/gu)) {
      const found = hover(folder, uri, index);
      const text = withLinks(found?.markdown ?? '', () => undefined);
      if (found !== undefined && !isBarePort(text)) yield ['hover', text];
    }
    for (const { title, action } of finish(codeLenses(folder, uri, new Set(['groups', 'expectations', 'cvms']))))
      yield [`lens, ${action.kind}`, title];
    const whole = { start: 0, end: text.length };
    for (const hint of finish(inlayHints(folder, uri, whole, new Set(['policyIndex', 'members', 'ports']))))
      if (hint.kind !== 'ports') yield [`hint, ${hint.kind}`, hint.tooltip];
    if (language === 'sg') {
      for (const item of completion(folder, uri, text.length)?.items ?? [])
        if (item.about !== undefined) yield ['documentation', documentation(folder, item.about) ?? ''];
    }
  }
  for (const item of expectations(folder)) yield ['expectation', finish(judge(folder, item)).message];
  const [from, to] = [...folder.model.cvms, ...folder.model.cvms].flatMap(({ name }) => (name === '' ? [] : [name]));
  for (const line of [
    '',
    'tcp from a to b',
    'all from a to b',
    `tcp 22 from 203.0.113.7 to ${from}`,
    `tcp 1 from ${from} to ${to}`,
  ]) {
    const found = testPacket(folder, { line });
    if ('error' in found) yield ['packet', found.error];
    else {
      yield ['packet', found.answer.summary];
      if (found.answer.change !== undefined) yield ['packet', found.answer.change];
      for (const { passed } of found.answer.request) for (const { why } of passed) yield ['packet', why];
    }
  }
}

/** Where each different word stands for the first time; of places between words, where each different one stands before. */
function placesOf(text: string, pattern: RegExp): readonly number[] {
  const first = new Map<string, number>();
  for (const { 0: word, index } of text.matchAll(pattern)) {
    const known = word === '' ? (/\S+ $/.exec(text.slice(Math.max(0, index - 80), index))?.[0] ?? '') : word;
    if (!first.has(known)) first.set(known, index);
  }
  return [...first.values()];
}

/** `**tcp 22**`, and names that are the same in every language. */
function isBarePort(markdown: string): boolean {
  return /^\*\*`(?:tcp|udp) [\d-]+`\*\*(?:\n\n[\w ,\\-]+)?(?:\n\n---|$)/.test(markdown) && !/---/.test(markdown);
}

/** What may be a name or a number, and only must not be English. */
function* details(folder: Folder): Generator<Said> {
  for (const view of ['groups', 'cvms'] as const) {
    const below = (node: TreeNode | undefined): readonly TreeNode[] => {
      const nodes = treeChildren([folder], node?.id, { view });
      return nodes.flatMap((each) => [each, ...(each.hasChildren ? below(each) : [])]);
    };
    for (const node of below(undefined)) {
      if (STRUCTURE.has(node.kind)) expectChinese(node.kind, node.label);
      yield [`tree, ${node.kind}`, node.description ?? ''];
      yield [`tree, ${node.kind}`, node.tooltip ?? ''];
    }
  }
  for (const [uri, { text, language }] of folder.files) {
    if (language !== 'sg') continue;
    for (const index of placesOf(text, /(?<=\S )/g)) {
      for (const { label, detail, note } of completion(folder, uri, index)?.items ?? [])
        yield [`completion of ${label}`, `${detail} ${note ?? ''}`];
    }
  }
}

const STRUCTURE: ReadonlySet<TreeNode['kind']> = new Set([
  'builtin-groups',
  'direction',
  'members',
  'references',
  'cvm-groups',
  'reached-by',
  'reaches',
]);

function expectChinese(where: string, text: string): void {
  expect([where, text, /\p{Script=Han}/u.test(text), englishIn(text)]).toEqual([where, text, true, null]);
}

/** A word that only English prose has, outside of what is quoted. */
function englishIn(text: string): string | null {
  const own = text.replace(/'[^']*'|"[^"]*"|“[^”]*”|`[^`]*`/g, '');
  return (
    /\b(?:the|is|are|of|that|this|and|or|it|no|not|with|has|have|more|nothing|write|rule|rules|policy|policies)\b/i.exec(
      own,
    )?.[0] ?? null
  );
}

/** The samples, the examples of the page of diagnostics, and the fixtures of the tests of diagnostics, without what people wrote in prose. */
function worlds(): readonly { readonly name: string; readonly files: ReadonlyMap<string, string> }[] {
  const page = readFileSync(path.join(root, 'docs/diagnostics.md'), 'utf8');
  const sections = page.split(/^## /m).slice(1);
  const samples = path.join(root, 'samples');
  const names = readdirSync(samples, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.sg(\.json)?$/.test(name),
  );
  const tests = path.join(root, 'server/src/diagnostics');
  const fixtures = readdirSync(tests).flatMap((file) =>
    file.endsWith('.test.ts')
      ? [...readFileSync(path.join(tests, file), 'utf8').matchAll(/`(\n[^`$\\]*\^[^`$\\]*)`/g)]
      : [],
  );
  return [
    {
      name: 'the samples',
      files: new Map(
        names.map((name) => [uriOf(`/${name}`), wordless(readFileSync(path.join(samples, name), 'utf8'))]),
      ),
    },
    ...sections.map((section) => ({ name: `the example of ${section.split('\n')[0]}`, files: example(section) })),
    ...fixtures.map(([, text = ''], i) => ({
      name: `fixture ${i}`,
      files: new Map([...readFixture(text).files].map(([uri, each]) => [uri, wordless(each)])),
    })),
  ];
}

function example(section: string): ReadonlyMap<string, string> {
  const blocks = Array.from(section.matchAll(/```(\w+)\n([\s\S]*?)\n```/g), ([, , text]) => text ?? '');
  const wrong = blocks.at(-2) ?? '';
  const files = new Map([
    [uriOf(wrong.startsWith('{') ? '/secgroup.json' : '/example.sg'), wrong.startsWith('{') ? wrong : wordless(wrong)],
  ]);
  if (blocks.length > 2) files.set(uriOf('/secgroup.json'), blocks[0] ?? '');
  return files;
}

/** Descriptions of several words are no words of ours. */
function wordless(text: string): string {
  return text.replace(/"[^"\n]* [^"\n]*"/g, '"-"');
}
