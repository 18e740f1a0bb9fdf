// Terraform's own language, read by tree-sitter's grammar of it. Only what is literal is taken; what is computed stays a value that
// is not known, with its place.

import type { Language, Node, Tree } from 'web-tree-sitter';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { type Piece, part, report, type Source } from '../source.ts';
import { reportProvider } from './parts.ts';
import {
  referenceIn,
  type TfBody,
  type TfResource,
  type TfText,
  type TfUnknown,
  type TfValue,
  templateParts,
} from './value.ts';

/** WebAssembly that the host brings along: the parser's runtime and the grammar. Asked for at the first use. */
export interface HclSource {
  runtime(): Promise<Uint8Array>;
  grammar(): Promise<Uint8Array>;
}

/** The parser takes seconds for what is longer; nobody writes such files by hand. */
const MAX_LENGTH = 2_000_000;
const MAX_MILLISECONDS = 8000;

export async function readHcl(source: Source, hcl: HclSource | undefined): Promise<TfResource[]> {
  const start = { start: 0, end: 0 };
  if (source.text.length > MAX_LENGTH) {
    report(source, 'broken', start, t("The file is over 2 MB: import what 'terraform show -json' prints instead."));
    return [];
  }
  if (hcl === undefined) {
    report(source, 'broken', start, t('Terraform files cannot be read here.'));
    return [];
  }
  const { parser, language } = await load(hcl);
  const began = Date.now();
  parser.setLanguage(language);
  const tree = parser.parse(source.text, null, { progressCallback: () => Date.now() - began > MAX_MILLISECONDS });
  if (tree === null) {
    parser.reset();
    report(
      source,
      'broken',
      start,
      t("The file takes too long to read: import what 'terraform show -json' prints instead."),
    );
    return [];
  }
  try {
    return readTree(source, tree);
  } finally {
    tree.delete();
  }
}

type Loaded = { readonly parser: import('web-tree-sitter').Parser; readonly language: Language };

let loaded: Promise<Loaded> | undefined;

function load(hcl: HclSource): Promise<Loaded> {
  loaded ??= (async () => {
    const { Language, Parser } = await import('web-tree-sitter');
    const runtime = await hcl.runtime();
    // The module is given. The library would make an address of it all the same, which fails in a worker whose own address is no path.
    await Parser.init({ wasmBinary: runtime.slice().buffer, locateFile: (name: string) => name });
    return { parser: new Parser(), language: await Language.load(await hcl.grammar()) };
  })();
  // A failure is that of one attempt: the next one may find the modules.
  loaded.catch(() => {
    loaded = undefined;
  });
  return loaded;
}

function readTree(source: Source, tree: Tree): TfResource[] {
  const broken = firstError(tree);
  if (broken !== undefined) {
    const message = broken.isMissing
      ? t('{0} is missing here.', `'${broken.type}'`)
      : t('This does not fit the language of Terraform.');
    const end = Math.min(broken.endIndex, source.text.indexOf('\n', broken.startIndex) >>> 0);
    report(source, 'broken', { start: broken.startIndex, end: Math.max(end, broken.startIndex) }, message);
    return [];
  }
  const resources: TfResource[] = [];
  const ids = new Map<string, TfText>();
  for (const block of blocksOf(tree.rootNode.namedChildren.find((node) => node?.type === 'body'))) {
    const [word, type, label] = [block.word, ...block.labels];
    if (word === 'resource' && type !== undefined && label !== undefined) {
      const reference = `${type}.${label}`;
      const range = { start: block.node.startIndex, end: block.node.endIndex };
      resources.push({ type, address: reference, reference, body: bodyOf(source, block.body, range, 0), ...range });
    } else if (word === 'import') {
      const body = bodyOf(source, block.body, { start: block.node.startIndex, end: block.node.endIndex }, 0);
      const to = body.values.get('to');
      const id = body.values.get('id');
      if (to?.kind === 'reference' && id?.kind === 'text') ids.set(to.resource, id);
    } else if (word === 'provider' && type === 'tencentcloud') {
      reportProvider(source, bodyOf(source, block.body, { start: block.node.startIndex, end: block.node.endIndex }, 0));
    } else if (word === 'module' || word === 'data') {
      report(
        source,
        'lost',
        { start: block.node.startIndex, end: block.node.endIndex },
        t("What '{0}' says is not followed.", `${word} "${type ?? ''}"`),
      );
    }
  }
  return resources.map((resource) => {
    const id = ids.get(resource.reference);
    return id === undefined
      ? resource
      : { ...resource, body: { ...resource.body, values: new Map([...resource.body.values, ['id', id]]) } };
  });
}

/** The first place that the grammar could not read. Only nodes with an error inside are gone into, one on each level. */
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

interface Block {
  readonly node: Node;
  readonly word: string;
  readonly labels: readonly string[];
  readonly body: Node | undefined;
}

function blocksOf(body: Node | undefined): Block[] {
  return children(body).flatMap((node) => (node.type === 'block' ? [blockOf(node)] : []));
}

