// Terraform's own language, parsed with tree-sitter's grammar of it.

import type { Language, Node, Tree } from 'web-tree-sitter';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import type { Body, Expression, TemplatePart } from './expression.ts';
import { bodyOfTree } from './tree.ts';

/** The parser's runtime and the grammar, in WebAssembly, which the host provides. They are asked for at the first use. */
export interface HclSource {
  runtime(): Promise<Uint8Array>;
  grammar(): Promise<Uint8Array>;
}

export interface HclParser {
  /** A whole file. `base` is added to its places. */
  body(text: string, base: number): { readonly body: Body } | { readonly fault: Range & { readonly message: string } };
  /** A text that is one expression. */
  expression(text: string, base: number): Expression | undefined;
  /** A text with `${…}` and `%{…}` in it. */
  template(text: string, base: number): Expression | undefined;
}

/** The parser takes seconds for a longer file, and nobody writes one by hand. */
const MAX_LENGTH = 2_000_000;
const MAX_MILLISECONDS = 8000;

let loaded: Promise<HclParser> | undefined;

export function loadHcl(hcl: HclSource): Promise<HclParser> {
  loaded ??= (async () => {
    const { Language, Parser } = await import('web-tree-sitter');
    const runtime = await hcl.runtime();
    // Though the module is given, the library makes a URL for it, which would fail in a worker whose own URL is not a path.
    await Parser.init({ wasmBinary: runtime.slice().buffer, locateFile: (name: string) => name });
    return parserOf(new Parser(), await Language.load(await hcl.grammar()));
  })();
  // The next attempt may find the modules.
  loaded.catch(() => {
    loaded = undefined;
  });
  return loaded;
}

function parserOf(parser: import('web-tree-sitter').Parser, language: Language): HclParser {
  parser.setLanguage(language);
  const body: HclParser['body'] = (text, base) => {
    const broken = (message: string, at: Range = { start: 0, end: 0 }) => ({
      fault: { start: at.start + base, end: at.end + base, message },
    });
    if (text.length > MAX_LENGTH) {
      return broken(t("The file is over 2 MB: import what 'terraform show -json' prints instead."));
    }
    const began = Date.now();
    const tree = parser.parse(withoutPowers(text), null, {
      progressCallback: () => Date.now() - began > MAX_MILLISECONDS,
    });
    if (tree === null) {
      parser.reset();
      return broken(t("The file takes too long to read: import what 'terraform show -json' prints instead."));
    }
    try {
      const fault = firstError(tree);
      if (fault !== undefined) return broken(faultText(fault), placeOf(text, fault));
      const cursor = tree.walk();
      try {
        const { body, again } = bodyOfTree(cursor, text, base);
        const [second] = again;
        if (second === undefined) return { body };
        const { name, start } = second;
        return { fault: { start, end: start + name.length, message: setTwice(name) } };
      } finally {
        cursor.delete();
      }
    } finally {
      tree.delete();
    }
  };
  const only = (text: string, base: number): Expression | undefined => {
    const read = body(text, base);
    return 'body' in read ? read.body.attributes.get('x')?.value : undefined;
  };
  return {
    body,
    expression: (text, base) => only(`x = (${text}\n)`, base - 'x = ('.length),
    template(text, base) {
      // The template is parsed as a heredoc, in which it may have several lines. It must not contain the word that ends the heredoc.
      let word = 'END';
      while (text.includes(word)) word += 'X';
      const opening = `x = <<${word}\n`;
      return withoutLastLine(only(`${opening}${text}\n${word}\n`, base - opening.length));
    },
  };
}

/** The grammar knows `1.0e3` and no `1e3`: it gets digits in the place of the power. What is written is read from the source itself. */
function withoutPowers(text: string): string {
  return text.replace(POWER, (number) => number.replace(/[eE+-]/g, '0'));
}

/** Not in a name, such as `a-1e3`. */
const POWER = /(?<![\w.]|[A-Za-z_][\w-]{0,100}-)\d+[eE][+-]?\d+/g;

/** The value of a heredoc without the end of its last line, which is not part of the template. */
function withoutLastLine(expression: Expression | undefined): Expression | undefined {
  if (expression?.kind === 'literal' && expression.value.kind === 'string') {
    const { text } = expression.value;
    return { ...expression, value: { ...expression.value, text: text.slice(0, -1) } };
  }
  if (expression?.kind !== 'template') return expression;
  const last = expression.parts.at(-1);
  const shorter = typeof last === 'string' ? last.slice(0, -1) : last;
  const parts: TemplatePart[] = expression.parts.slice(0, -1);
  if (shorter !== undefined && shorter !== '') parts.push(shorter);
  const [first] = parts;
  if (parts.length === 1 && typeof first === 'object' && first.kind === 'value') return first.value;
  return { ...expression, parts };
}

export const setTwice = (name: string) => t('{0} is set twice, which Terraform refuses.', `'${name}'`);

function faultText(fault: Node): string {
  if (!fault.isMissing) return t('This is not valid Terraform.');
  return t('{0} is missing here.', `'${SPELT.get(fault.type) ?? fault.type}'`);
}

/** The signs by the names that the grammar gives them. */
const SPELT: ReadonlyMap<string, string> = new Map([
  ['quoted_template_end', '"'],
  ['template_interpolation_end', '}'],
  ['template_directive_end', '}'],
  ['block_end', '}'],
  ['object_end', '}'],
  ['tuple_end', ']'],
]);

/** From the beginning of the error to its end, or to the end of its line. */
function placeOf(text: string, fault: Node): Range {
  const end = Math.min(fault.endIndex, text.indexOf('\n', fault.startIndex) >>> 0);
  return { start: fault.startIndex, end: Math.max(end, fault.startIndex) };
}

/** The first place that the grammar could not read. Only nodes that have an error in them are entered. */
function firstError(tree: Tree): Node | undefined {
  if (!tree.rootNode.hasError) return undefined;
  const cursor = tree.walk();
  try {
    for (;;) {
      const node = cursor.currentNode;
      if (node.isError || node.isMissing) return node;
      if (node.hasError && cursor.gotoFirstChild()) continue;
      while (!cursor.gotoNextSibling()) if (!cursor.gotoParent()) return tree.rootNode;
    }
  } finally {
    cursor.delete();
  }
}
