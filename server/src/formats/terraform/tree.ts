// From the parser's tree to bodies and expressions. What a node becomes is made of its children when the node is left, so that the depth of
// the text costs no stack.

import type { TreeCursor } from 'web-tree-sitter';
import type { Range } from '#text/range.ts';
import { writtenNumber } from './decimal.ts';
import { bool, fault, MAX_DEPTH, NULL, number, string, tooDeep } from './evaluated.ts';
import {
  type Attribute,
  type Block,
  type Body,
  type Expression,
  literal,
  type TemplatePart,
  writtenText,
} from './expression.ts';
import {
  heredocSpan,
  heredocWriting,
  partsOf,
  type Span,
  type Tag,
  type TemplateItem,
  type Writing,
} from './template.ts';

/** What a node becomes. */
interface Made {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  /** The children of a node from which the node around it makes something. */
  readonly kids: readonly Made[];
  readonly expression?: Expression;
  readonly body?: Body;
  readonly item?: TemplateItem;
}

interface Maker {
  readonly text: string;
  /** Where the file begins in the text of all files. It is added to places. */
  readonly base: number;
  /** Arguments of a block that has one of the same name before them. */
  readonly again: Attribute[];
}

/** The body of a whole file. The text has no errors. `again`: arguments of a block that has one of the same name before them. */
export function bodyOfTree(
  cursor: TreeCursor,
  source: string,
  base: number,
): { readonly body: Body; readonly again: readonly Attribute[] } {
  const maker: Maker = { text: source, base, again: [] };
  const open: { type: string; start: number; end: number; kids: Made[] }[] = [];
  const enter = () => open.push({ type: cursor.nodeType, start: cursor.startIndex, end: cursor.endIndex, kids: [] });
  enter();
  for (;;) {
    if (cursor.gotoFirstChild()) {
      enter();
      continue;
    }
    for (;;) {
      const { type, start, end, kids } = open.pop() as (typeof open)[number];
      const made = type === 'comment' ? undefined : make(maker, type, start, end, kids);
      const around = open.at(-1);
      if (around === undefined) {
        const body = made?.kids.find((kid) => kid.body !== undefined)?.body ?? emptyBody(base);
        return { body, again: maker.again };
      }
      if (made !== undefined) around.kids.push(made);
      if (cursor.gotoNextSibling()) {
        enter();
        break;
      }
      cursor.gotoParent();
    }
  }
}

const emptyBody = (at: number): Body => ({ attributes: new Map(), blocks: [], start: at, end: at });

function make(maker: Maker, type: string, start: number, end: number, kids: readonly Made[]): Made {
  const made: Made = { type, start, end, kids };
  const range = { start: start + maker.base, end: end + maker.base };
  const expression = EXPRESSIONS.get(type)?.(maker, made, range);
  if (expression !== undefined) return { ...made, kids: [], expression };
  switch (type) {
    case 'body':
      return { ...made, kids: [], body: { ...bodyOf(maker, kids), ...range } };
    case 'template_interpolation':
      return { ...made, kids: [], item: interpolationOf(maker, made) };
    case 'template_directive':
      return { ...made, item: directiveOf(maker, kids[0]) };
    default:
      return made;
  }
}

type MakeExpression = (maker: Maker, made: Made, range: Range) => Expression | undefined;

const only: MakeExpression = (maker, { kids }) => termsOf(maker, kids)[0];

const quoted: MakeExpression = (maker, { kids, start, end }, range) =>
  templateOf(maker, itemsIn(kids), 'quoted', { from: start + 1, to: end - 1 }, range);

const heredoc: MakeExpression = (maker, { kids, start, end }, range) => {
  const items = itemsIn(kids);
  const span = heredocSpan(maker.text, start, end);
  const tags = items.flatMap((item) => item.tags);
  return templateOf(maker, items, heredocWriting(maker.text, start, span, tags), span, range);
};

