// What the names in an expression stand for, and how it reaches the files of its module.

import type { Range } from '#text/range.ts';
import { type Handle, object, type Unknown, type Value } from './evaluated.ts';
import type { Expression } from './expression.ts';
import type { Budget, Step } from './steps.ts';

/** What follows a value: `.name` or `[key]`. */
export type Access = { readonly name: string } | { readonly key: Expression };

export interface Scope {
  readonly budget: Budget;
  /** The names of a `for` or a dynamic block, `each` and `count`, the innermost first. */
  readonly names?: Binding;
  readonly module: Names;
}

export interface Binding {
  readonly name: string;
  readonly value: Value;
  readonly outer?: Binding;
}

/** The module in which an expression stands. */
export interface Names {
  /** What a name stands for, with as many of the accesses after it as belong to it. */
  readonly refer: (root: string, accesses: readonly Access[]) => Referred;
  /** An attribute of a resource, or an output of a module. */
  readonly ask: (handle: Handle, name: string) => Step | Value;
  /** The text of a file of the module, by its path from the module's folder. */
  readonly file: (path: string) => Value;
  /** The names of the files in a folder of the module, by its path from the module's folder. */
  readonly list: (folder: string) => readonly string[] | Unknown;
  /** A text as a template. */
  readonly template: (text: string) => Expression | undefined;
  /** Notes that a value is sensitive, and gives it back. */
  readonly hide: (value: Value) => Value;
  readonly note: (at: Range, words: string) => void;
}

export interface Referred {
  readonly value: Step | Value;
  /** How many of the accesses are part of the name. */
  readonly used: number;
  /** The name in messages about what is not known. */
  readonly shown: string;
}

export function bind(scope: Scope, name: string, value: Value): Scope {
  return { ...scope, names: { name, value, outer: scope.names } };
}

/** Binds a name to an element of a collection, as `each` and the iterator of a dynamic block are. */
export function bindEach(scope: Scope, name: string, key: Value, value: Value): Scope {
  return bind(scope, name, object({ key, value }));
}

export function bound({ names }: Scope, name: string): Value | undefined {
  for (let one = names; one !== undefined; one = one.outer) if (one.name === name) return one.value;
  return undefined;
}