function blockOf(node: Node): Block {
  const inner = children(node);
  const [word, ...labels] = inner.flatMap((child) =>
    child.type === 'identifier' || child.type === 'string_lit' ? [child.text.replace(/^"|"$/g, '')] : [],
  );
  return { node, word: word ?? '', labels, body: inner.find((child) => child.type === 'body') };
}

function children(node: Node | undefined): Node[] {
  return node?.namedChildren.filter((child) => child !== null) ?? [];
}

/** The formats' blocks nest as deep as this; what is deeper is nothing of ours. */
const MAX_DEPTH = 8;

/** Attributes by their names; blocks, of which there may be several of one name, as lists of bodies. */
function bodyOf(source: Source, node: Node | undefined, range: Range, depth: number): TfBody {
  const values = new Map<string, TfValue>();
  const lists = new Map<string, TfValue[]>();
  for (const child of children(node)) {
    if (child.type === 'attribute') {
      const [name, expression] = children(child);
      const value = expression === undefined ? undefined : readValue(source, expression, depth + 1);
      if (name !== undefined && value !== undefined) values.set(name.text, value);
    } else if (child.type === 'block') {
      const block = blockOf(child);
      const place = { start: child.startIndex, end: child.endIndex };
      const dynamic = block.word === 'dynamic';
      const name = dynamic ? (block.labels[0] ?? '') : block.word;
      const list = lists.get(name) ?? [];
      lists.set(name, list);
      // What a dynamic block makes is known only when Terraform runs.
      if (dynamic || depth > MAX_DEPTH) list.push({ kind: 'unknown', text: '', ...place });
      else list.push(bodyOf(source, block.body, place, depth + 1));
    }
  }
  for (const [name, items] of lists) {
    const first = items[0] ?? range;
    const last = items.at(-1) ?? range;
    if (!values.has(name)) values.set(name, { kind: 'list', items, start: first.start, end: last.end });
  }
  return { kind: 'body', values, ...range };
}

/** Undefined for `null`, which is as if nothing were written. */
function readValue(source: Source, expression: Node, depth: number): TfValue | undefined {
  const range = { start: expression.startIndex, end: expression.endIndex };
  const unknown: TfUnknown = { kind: 'unknown', text: '', ...range };
  if (depth > MAX_DEPTH) return unknown;
  const [inner, ...more] = children(expression);
  if (inner === undefined) return unknown;
  switch (inner.type) {
    case 'expression':
      // In parentheses.
      return more.length === 0 ? readValue(source, inner, depth + 1) : unknown;
    case 'literal_value':
      return literalOf(source, inner);
    case 'collection_value':
      return collectionOf(source, inner, depth);
    case 'variable_expr':
    case 'template_expr': {
      const text = source.text.slice(range.start, range.end);
      const resource = referenceIn(/^"\$\{([^{}]*)\}"$/.exec(text)?.[1] ?? text);
      if (resource !== undefined) return { kind: 'reference', resource, ...range };
      const inside: Piece = { text: text.slice(1, -1), start: range.start + 1, end: range.end - 1 };
      const parts = inner.type === 'template_expr' && text.startsWith('"') ? templateParts(inside) : undefined;
      return parts === undefined ? unknown : { ...unknown, parts };
    }
    default:
      return unknown;
  }
}

function literalOf(source: Source, node: Node): TfValue | undefined {
  const [literal] = children(node);
  if (literal?.type === 'null_lit') return undefined;
  const whole: Piece = {
    text: source.text.slice(node.startIndex, node.endIndex),
    start: node.startIndex,
    end: node.endIndex,
  };
  if (literal?.type !== 'string_lit') return { kind: 'text', ...whole };
  const inner = part(whole, 1, whole.text.length - 1);
  return { kind: 'text', ...inner, text: unescaped(inner.text) };
}

function unescaped(text: string): string {
  if (!/[\\$%]/.test(text)) return text;
  return text.replace(
    /\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))|([$%])\4\{/g,
    (whole, short, long, letter, sign) => {
      if (sign !== undefined) return `${sign}{`;
      const point = Number.parseInt(short ?? long ?? '', 16);
      if (!Number.isNaN(point)) return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
      return ESCAPES.get(letter) ?? whole;
    },
  );
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['"', '"'],
  ['\\', '\\'],
]);

function collectionOf(source: Source, node: Node, depth: number): TfValue {
  const range = { start: node.startIndex, end: node.endIndex };
  const [collection] = children(node);
  if (collection?.type === 'tuple') {
    const items = children(collection).filter((child) => child.type === 'expression');
    // A `for` in brackets is no list of values.
    if (children(collection).some((child) => child.type.startsWith('for_')))
      return { kind: 'unknown', text: '', ...range };
    return { kind: 'list', items: items.flatMap((item) => readValue(source, item, depth + 1) ?? []), ...range };
  }
  if (collection?.type !== 'object') return { kind: 'unknown', text: '', ...range };
  const values = new Map<string, TfValue>();
  for (const element of children(collection)) {
    if (element.type !== 'object_elem') continue;
    const [key, item] = children(element);
    const value = item === undefined ? undefined : readValue(source, item, depth + 1);
    if (key !== undefined && value !== undefined) values.set(key.text.replace(/^"|"$/g, ''), value);
  }
  return { kind: 'body', values, ...range };
}