/** The expressions that nodes become, by the types of the nodes. */
const EXPRESSIONS: ReadonlyMap<string, MakeExpression> = new Map<string, MakeExpression>([
  ['expression', only],
  ['operation', only],
  ['collection_value', only],
  ['for_expr', only],
  ['template_expr', only],
  ['literal_value', (maker, { kids }, range) => literalOf(maker, kids[0], range)],
  ['variable_expr', (maker, made, range) => ({ kind: 'name', name: slice(maker, made.kids[0] ?? made), ...range })],
  ['unary_operation', unaryOf],
  ['binary_operation', binaryOf],
  ['conditional', conditionalOf],
  ['tuple', (maker, { kids }, range) => ({ kind: 'tuple', items: termsOf(maker, kids), ...range })],
  ['object', (maker, { kids }, range) => ({ kind: 'object', items: elementsOf(maker, kids), ...range })],
  ['function_call', callOf],
  ['for_tuple_expr', forOf],
  ['for_object_expr', forOf],
  ['string_lit', quoted],
  ['quoted_template', quoted],
  ['heredoc_template', heredoc],
]);

function slice(maker: Maker, { start, end }: Range): string {
  return maker.text.slice(start, end);
}

function bodyOf(maker: Maker, kids: readonly Made[]): Pick<Body, 'attributes' | 'blocks'> {
  const attributes = new Map<string, Attribute>();
  const blocks: Block[] = [];
  for (const kid of kids) {
    const range = { start: kid.start + maker.base, end: kid.end + maker.base };
    if (kid.type === 'attribute') {
      const [name, ...rest] = kid.kids;
      const value = rest.find(({ expression }) => expression !== undefined)?.expression;
      if (name !== undefined && value !== undefined) {
        const written = slice(maker, name);
        const attribute = { name: written, value, ...range };
        if (attributes.has(written)) maker.again.push(attribute);
        attributes.set(written, attribute);
      }
    } else if (kid.type === 'block') {
      const [word, ...labels] = kid.kids.flatMap((inner) => labelOf(maker, inner) ?? []);
      const body = kid.kids.find((inner) => inner.body !== undefined)?.body ?? emptyBody(range.end);
      blocks.push({ word: word ?? '', labels, body, ...range });
    }
  }
  return { attributes, blocks };
}

function labelOf(maker: Maker, { type, start, end, expression }: Made): string | undefined {
  if (type === 'identifier') return maker.text.slice(start, end);
  return type === 'string_lit' ? writtenText(expression) : undefined;
}

/** The terms among the nodes, each with its accesses: `a.b[0]` is three nodes and one term. */
function termsOf(maker: Maker, kids: readonly Made[]): Expression[] {
  const terms: Expression[] = [];
  for (let i = 0; i < kids.length; ) {
    const first = kids[i++];
    if (first?.expression === undefined) continue;
    const behind: Made[] = [];
    // The bracket after an expression in parentheses.
    if (kids[i]?.type === ')') i++;
    while (i < kids.length && isAccess(kids[i])) behind.push(kids[i++] as Made);
    terms.push(accessed(maker, first.expression, behind));
  }
  return terms;
}

function isAccess(made: Made | undefined): boolean {
  return made?.type === 'get_attr' || made?.type === 'index' || made?.type === 'splat';
}

function accessed(maker: Maker, first: Expression, accesses: readonly Made[]): Expression {
  const flat = accesses.flatMap(flattened);
  /** The splats whose accesses are still read: these are of each of their elements. */
  const open: { of: Expression; attributesOnly: boolean }[] = [];
  let term = first;
  const close = () => {
    const outer = open.pop();
    if (outer !== undefined)
      term = { kind: 'splat', of: outer.of, each: term, start: outer.of.start, end: Math.max(term.end, outer.of.end) };
  };
  for (const access of flat) {
    const end = access.end + maker.base;
    if (open.at(-1)?.attributesOnly === true && !/^(?:get_attr|legacy_index)$/.test(access.type)) close();
    if (access.type === 'get_attr') {
      const name = access.kids.at(-1);
      term = { kind: 'get', of: term, name: name === undefined ? '' : slice(maker, name), start: term.start, end };
    } else if (access.type === 'new_index') {
      const key = termsOf(maker, access.kids)[0];
      if (key !== undefined) term = { kind: 'index', of: term, key, start: term.start, end };
    } else if (access.type === 'legacy_index') {
      const place = { start: access.start + maker.base, end };
      const key: Expression = {
        kind: 'literal',
        value: number(Number(/\d+/.exec(slice(maker, access))?.[0] ?? 0)),
        ...place,
      };
      term = { kind: 'index', of: term, key, start: term.start, end };
    } else {
      open.push({ of: term, attributesOnly: access.type === '.*' });
      term = { kind: 'name', name: '*', start: access.start + maker.base, end };
    }
  }
  while (open.length > 0) close();
  return term;
}

