// What an expression may name, and where its files lie.

import type { Range } from '#text/range.ts';
import type { Handle, Unknown, Value } from './evaluated.ts';
import type { Expression } from './expression.ts';
import type { Budget, Step } from './steps.ts';

/** Something asked of a value, `.name` or `[key]`. */
export type Access = { readonly name: string } | { readonly key: Expression };

export interface Scope {
  readonly budget: Budget;
  /** Names of a `for`, of a dynamic block, `each` and `count`: the innermost first. */
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
  /** What a name and so many of the accesses behind it stand for. */
  readonly refer: (root: string, accesses: readonly Access[]) => Referred;
  /** An attribute of a resource, or an output of a module. */
  readonly ask: (handle: Handle, name: string) => Step | Value;
  /** The text of a file of the module, by its path from the module's folder. */
  readonly file: (path: string) => Value;
  /** The names of the files in a folder of the module, by its path from the module's folder. */
  readonly list: (folder: string) => readonly string[] | Unknown;
  /** A file of the module, or a text, as a template. */
  readonly template: (text: string) => Expression | undefined;
  /** What stands for a value that must not be printed. */
  readonly hide: (value: Value) => Value;
  readonly note: (at: Range, words: string) => void;
}

export interface Referred {
  readonly value: Step | Value;
  /** How many of the accesses are part of the name. */
  readonly used: number;
  /** As it is told in the way of what is not known. */
  readonly shown: string;
}

export function bind(scope: Scope, name: string, value: Value): Scope {
  return { ...scope, names: { name, value, outer: scope.names } };
}

export function bound({ names }: Scope, name: string): Value | undefined {
  for (let one = names; one !== undefined; one = one.outer) if (one.name === name) return one.value;
  return undefined;
}
