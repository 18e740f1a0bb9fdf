// The resources that a configuration makes, in all of its modules, with what is known of their arguments.

import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { quote } from '../source.ts';
import { complain } from './complaints.ts';
import type { Config } from './config.ts';
import { asText } from './conversion.ts';
import { elementsOf, evaluate, noteOrder } from './evaluate.ts';
import { fault, type Handle, type Mixed, type Unknown, type Value, whyUnknown } from './evaluated.ts';
import type { Block, Body, Expression } from './expression.ts';
import { calledOf, type Instance, type Made, madeOf, modules, resources, scopeOf } from './instance.ts';
import { regionOf } from './providers.ts';
import { isRead } from './resources.ts';
import { bindEach, type Scope } from './scope.ts';
import { run, spend } from './steps.ts';
import type { TfBody, TfReference, TfResource, TfText, TfUnknown, TfValue } from './value.ts';

export function expanded(root: Instance): TfResource[] {
  const found: TfResource[] = [];
  const missing: MissingModule[] = [];
  const open = [root];
  for (let i = 0; i < open.length; i++) {
    const instance = open[i] as Instance;
    const { world, config } = instance;
    if (spend(world.budget, 100) !== undefined) break;
    for (const [name, block] of config.resources) found.push(...madeFrom(instance, name, block));
    for (const [name, block] of config.calls) open.push(...calledFrom(instance, name, block, missing));
  }
  // A module that is not here is no harm to the groups that are, where there are any.
  const holds = found.some(({ type }) => isRead(type));
  for (const { block, message, matters } of missing) {
    complain(root.world.complaints, !holds ? 'broken' : matters ? 'refused' : 'lost', block, message);
  }
  const { spent } = root.world.budget;
  if (spent !== undefined) complain(root.world.complaints, 'broken', { start: 0, end: 0 }, sentence(spent.why));
  return withIds(root, found);
}

const sentence = (words: string) => `${words.slice(0, 1).toUpperCase()}${words.slice(1)}.`;

function madeFrom(instance: Instance, name: string, block: Block): TfResource[] {
  const { complaints, budget } = instance.world;
  const [type = '', label = ''] = block.labels;
  const range = { start: block.start, end: block.end };
  if (!isRead(type)) {
    const body: TfBody = { kind: 'body', values: new Map(), ...range };
    return [{ type, address: `${instance.address}${name}`, label, body, ...range }];
  }
  const value = run(budget, resources(instance, name));
  const missing = missingIn(value);
  if (missing !== undefined) {
    const message = t(
      'It is not known how many of {0} are made: {1}.',
      quote(`${instance.address}${name}`),
      whyUnknown(missing),
    );
    complain(complaints, 'refused', repetition(block), message);
  }
  const made = handlesIn(value).flatMap((handle) => madeOf(handle) ?? []);
  // Modules have much that is switched off by what they are not given.
  if (made.length === 0 && missing === undefined && instance.address === '') {
    complain(
      complaints,
      'lost',
      repetition(block),
      t('{0} is created zero times: it is left out.', quote(`${instance.address}${name}`)),
    );
  }
  return made.map((one) => resourceOf(one, type, range));
}

function resourceOf({ address, label, block, instance, scope }: Made, type: string, range: Range): TfResource {
  const region = regionOf(instance, block);
  return { type, address, label, region, body: bodyOf(block.body, scope, 0, block), ...range };
}

/** Where a block says how often it is made. */
function repetition(block: Block): Range {
  return block.body.attributes.get('count')?.value ?? block.body.attributes.get('for_each')?.value ?? block;
}

function missingIn(value: Value): Unknown | undefined {
  return value.kind === 'unknown' ? value : value.kind === 'mapping' ? value.more : undefined;
}

function handlesIn(value: Value): Handle[] {
  const all =
    value.kind === 'sequence' ? value.items : value.kind === 'mapping' ? [...value.entries.values()] : [value];
  return all.filter((one): one is Handle => one.kind === 'handle');
}

interface MissingModule {
  readonly block: Block;
  readonly message: string;
  /** Whether something that is here depends on it. */
  readonly matters: boolean;
}

function calledFrom(instance: Instance, name: string, block: Block, missing: MissingModule[]): Instance[] {
  const { world } = instance;
  const config = world.configs(instance, name);
  const shown = `${instance.address}module.${name}`;
  if ('why' in config) {
    const message = t('{0} is not followed: it {1}.', quote(shown), config.why);
    missing.push({ block, message, matters: config.local || isGivenAGroup(instance, block) });
    return [];
  }
  const value = run(world.budget, modules(instance, name));
  const unsure = missingIn(value);
  if (unsure !== undefined && declaresAny(instance, config)) {
    const message = t('It is not known how many of {0} are made: {1}.', quote(shown), whyUnknown(unsure));
    complain(world.complaints, 'refused', repetition(block), message);
  }
  return handlesIn(value).flatMap((handle) => calledOf(handle)?.instance ?? []);
}

