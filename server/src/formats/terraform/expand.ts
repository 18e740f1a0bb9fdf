// The resources that a configuration makes in all of its modules, with what is known of their arguments.

import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { placeOf } from '../piece.ts';
import { quote } from '../source.ts';
import { asTf, bodyOf, isId, MAX_DEPTH } from './body.ts';
import { complain } from './complaints.ts';
import type { Config } from './config.ts';
import { asString } from './conversion.ts';
import { elementsOf, evaluate } from './evaluate.ts';
import { type Handle, object, type Unknown, unknown, type Value, whyUnknown } from './evaluated.ts';
import type { Attribute, Block, Body, Expression } from './expression.ts';
import { type Instance, moduleOf, modules, resourceOf, resources, scopeOf } from './instance.ts';
import { regionOf } from './providers.ts';
import { isGroupArgument, isNaming, isRead, OUTSIDE, unmadeOf } from './resources.ts';
import { bind, bindEach, type Scope } from './scope.ts';
import { run, spend } from './steps.ts';
import { leavesOf, type TfBody, type TfResource, type TfString, type TfValue } from './value.ts';

export function expanded(root: Instance): TfResource[] {
  const found: TfResource[] = [];
  const missing: MissingModule[] = [];
  const open = [root];
  for (let i = 0; i < open.length; i++) {
    const instance = open[i] as Instance;
    const { world, config } = instance;
    if (spend(world.budget, 100) !== undefined) break;
    for (const [name, block] of config.resources) found.push(...madeFrom(instance, name, block));
    for (const [name, block] of config.calls) {
      const called = calledFrom(instance, name, block, missing);
      if (called === undefined) found.push(outside(instance, `module.${name}`, block, isGroupArgument));
      else open.push(...called);
    }
  }
  for (const [name, block] of root.config.outputs) found.push(outside(root, `output.${name}`, block, isValue));
  // Where there are groups, a module that is missing does not concern them unless it depends on them.
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
  const place = placeOf(block);
  const shown = `${instance.address}${name}`;
  if (!isRead(type)) return [{ ...outside(instance, shown, block, isGroupArgument), type, label }];
  const value = run(budget, resources(instance, name));
  const missing = missingIn(value);
  const made = handlesIn(value).flatMap((handle) => resourceOf(handle) ?? []);
  if (missing !== undefined)
    complain(complaints, 'refused', repetition(block), howManyOf(shown, missing), {
      refersTo: referredBy(instance, block, (key) => isNaming(type, key)),
      unmade: unmadeOf(type),
      rulesOf: /_rule/.test(type) ? referredBy(instance, block, (key) => key === 'security_group_id') : undefined,
    });
  // Modules have many resources that are switched off by what the modules are not given.
  else if (made.length === 0 && instance.address === '') {
    const message = t('{0} is created zero times: it is left out.', quote(shown));
    complain(complaints, 'lost', repetition(block), message);
  }
  return made.map((one) => {
    const region = regionOf(one.instance, one.block);
    return {
      type,
      address: one.address,
      label: one.label,
      region,
      body: bodyOf(one.block.body, one.scope, 0, block),
      ...place,
    };
  });
}

/** What is not read but for the groups that it names: a resource of another type, a module that is not here, an output. */
function outside(instance: Instance, address: string, block: Block, names: (argument: string) => boolean): TfResource {
  const body: TfBody = { kind: 'body', values: groupsNamedIn(instance, block, names), ...placeOf(block) };
  return { type: OUTSIDE, address, label: '', body, ...placeOf(block) };
}

const isValue = (argument: string): boolean => argument === 'value';

/** The groups that such a block names, in whichever of its inner blocks. */
function groupsNamedIn(
  instance: Instance,
  { body }: Block,
  names: (argument: string) => boolean,
): ReadonlyMap<string, TfValue> {
  const named = namingGroups(body, names, 0);
  if (named.length === 0) return new Map();
  // What else such a resource needs does not matter.
  const world = { ...instance.world, lacking: new Map() };
  const scope = anyOf(scopeOf({ ...instance, world, memo: new Map() }));
  return new Map(
    named.flatMap(({ value }, i) => {
      const given = asTf(run(scope.budget, evaluate(value, scope)), value, 0);
      return given === undefined ? [] : [[`${i}`, given] as const];
    }),
  );
}

function namingGroups(
  { attributes, blocks }: Body,
  names: (argument: string) => boolean,
  depth: number,
): readonly Attribute[] {
  const own = [...attributes.values()].filter(({ name }) => names(name));
  return depth > MAX_DEPTH ? own : [...own, ...blocks.flatMap(({ body }) => namingGroups(body, names, depth + 1))];
}

/** A scope in which nothing is known of which one of several it is. */
function anyOf(scope: Scope): Scope {
  const any = unknown(t('is given by the cloud'));
  return bindEach(bind(scope, 'count', object({ index: any })), 'each', any, any);
}

function howManyOf(shown: string, missing: Unknown): string {
  return t('It is not known how many of {0} are made: {1}.', quote(shown), whyUnknown(missing));
}

