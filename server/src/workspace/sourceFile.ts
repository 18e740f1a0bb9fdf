import { readSnapshot, rereadSnapshot } from '#formats/cloud/snapshot.ts';
import type * as ast from '#syntax/ast.ts';
import { parse } from '#syntax/parse.ts';
import { reparse } from '#syntax/reparse.ts';
import type { ReadAs } from '#text/decode.ts';
import { editedLineIndex, type LineIndex, lineIndex } from '#text/lineIndex.ts';
import { difference, type TextEdit } from '#text/textEdit.ts';
import { unreadableTree } from './fileFault.ts';
import type { FilePart, SourceFile } from './folder.ts';

export const CONFIG_NAME = 'secgroup.json';

/** What a file is by its name; nothing for one that is not ours. */
export function languageOf(uri: string): SourceFile['language'] | undefined {
  if (uri.endsWith('.sg')) return 'sg';
  if (uri.endsWith('.sg.json')) return 'json';
  return uri.endsWith(`/${CONFIG_NAME}`) ? 'config' : undefined;
}

export interface NewFile {
  readonly uri: string;
  readonly text: string;
  readonly readAs?: ReadAs;
  /** Why nothing could be read at all. */
  readonly why?: string;
  readonly language: SourceFile['language'];
  /** Of a rule file: the region that it speaks of where it names none. */
  readonly region?: string;
  /** Files with more characters than this are only checked for their grammar. */
  readonly sizeLimit: number;
}

export function sourceFile({ uri, text, readAs, why, language, region, sizeLimit }: NewFile): SourceFile {
  if (readAs === 'nothing' && language !== 'config')
    return file({ uri, text, readAs, why, language, tree: unreadableTree(language, why), sizeLimit });
  const tree =
    language === 'sg' ? inRegion(parse(text), region) : language === 'json' ? readSnapshot(text) : noTree(text);
  return file({ uri, text, readAs, language, tree, sizeLimit });
}

function inRegion(tree: ast.File, region: string | undefined): ast.File {
  if (region === undefined || tree.blocks.some(({ block }) => block.declaration?.kind === 'region')) return tree;
  const range = { start: 0, end: 0 };
  const declaration: ast.Region = { kind: 'region', keyword: range, name: { text: region, ...range }, ...range };
  const block: ast.Block = { length: 0, declaration, problems: [], comments: [] };
  return { ...tree, blocks: [{ start: 0, block }, ...tree.blocks] };
}

/** Files of other formats that were read together. */
export function foreignFile(
  parts: readonly FilePart[],
  text: string,
  tree: ast.File,
  said: (message: string) => string,
): SourceFile | undefined {
  const [first] = parts;
  if (first === undefined) return undefined;
  return file({ uri: first.uri, text, language: 'json', tree, sizeLimit: Number.POSITIVE_INFINITY, parts, said });
}

/** The file with another text. `edits` lead to it from the old one; without them it is read anew, as far as that tells the difference. */
export function changedFile(
  before: SourceFile,
  text: string,
  sizeLimit: number,
  { edits, readAs, why }: { readonly edits?: readonly TextEdit[] } & Pick<NewFile, 'readAs' | 'why'> = {},
): SourceFile {
  const isReadAlike = readAs === before.readAs && why === before.why;
  if (text === before.text && isReadAlike) return before;
  const { uri, language } = before;
  if (!isReadAlike) return sourceFile({ uri, text, readAs, why, language, sizeLimit });
  const edit = edits === undefined ? difference(before.text, text) : joined(edits, before.text, text);
  const lines = before instanceof LoadedFile ? before.lines : undefined;
  return file({
    uri,
    text,
    readAs,
    language,
    tree: changedTree(before, text, edit),
    sizeLimit,
    ...(lines === undefined ? {} : { lines: editedLineIndex(lines, edit, text) }),
  });
}

function changedTree(before: SourceFile, text: string, edit: TextEdit): ast.File {
  switch (before.language) {
    case 'sg':
      return reparse(before.tree, edit, text);
    case 'json':
      return rereadSnapshot(before.tree, before.text, text);
    case 'config':
      return noTree(text);
  }
}

/** The one edit that does what several do together. */
function joined(edits: readonly TextEdit[], old: string, text: string): TextEdit {
  const start = Math.min(old.length, ...edits.map((edit) => edit.start));
  const end = Math.max(start, ...edits.map((edit) => edit.end));
  return { start, end, newText: text.slice(start, text.length - (old.length - end)) };
}

function noTree(text: string): ast.File {
  return { language: 'json', blocks: [], length: text.length };
}

interface FileParts extends NewFile {
  readonly tree: ast.File;
  readonly lines?: LineIndex;
  readonly parts?: readonly FilePart[];
  readonly said?: (message: string) => string;
}

function file({ sizeLimit, lines, ...parts }: FileParts): SourceFile {
  return new LoadedFile({ ...parts, syntaxOnly: parts.text.length > sizeLimit }, lines);
}

/**
 * A class, so that all files share one getter: V8 keeps for some collections what a getter of an object of its own holds on to, which
 * would be the texts and trees of many key presses.
 */
class LoadedFile implements SourceFile {
  readonly uri: string;
  readonly text: string;
  readonly language: SourceFile['language'];
  readonly tree: ast.File;
  readonly syntaxOnly: boolean;
  readonly readAs: ReadAs | undefined;
  readonly why: string | undefined;
  readonly parts: readonly FilePart[] | undefined;
  readonly said: ((message: string) => string) | undefined;
  /** The line index, where it was asked for: that of a changed file follows from it. */
  lines: LineIndex | undefined;

  constructor(
    { uri, text, language, tree, syntaxOnly, readAs, why, parts, said }: Omit<SourceFile, 'lineIndex'>,
    lines: LineIndex | undefined,
  ) {
    this.uri = uri;
    this.text = text;
    this.language = language;
    this.tree = tree;
    this.syntaxOnly = syntaxOnly;
    this.readAs = readAs;
    this.why = why;
    this.parts = parts;
    this.said = said;
    this.lines = lines;
  }

  get lineIndex(): LineIndex {
    this.lines ??= lineIndex(this.text);
    return this.lines;
  }
}