/** Whether a module, or one that it calls, has resources of which something is read. */
function declaresAny({ world }: Instance, config: Config): boolean {
  const seen = new Set([config]);
  for (const one of seen) {
    if ([...one.resources.values()].some(({ labels }) => isRead(labels[0] ?? ''))) return true;
    for (const name of one.calls.keys()) {
      const inner = world.configs({ world, config: one, address: '', memo: new Map() }, name);
      if (!('why' in inner)) seen.add(inner);
    }
  }
  return false;
}

/** Whether a module that is not there may have rules for a group that is: one is handed to it by its id. */
function isGivenAGroup(instance: Instance, { body }: Block): boolean {
  for (const [name, { value }] of body.attributes) {
    if (!/(?:^|_)(?:sg|security_group)_id$/.test(name)) continue;
    const given = run(instance.world.budget, evaluate(value, scopeOf(instance)));
    if (given.kind === 'mixed' && given.parts.some((part) => typeof part !== 'string' && part.kind === 'id'))
      return true;
  }
  return false;
}

/** `import` blocks say under which id a resource is in the cloud already. */
function withIds(root: Instance, found: readonly TfResource[]): TfResource[] {
  const ids = new Map<string, TfText>();
  for (const { body } of root.config.imports) {
    const [to, id, forEach] = ['to', 'id', 'for_each'].map((key) => body.attributes.get(key)?.value);
    if (to === undefined || id === undefined) continue;
    const plain = scopeOf(root);
    const elements = forEach === undefined ? undefined : elementsOf(run(root.world.budget, evaluate(forEach, plain)));
    const scopes =
      elements === undefined
        ? [plain]
        : 'kind' in elements
          ? []
          : elements.map(([key, value]) => bindEach(plain, 'each', key, value));
    for (const scope of scopes) {
      const address = addressIn(to, scope);
      const value = asText(run(scope.budget, evaluate(id, scope)));
      if (address !== undefined && value.kind === 'text')
        ids.set(address, { kind: 'text', text: value.text, ...(value.at ?? { start: id.start, end: id.end }) });
    }
  }
  if (ids.size === 0) return [...found];
  return found.map((resource) => {
    const id = ids.get(resource.address);
    if (id === undefined) return resource;
    return { ...resource, body: { ...resource.body, values: new Map([...resource.body.values, ['id', id]]) } };
  });
}

/** `module.web["a"].tencentcloud_security_group.this`, its keys evaluated. */
function addressIn(expression: Expression, scope: Scope): string | undefined {
  const parts: string[] = [];
  let one = expression;
  for (; one.kind === 'get' || one.kind === 'index'; one = one.of) {
    if (one.kind === 'get') parts.push(`.${one.name}`);
    else {
      const key = run(scope.budget, evaluate(one.key, scope));
      if (key.kind === 'text') parts.push(`[${JSON.stringify(key.text)}]`);
      else if (key.kind === 'number') parts.push(`[${key.value}]`);
      else return undefined;
    }
  }
  return one.kind === 'name' ? one.name + parts.reverse().join('') : undefined;
}

/** Blocks of the provider nest no deeper; what does is nothing of ours. */
const MAX_DEPTH = 8;

/** What tells Terraform how to go about it, not what the resource is. */
const META: ReadonlySet<string> = new Set([
  'lifecycle',
  'depends_on',
  'provider',
  'provisioner',
  'connection',
  'timeouts',
  'count',
  'for_each',
  'source',
  'version',
]);

/** Arguments by their names; blocks, of which there may be several of one name, as lists of bodies in their order. */
function bodyOf(body: Body, scope: Scope, depth: number, at: Range = body): TfBody {
  const values = new Map<string, TfValue>();
  for (const { name, value } of body.attributes.values()) {
    if (META.has(name)) continue;
    const given = asTf(run(scope.budget, evaluate(value, scope)), value, 0);
    if (given !== undefined) values.set(name, given);
  }
  const lists = new Map<string, TfValue[]>();
  for (const block of body.blocks) {
    const dynamic = block.word === 'dynamic';
    const name = dynamic ? (block.labels[0] ?? '') : block.word;
    if (META.has(name)) continue;
    const list = lists.get(name) ?? [];
    lists.set(name, list);
    if (depth > MAX_DEPTH)
      list.push({ kind: 'unknown', why: t('it is nested too deeply'), start: block.start, end: block.end });
    else if (dynamic) for (const made of dynamicOf(block, scope, depth)) list.push(made);
    else list.push(bodyOf(block.body, scope, depth + 1, block));
  }
  for (const [name, items] of lists) {
    if (!values.has(name)) values.set(name, { kind: 'list', items, ...around(items, body) });
  }
  return { kind: 'body', values, start: at.start, end: at.end };
}

