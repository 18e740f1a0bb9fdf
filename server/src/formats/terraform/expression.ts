// Terraform's language as it is evaluated: bodies of arguments and blocks, and expressions. HCL and JSON become the same.

import type { Range } from '#text/range.ts';
import type { Bool, Numeric, StringValue, Value } from './evaluated.ts';

export interface Body extends Range {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly blocks: readonly Block[];
}

export interface Attribute extends Range {
  readonly name: string;
  readonly value: Expression;
}

export interface Block extends Range {
  readonly word: string;
  readonly labels: readonly string[];
  readonly body: Body;
}

export type Expression = Range &
  (
    | { readonly kind: 'literal'; readonly value: Value }
    | { readonly kind: 'template'; readonly parts: readonly TemplatePart[] }
    | { readonly kind: 'name'; readonly name: string }
    | { readonly kind: 'get'; readonly of: Expression; readonly name: string }
    | { readonly kind: 'index'; readonly of: Expression; readonly key: Expression }
    /** `each` is an expression in which the name `*` stands for one element. */
    | { readonly kind: 'splat'; readonly of: Expression; readonly each: Expression }
    | { readonly kind: 'tuple'; readonly items: readonly Expression[] }
    | { readonly kind: 'object'; readonly items: readonly { readonly key: Expression; readonly value: Expression }[] }
    | For
    | {
        readonly kind: 'call';
        readonly name: string;
        readonly args: readonly Expression[];
        /** Whether the last argument is a list of arguments, `f(list...)`. */
        readonly spread: boolean;
      }
    | { readonly kind: 'conditional'; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
    | { readonly kind: 'unary'; readonly operator: string; readonly of: Expression }
    | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression }
  );

export interface For {
  readonly kind: 'for';
  readonly keyName?: string;
  readonly valueName: string;
  readonly collection: Expression;
  /** Of a `for` in braces; absent in brackets. */
  readonly key?: Expression;
  readonly value: Expression;
  readonly condition?: Expression;
  /** Whether elements of one key are gathered, `v...`. */
  readonly grouped: boolean;
}

/** A text, an expression in `${…}`, or what `%{…}` repeats or makes conditional. */
export type TemplatePart =
  | string
  | { readonly kind: 'value'; readonly value: Expression }
  | {
      readonly kind: 'if';
      readonly test: Expression;
      readonly yes: readonly TemplatePart[];
      readonly no: readonly TemplatePart[];
    }
  | {
      readonly kind: 'each';
      readonly keyName?: string;
      readonly valueName: string;
      readonly collection: Expression;
      readonly parts: readonly TemplatePart[];
    };

/** A value as it is written at a place. */
export function literal(value: StringValue | Numeric | Bool, at: Range): Expression {
  const { start, end } = at;
  return { kind: 'literal', value: { ...value, at: { start, end } }, start, end };
}

/** The string that an expression is written as, if it is one without `${…}`. */
export function writtenText(expression: Expression | undefined): string | undefined {
  return expression?.kind === 'literal' && expression.value.kind === 'string' ? expression.value.text : undefined;
}

/** The bool that an expression is written as, if it is one. */
export function writtenBool(expression: Expression | undefined): boolean | undefined {
  return expression?.kind === 'literal' && expression.value.kind === 'bool' ? expression.value.value : undefined;
}