/** The resources that some arguments of a block refer to, however often it is made. Undefined where one may refer to any. */
function referredBy(
  instance: Instance,
  block: Block,
  names: (argument: string) => boolean,
): readonly Range[] | undefined {
  const scope = anyOf(scopeOf(instance));
  const found: Range[] = [];
  const named = [...bodyOf(block.body, scope, 0, block).values].filter(([key]) => names(key));
  for (const leaf of named.flatMap(([, value]) => leavesOf(value))) {
    const place = leaf.kind === 'reference' ? placeIn(instance, leaf.resource) : undefined;
    if (place !== undefined) found.push(place);
    else if (leaf.kind !== 'string') return undefined;
  }
  return found;
}

/** A resource of the same module, whichever of several it is. */
function placeIn({ config, address }: Instance, resource: string): Range | undefined {
  const name = /^[\w-]+\.[\w-]+/.exec(resource.startsWith(address) ? resource.slice(address.length) : resource)?.[0];
  const block = name === undefined ? undefined : config.resources.get(name);
  return block && placeOf(block);
}

/** Where a block says how often it is made. */
function repetition(block: Block): Range {
  const { attributes } = block.body;
  return attributes.get('count')?.value ?? attributes.get('for_each')?.value ?? block;
}

function missingIn(value: Value): Unknown | undefined {
  return value.kind === 'unknown' ? value : value.kind === 'mapping' ? value.more : undefined;
}

function handlesIn(value: Value): Handle[] {
  const all =
    value.kind === 'sequence' ? value.items : value.kind === 'mapping' ? [...value.entries.values()] : [value];
  return all.filter((one) => one.kind === 'handle');
}

interface MissingModule {
  readonly block: Block;
  readonly message: string;
  /** Whether it may hold rules of a group that is here. */
  readonly matters: boolean;
}

/** Undefined where there is no such module. */
function calledFrom(instance: Instance, name: string, block: Block, missing: MissingModule[]): Instance[] | undefined {
  const { world } = instance;
  const config = world.configs(instance, name);
  const shown = `${instance.address}module.${name}`;
  if ('why' in config) {
    const message = t('{0} is not followed: it {1}.', quote(shown), config.why);
    missing.push({ block, message, matters: config.local || isGivenAGroup(instance, block) });
    return undefined;
  }
  const value = run(world.budget, modules(instance, name));
  const unsure = missingIn(value);
  if (unsure !== undefined && declaresAny(instance, config)) {
    complain(world.complaints, 'refused', repetition(block), howManyOf(shown, unsure));
  }
  return handlesIn(value).flatMap((handle) => moduleOf(handle)?.instance ?? []);
}

/** Whether a module, or one that it calls, has resources that are read. */
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

/** Whether a module that is missing may have rules of a group that is here: the id of one is handed to it. */
function isGivenAGroup(instance: Instance, { body }: Block): boolean {
  for (const [name, { value }] of body.attributes) {
    if (!/(?:^|_)(?:sg|security_group)_id$/.test(name)) continue;
    const given = run(instance.world.budget, evaluate(value, scopeOf(instance)));
    if (given.kind === 'template' && given.parts.some(isId)) return true;
  }
  return false;
}

/** The resources, with the ids that `import` blocks give to those that are in the cloud already. */
function withIds(root: Instance, found: readonly TfResource[]): TfResource[] {
  const ids = new Map(root.config.imports.flatMap((block) => importedIds(root, block)));
  return found.map((resource) => {
    const id = ids.get(resource.address);
    if (id === undefined) return resource;
    return { ...resource, body: { ...resource.body, values: new Map([...resource.body.values, ['id', id]]) } };
  });
}

/** The addresses of resources with the ids that a block imports. */
function importedIds(root: Instance, { body }: Block): (readonly [string, TfString])[] {
  const [to, id, forEach] = ['to', 'id', 'for_each'].map((key) => body.attributes.get(key)?.value);
  if (to === undefined || id === undefined) return [];
  const plain = scopeOf(root);
  const elements = forEach && elementsOf(run(plain.budget, evaluate(forEach, plain)));
  if (elements !== undefined && 'kind' in elements) return [];
  const scopes = elements?.map(([key, value]) => bindEach(plain, 'each', key, value)) ?? [plain];
  return scopes.flatMap((scope) => {
    const address = addressIn(to, scope);
    const value = asString(run(scope.budget, evaluate(id, scope)));
    if (address === undefined || value.kind !== 'string') return [];
    return [[address, { kind: 'string', text: value.text, ...placeOf(value.at ?? id) }] as const];
  });
}

/** The address that an expression is, with its keys evaluated: `module.web["a"].tencentcloud_security_group.this`. */
function addressIn(expression: Expression, scope: Scope): string | undefined {
  const parts: string[] = [];
  let one = expression;
  for (; one.kind === 'get' || one.kind === 'index'; one = one.of) {
    if (one.kind === 'get') parts.push(`.${one.name}`);
    else {
      const key = run(scope.budget, evaluate(one.key, scope));
      if (key.kind === 'string') parts.push(`[${JSON.stringify(key.text)}]`);
      else if (key.kind === 'number') parts.push(`[${key.value}]`);
      else return undefined;
    }
  }
  return one.kind === 'name' ? one.name + parts.reverse().join('') : undefined;
}