/** From the first to the last place, whatever their order. */
function around(items: readonly Range[], otherwise: Range): Range {
  if (items.length === 0) return { start: otherwise.start, end: otherwise.end };
  let { start, end } = items[0] as Range;
  for (const item of items) {
    start = Math.min(start, item.start);
    end = Math.max(end, item.end);
  }
  return { start, end };
}

/** The blocks of a dynamic one. Each stands where its element is written, if that is known. */
function dynamicOf(block: Block, scope: Scope, depth: number): TfValue[] {
  const [label = ''] = block.labels;
  const { attributes, blocks } = block.body;
  const forEach = attributes.get('for_each')?.value;
  const content = blocks.find(({ word }) => word === 'content');
  const named = attributes.get('iterator')?.value;
  const iterator = named?.kind === 'name' ? named.name : label;
  const place = forEach ?? block;
  if (forEach === undefined || content === undefined) {
    return [
      {
        kind: 'unknown',
        why: t("the dynamic block has no 'for_each' or no 'content'"),
        start: block.start,
        end: block.end,
      },
    ];
  }
  const collection = run(scope.budget, evaluate(forEach, scope));
  const elements = elementsOf(collection);
  if ('kind' in elements) return [unknownAt(elements, place)];
  noteOrder(collection, forEach, scope);
  const made: TfValue[] = [];
  for (const [key, value] of elements) {
    if (spend(scope.budget, 10) !== undefined) break;
    if (value.kind === 'unknown' && value.many) {
      made.push(unknownAt(value, place));
      continue;
    }
    const inside = bindEach(scope, iterator, key, value);
    made.push(bodyOf(content.body, inside, depth + 1, value.at ?? content));
  }
  return made;
}

function unknownAt(value: Unknown, { start, end }: Range): TfUnknown {
  return { kind: 'unknown', why: whyUnknown(value), start, end };
}

/** Undefined for null, which is as if nothing were written. What is written elsewhere has its place there; what is not known is told at the argument. */
function asTf(value: Value, argument: Range, depth: number): TfValue | undefined {
  const at = value.at ?? argument;
  const range = { start: at.start, end: at.end };
  switch (value.kind) {
    case 'null':
      return undefined;
    case 'text':
      return { kind: 'text', text: value.text, ...range };
    case 'number':
    case 'bool': {
      const written = asText(value);
      return written.kind === 'text' ? { kind: 'text', text: written.text, ...range } : undefined;
    }
    case 'mixed':
      return mixedAs(value, within(at, argument) ? range : { start: argument.start, end: argument.end });
    case 'unknown':
      return unknownAt(value, within(at, argument) ? at : argument);
    case 'handle':
      return { kind: 'reference', resource: value.of.address, ...range };
    case 'sequence': {
      if (depth > MAX_DEPTH)
        return { kind: 'unknown', why: t('it is nested too deeply'), start: argument.start, end: argument.end };
      const items = value.items.flatMap(
        (item) => asTf(item, within(item.at ?? argument, argument) ? (item.at ?? argument) : argument, depth + 1) ?? [],
      );
      return { kind: 'list', items, ...range };
    }
    case 'mapping': {
      const values = new Map<string, TfValue>();
      for (const [key, inner] of value.entries) {
        const made = asTf(inner, within(at, argument) ? at : argument, depth + 1);
        if (made !== undefined) values.set(key, made);
      }
      if (value.more !== undefined || depth > MAX_DEPTH)
        return unknownAt(value.more ?? fault(t('it is nested too deeply')), argument);
      return { kind: 'body', values, ...range };
    }
  }
}

function within(inner: Range, outer: Range): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

function mixedAs({ parts }: Mixed, range: Range): TfReference | TfUnknown {
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'object' && only.kind === 'id')
    return { kind: 'reference', resource: only.address, ...range };
  const made = parts.map((part): TfText | TfReference | TfUnknown => {
    if (typeof part === 'string') return { kind: 'text', text: part, ...range };
    return part.kind === 'id' ? { kind: 'reference', resource: part.address, ...range } : unknownAt(part, range);
  });
  const missing = parts.find((part): part is Unknown => typeof part !== 'string' && part.kind === 'unknown');
  const why = missing === undefined ? t('a part of it is given by the cloud') : whyUnknown(missing);
  return { kind: 'unknown', why, parts: made, ...range };
}
