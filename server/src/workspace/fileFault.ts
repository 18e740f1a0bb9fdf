// Faults of a whole file: bytes that are not UTF-8. They are reported once, instead of at each word that they break.

import type { Diagnostic } from '#diagnostics/diagnostic.ts';
import { type Settings, severityOf } from '#diagnostics/settings.ts';
import type * as ast from '#syntax/ast.ts';
import type { ReadAs } from '#text/decode.ts';
import { charactersLost, lostAt } from '#text/lostCharacters.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { memo, memoOf } from '#util/memo.ts';
import type { BlockDiagnostics } from './blockDiagnostics.ts';

/** What a file was read as. */
interface ReadFile {
  readonly text: string;
  readonly tree: ast.File;
  readonly readAs?: ReadAs;
}

/** Stands for a file of which there is no text. `why`: the host's reason, where it gave none. */
export function unreadableTree(language: ast.File['language'], why: string | undefined): ast.File {
  const message = why === undefined ? noText() : t('The file cannot be read: {0}', why);
  const block: ast.Block = { length: 0, problems: [{ start: 0, end: 0, message }], comments: [] };
  return { language, blocks: [{ start: 0, block }], length: 0 };
}

/** Why a file is not written: nothing here writes other encodings than UTF-8 and UTF-16 with its mark. */
export function whyNotEdited(readAs: ReadAs): string {
  return readAs === 'nothing' ? noText() : t('It is {0}, not UTF-8. Save it as UTF-8 first.', nameOf(readAs));
}

/** The findings of a file with the one about its encoding, and without those that follow from it. */
export function withFileFault(
  { settings }: { readonly settings: Settings },
  file: ReadFile,
  blocks: readonly BlockDiagnostics[],
): readonly BlockDiagnostics[] {
  if (file.readAs === 'GB18030' || file.readAs === 'UTF-16') {
    const words = t('The file is not UTF-8; it was read as {0}. Save it as UTF-8.', nameOf(file.readAs));
    return [...told(settings, file, 'suspicious-character', { start: 0, end: 0 }, words), ...blocks];
  }
  const lost = lostAt(file.text);
  if (lost < 0) return blocks;
  // An editor has read the bytes as what they are not. What the grammar says of the rests of words helps nobody.
  const damaged = new Set(
    file.tree.blocks
      .filter(({ start, block }) => lostAt(file.text.slice(start, start + block.length)) >= 0)
      .map(({ start }) => start),
  );
  const kept = blocks.map((each) =>
    damaged.has(each.start) ? { ...each, diagnostics: withoutSyntaxErrors(each.diagnostics) } : each,
  );
  const isBroken = kept.some(({ diagnostics }, i) => diagnostics.length < (blocks[i]?.diagnostics.length ?? 0));
  return [
    ...told(
      settings,
      file,
      isBroken ? 'syntax-error' : 'suspicious-character',
      { start: lost, end: lost + 1 },
      charactersLost(),
    ),
    ...kept.filter(({ diagnostics }) => diagnostics.length > 0),
  ];
}

/** What is made from findings is kept by their arrays: the same file has the same ones. */
const made = memo<ReadFile, readonly Diagnostic[]>();
const withoutSyntaxErrors = memoOf((diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  diagnostics.filter(({ code }) => code !== 'syntax-error'),
);

function told(
  settings: Settings,
  file: ReadFile,
  code: 'syntax-error' | 'suspicious-character',
  range: Range,
  message: string,
): readonly BlockDiagnostics[] {
  const severity = severityOf(settings, code);
  if (severity === 'off') return [];
  const diagnostics = made(file, [code, severity], () => [
    { code, severity, ...range, message, related: [], unnecessary: false },
  ]);
  return [{ start: 0, diagnostics }];
}

function noText(): string {
  return t('The file is not text: it is neither UTF-8 nor UTF-16, and no GB18030 either.');
}

function nameOf(readAs: Exclude<ReadAs, 'nothing'>): string {
  return readAs === 'UTF-16' ? t('UTF-16 without a byte order mark') : readAs;
}
