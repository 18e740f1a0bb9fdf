// What a configuration marks as sensitive, found in its text, so that it is hidden even if it is never evaluated.

import type { Range } from '#text/range.ts';
import type { Secrets } from '../secrets.ts';
import { type Block, type Body, type Expression, type TemplatePart, writtenBool } from './expression.ts';
import { callKey, type Loaded } from './load.ts';

/** Whether the value of a variable or an output must not be shown. */
export function isMarkedSecret({ body }: Block): boolean {
  return ['sensitive', 'ephemeral'].some((key) => writtenBool(body.attributes.get(key)?.value) === true);
}

/** The arguments of the provider and of its resources that it marks as sensitive. */
export const SECRET_ARGUMENTS: ReadonlySet<string> = new Set([
  'password',
  'secret_id',
  'secret_key',
  'security_token',
  'assume_role_with_saml',
  'assume_role_with_web_identity',
]);

export function findSecrets({ folders, calls, values }: Loaded, secrets: Secrets): void {
  const variables = new Map([...folders].map(([folder, files]) => [folder, secretVariables(files)]));
  for (const [folder, files] of folders) {
    for (const { body } of files) {
      for (const block of body.blocks) {
        if (block.word === 'variable' && variables.get(folder)?.has(block.labels[0] ?? '') === true)
          hideWhole(secrets, block.body.attributes.get('default')?.value);
        else if (block.word === 'output' && isMarkedSecret(block))
          hideLiterals(secrets, block.body.attributes.get('value')?.value);
        else if (block.word === 'module') {
          const called = calls.get(callKey(folder, block.labels[0] ?? ''));
          const wanted = called !== undefined && 'folder' in called ? variables.get(called.folder) : undefined;
          for (const name of wanted ?? []) hideLiterals(secrets, block.body.attributes.get(name)?.value);
        }
      }
      findInBody(secrets, body);
    }
  }
  for (const { name, value } of values) if (variables.get('.')?.has(name) === true) hideWhole(secrets, value);
}

function secretVariables(files: readonly { readonly body: Body }[]): ReadonlySet<string> {
  const marked = files.flatMap(({ body }) =>
    body.blocks.filter((block) => block.word === 'variable' && isMarkedSecret(block)),
  );
  return new Set(marked.map(({ labels }) => labels[0] ?? ''));
}

/** Hides arguments that are sensitive by their names, and what is given to `sensitive()`. */
function findInBody(secrets: Secrets, first: Body): void {
  const open = [first];
  for (let body = open.pop(); body !== undefined; body = open.pop()) {
    for (const { name, value } of body.attributes.values()) {
      if (SECRET_ARGUMENTS.has(name)) hideLiterals(secrets, value);
      for (const inner of within(value)) {
        if (inner.kind !== 'call' || inner.name !== 'sensitive') continue;
        for (const arg of inner.args) hideLiterals(secrets, arg);
      }
    }
    for (const block of body.blocks) open.push(block.body);
  }
}

/** Hides a constant with all that is in it. */
function hideWhole(secrets: Secrets, value: Expression | undefined): void {
  if (value === undefined) return;
  hideRange(secrets, value);
  hideLiterals(secrets, value);
}

function hideLiterals(secrets: Secrets, value: Expression | undefined): void {
  for (const inner of within(value)) {
    if (inner.kind === 'template') hideRange(secrets, inner);
    if (inner.kind !== 'literal') continue;
    if (inner.value.kind === 'string' && inner.value.text !== '') secrets.texts.add(inner.value.text);
    if (inner.value.kind === 'string' || inner.value.kind === 'number') hideRange(secrets, inner);
  }
}

function hideRange({ ranges }: Secrets, { start, end }: Range): void {
  ranges.push({ start, end });
}

/** The expression and all expressions in it. */
function* within(first: Expression | undefined): Generator<Expression> {
  const open: (Expression | TemplatePart)[] = first === undefined ? [] : [first];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === 'string') continue;
    if ('start' in next) yield next;
    // There may be more parts than a call takes arguments.
    for (const part of partsOf(next)) open.push(part);
  }
}

function partsOf(expression: Expression | Exclude<TemplatePart, string>): readonly (Expression | TemplatePart)[] {
  switch (expression.kind) {
    case 'literal':
    case 'name':
      return [];
    case 'template':
      return expression.parts;
    case 'value':
      return [expression.value];
    case 'if':
      return [expression.test, ...expression.yes, ...expression.no];
    case 'each':
      return [expression.collection, ...expression.parts];
    case 'get':
    case 'unary':
      return [expression.of];
    case 'index':
      return [expression.of, expression.key];
    case 'splat':
      return [expression.of, expression.each];
    case 'tuple':
      return expression.items;
    case 'object':
      return expression.items.flatMap(({ key, value }) => [key, value]);
    case 'for':
      return [expression.collection, expression.key, expression.value, expression.condition].filter(
        (each) => each !== undefined,
      );
    case 'call':
      return expression.args;
    case 'conditional':
      return [expression.test, expression.yes, expression.no];
    case 'binary':
      return [expression.left, expression.right];
  }
}