/** The node of a splat holds the accesses after it. */
function flattened(access: Made): Made[] {
  if (access.type === 'splat')
    return (access.kids[0]?.kids ?? []).flatMap((kid) => (kid.type === 'index' ? kid.kids : [kid]));
  return access.type === 'index' ? [...access.kids] : [access];
}

function literalOf(maker: Maker, kid: Made | undefined, range: Range): Expression {
  if (kid?.expression !== undefined) return kid.expression;
  const written = kid === undefined ? '' : slice(maker, kid);
  if (kid?.type === 'bool_lit') return literal(bool(written === 'true'), range);
  if (kid?.type === 'numeric_lit') return { kind: 'literal', value: writtenNumber(written), ...range };
  return { kind: 'literal', value: NULL, ...range };
}

function unaryOf(maker: Maker, { kids: [sign, ...kids] }: Made, range: Range): Expression | undefined {
  const [of] = termsOf(maker, kids);
  return of && { kind: 'unary', operator: sign === undefined ? '' : slice(maker, sign), of, ...range };
}

function binaryOf(maker: Maker, { kids }: Made, range: Range): Expression | undefined {
  const [left, right] = termsOf(maker, kids);
  const sign = kids.find(
    ({ type, expression }) =>
      expression === undefined && type !== '(' && type !== ')' && !/^(get_attr|index|splat)$/.test(type),
  );
  if (left === undefined || right === undefined || sign === undefined) return undefined;
  return { kind: 'binary', operator: slice(maker, sign), left, right, ...range };
}

function conditionalOf(maker: Maker, { kids }: Made, range: Range): Expression | undefined {
  const [test, yes, no] = termsOf(maker, kids);
  return test && yes && no && { kind: 'conditional', test, yes, no, ...range };
}

function elementsOf(maker: Maker, kids: readonly Made[]): { key: Expression; value: Expression }[] {
  return kids.flatMap((kid) => {
    const [key, value] = kid.type === 'object_elem' ? termsOf(maker, kid.kids) : [];
    if (key === undefined || value === undefined) return [];
    // A bare word is the key itself. In parentheses it is an expression.
    const isBare = key.kind === 'name' && maker.text[kid.kids[0]?.start ?? 0] !== '(';
    return [{ key: isBare ? { ...key, kind: 'literal', value: string(key.name) } : key, value }];
  });
}

function callOf(maker: Maker, { kids }: Made, range: Range): Expression {
  const name = kids[0] === undefined ? '' : slice(maker, kids[0]);
  const given = kids.find(({ type }) => type === 'function_arguments')?.kids ?? [];
  const spread = given.some(({ type }) => type === 'ellipsis');
  return { kind: 'call', name, args: termsOf(maker, given), spread, ...range };
}

function forOf(maker: Maker, { type, kids }: Made, range: Range): Expression | undefined {
  const intro = kids.find((kid) => kid.type === 'for_intro');
  const condition = kids.find((kid) => kid.type === 'for_cond');
  const [collection] = termsOf(maker, intro?.kids ?? []);
  const [first, second] = termsOf(maker, kids);
  if (collection === undefined || first === undefined) return undefined;
  const inBraces = type === 'for_object_expr';
  return {
    kind: 'for',
    ...introNames(maker, intro),
    collection,
    key: inBraces ? first : undefined,
    value: inBraces ? (second ?? first) : first,
    condition: condition && termsOf(maker, condition.kids)[0],
    grouped: kids.some((kid) => kid.type === 'ellipsis'),
    ...range,
  };
}

