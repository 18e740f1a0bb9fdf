// What the expressions in a plan's configuration mention, followed through the outputs and inputs of modules to what these mention.

import type { JsonObject, JsonValue } from '#syntax/json.ts';
import { pieceOf } from '../cloud/jsonValues.ts';
import { itemsIn, objectIn, valueIn } from '../jsonAccess.ts';
import type { Piece } from '../piece.ts';
import type { Source } from '../source.ts';
import { configuredModules } from './planConfiguration.ts';

/** Where something is mentioned: in a module, for the one with this key or index of what is made several times. */
export interface Place {
  /** `module.app["x"].`, empty in the root module. */
  readonly module: string;
  /** `["x"]`, `[0]`, or nothing. */
  readonly key: string;
}

export interface Mention extends Place, Piece {}

/** What the outputs of each module mention, and what is given to its variables, by its path in the configuration. */
export type References = ReadonlyMap<
  string,
  { readonly outputs: ReadonlyMap<string, readonly Piece[]>; readonly inputs: ReadonlyMap<string, readonly Piece[]> }
>;

export function plannedReferences(source: Source, root: JsonObject): References {
  const all = (object: JsonObject | undefined, expressionOf: (value: JsonValue | undefined) => JsonValue | undefined) =>
    new Map(
      object?.members.flatMap(({ key, value }) => {
        const mentions = mentionsIn(source, expressionOf(value));
        return mentions.length === 0 ? [] : [[key, mentions] as const];
      }),
    );
  return new Map(
    configuredModules(root).map(({ path, module, call }) => [
      path,
      {
        outputs: all(objectIn(module, 'outputs'), (output) => valueIn(output, 'expression')),
        inputs: all(objectIn(call, 'expressions'), (value) => value),
      },
    ]),
  );
}

/** What an expression mentions, in the words of the plan. */
export function mentionsIn(source: Source, expression: JsonValue | undefined): Piece[] {
  return itemsIn(expression, 'references').flatMap((item) =>
    item.kind === 'string' ? (pieceOf(source, item) ?? []) : [],
  );
}

/** Mentions that choose one of several: the one with the same key or index. */
const ALONG: ReadonlySet<string> = new Set(['each.key', 'each.value', 'count.index']);

const OUTPUT = /^module\.([^.[]+)(\[[^\]]*\])?\.([^.[]+)$/;
const VARIABLE = /^var\.([^.[]+)$/;
/** The way to the module that calls, and the key of the call. */
const LAST_MODULE = /^((?:module\.[^.[]+(?:\[[^\]]*\])?\.)*)module\.[^.[]+(\[[^\]]*\])?\.$/;

/** More than any expression comes to. Nobody writes a circle, but a file may hold one. */
const MOST = 1000;

/** What is mentioned in the end, in the order of the mentions. What cannot be followed stays as it is mentioned. */
export function followed(references: References, place: Place, mentions: readonly Piece[]): readonly Mention[] {
  const open = ownMentions(place, mentions).reverse();
  const found: Mention[] = [];
  let steps = 0;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const inner = steps++ < MOST ? through(references, next) : undefined;
    if (inner === undefined) found.push(next);
    else open.push(...inner.reverse());
  }
  return found;
}

/** What one expression mentions. */
function ownMentions({ module, key }: Place, mentions: readonly Piece[]): Mention[] {
  const isAlong = mentions.some(({ text }) => ALONG.has(text));
  const texts = mentions.map(({ text }) => text);
  return mentions
    .filter(({ text }) => !ALONG.has(text) && !isPartOfOther(text, texts))
    .map((mention) => ({ ...mention, module, key: isAlong ? key : '' }));
}

/** After `module.app.ids["web"]` a plan mentions `module.app.ids` and `module.app`, too. Of resources, this is left to who reads them. */
function isPartOfOther(text: string, texts: readonly string[]): boolean {
  return (
    /^(?:module|var)\./.test(text) &&
    texts.some((other) => other.startsWith(text) && /^[.[]/.test(other.slice(text.length)))
  );
}

/** What the output of a module mentions, or what is given to a variable of one. Undefined for anything else, and where that is a constant. */
function through(references: References, { module, text }: Mention): Mention[] | undefined {
  const [, name, key = '', output = ''] = OUTPUT.exec(text) ?? [];
  if (name !== undefined) {
    const inner = `${module}module.${name}${key}.`;
    const mentions = references.get(configuredPath(inner))?.outputs.get(output);
    return mentions && ownMentions({ module: inner, key: '' }, mentions);
  }
  const [, variable = ''] = VARIABLE.exec(text) ?? [];
  const [, caller, callKey = ''] = LAST_MODULE.exec(module) ?? [];
  const mentions = references.get(configuredPath(module))?.inputs.get(variable);
  return caller === undefined ? undefined : mentions && ownMentions({ module: caller, key: callKey }, mentions);
}

/** The path of a module in the configuration, in which `count` and `for_each` do not show. */
const configuredPath = (module: string) => module.replaceAll(/\[[^[\]]*\]/g, '');