function introNames(maker: Maker, intro: Made | undefined): { keyName?: string; valueName: string } {
  const names = (intro?.kids ?? []).filter(({ type }) => type === 'identifier').map((kid) => slice(maker, kid));
  const [first = '', second] = names;
  return second === undefined ? { valueName: first } : { keyName: first, valueName: second };
}

function templateOf(
  maker: Maker,
  items: readonly TemplateItem[],
  writing: Writing,
  span: Span,
  range: Range,
): Expression {
  const parts = partsOf(maker.text, items, writing, span);
  const [only] = parts;
  // A template of nothing but an expression has the value of the expression.
  if (parts.length === 1 && typeof only === 'object' && only.kind === 'value') return { ...only.value, ...range };
  if (parts.length > 1 || typeof only === 'object') return { kind: 'template', parts, ...range };
  const value = string(only ?? '');
  // A text without escapes has the place of what is in the quotes, so that its parts have places, too.
  const plain = value.text.length === span.to - span.from;
  const at = plain ? { start: span.from + maker.base, end: span.to + maker.base } : range;
  return { kind: 'literal', value: { ...value, at }, ...range };
}

function itemsIn(kids: readonly Made[]): TemplateItem[] {
  return kids.flatMap(({ item }) => item ?? []);
}

function interpolationOf(maker: Maker, made: Made): TemplateItem {
  const [value] = termsOf(maker, made.kids);
  return { tags: [tagOf(made)], depth: 0, part: () => (value === undefined ? '' : { kind: 'value', value }) };
}

/** A `~` may be next to the opening, and to the closing bracket. */
function tagOf({ start, end, kids }: Made): Tag {
  const isStrip = (at: number) => kids.at(at)?.type === 'strip_marker';
  return { start, end, stripsBefore: isStrip(1), stripsBehind: isStrip(-2) };
}

function directiveOf(maker: Maker, made: Made | undefined): TemplateItem | undefined {
  const [intro] = made?.kids ?? [];
  const last = made?.kids.at(-1);
  const asked = intro && termsOf(maker, intro.kids)[0];
  if (made === undefined || intro === undefined || last === undefined || asked === undefined) return undefined;
  const items = itemsIn(made.kids);
  const depth = items.reduce((most, item) => Math.max(most, item.depth + 1), 1);
  if (depth > MAX_DEPTH) return tooDeepAt(made);
  const otherwise = made.kids.find(({ type }) => type === 'template_else_intro');
  const between = (before: Made, behind: Made, writing: Writing) =>
    partsOf(
      maker.text,
      itemsIn(made.kids.filter((kid) => kid.start >= before.end && kid.end <= behind.start)),
      writing,
      { from: before.end, to: behind.start, before: tagOf(before), behind: tagOf(behind) },
    );
  const inner = [...(otherwise === undefined ? [] : [tagOf(otherwise)]), ...items.flatMap(({ tags }) => tags)];
  const part = (writing: Writing): TemplatePart => {
    if (made.type !== 'template_if')
      return { kind: 'each', ...introNames(maker, intro), collection: asked, parts: between(intro, last, writing) };
    const yes = between(intro, otherwise ?? last, writing);
    return { kind: 'if', test: asked, yes, no: otherwise === undefined ? [] : between(otherwise, last, writing) };
  };
  return { tags: [tagOf(intro), ...inner.sort((a, b) => a.start - b.start), tagOf(last)], depth, part };
}

function tooDeepAt({ start, end }: Made): TemplateItem {
  const value: Expression = { kind: 'literal', value: fault(tooDeep()), start, end };
  return {
    tags: [{ start, end, stripsBefore: false, stripsBehind: false }],
    depth: 0,
    part: () => ({ kind: 'value', value }),
  };
}
