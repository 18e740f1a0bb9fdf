// A module as one call makes it, and what the names in its expressions stand for. Each thing is evaluated when it is first asked for.

import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import type { Lacking } from '../format.ts';
import type { Secrets } from '../secrets.ts';
import { type Complaints, complain } from './complaints.ts';
import type { Config } from './config.ts';
import { isMarkedSecret } from './configurationSecrets.ts';
import { asString } from './conversion.ts';
import { evaluate } from './evaluate.ts';
import { fault, type Handle, idOf, NULL, refusedName, string, type Unknown, unknown, type Value } from './evaluated.ts';
import { type Attribute, type Block, type Expression, writtenBool, writtenText } from './expression.ts';
import { repeated } from './repetition.ts';
import type { Access, Names, Referred, Scope } from './scope.ts';
import { type Budget, run, type Step, spend } from './steps.ts';
import { ANY, fitted, refusalOf, type Type, typeOf } from './types.ts';

/** What is common to all modules of a configuration. */
export interface World {
  readonly budget: Budget;
  readonly complaints: Complaints;
  readonly configs: Configs;
  /** The values that the variables of the root module are given. */
  readonly given: ReadonlyMap<string, Expression>;
  /** The text of a file by its path from the root module's folder. */
  readonly file: (path: string) => Value;
  /** The names of the files in a folder, by its path from the root module's folder. */
  readonly list: (folder: string) => readonly string[] | Unknown;
  readonly workspace: string | undefined;
  readonly template: (written: string) => Expression | undefined;
  /** Filled with what is sensitive. */
  readonly secrets: Secrets;
  /** Filled with the variables of the root module that are needed and have no value. */
  readonly lacking: Map<string, Lacking>;
  /** What is being evaluated, the outermost first. */
  readonly open: string[];
}

/** The configuration of the module that a call names, or why there is none. */
export type Configs = (caller: Instance, name: string) => Config | { readonly why: string; readonly local: boolean };

export interface Instance {
  readonly world: World;
  readonly config: Config;
  /** The beginning of the addresses of what is in it: empty, or `module.web["a"].`. */
  readonly address: string;
  readonly call?: Call;
  readonly memo: Map<string, Value>;
}

interface Call {
  readonly caller: Instance;
  readonly block: Block;
  readonly scope: Scope;
}

/** One resource of those that `count` or `for_each` makes. */
export interface ResourceInstance {
  readonly kind: 'resource';
  readonly address: string;
  /** What a resource is called that has no name of its own. */
  readonly label: string;
  readonly block: Block;
  readonly instance: Instance;
  readonly scope: Scope;
}

interface CalledModule {
  readonly kind: 'module';
  readonly address: string;
  readonly instance: Instance;
}

export function scopeOf(instance: Instance): Scope {
  const { world } = instance;
  return {
    budget: world.budget,
    module: {
      refer: (root, accesses) => refer(instance, root, accesses),
      ask: (handle, name) => ask(handle, name),
      file: world.file,
      list: world.list,
      template: world.template,
      hide: (value) => hide(world, value),
      note: (at, words) => complain(world.complaints, 'lost', at, words),
    },
  };
}

function refer(instance: Instance, root: string, accesses: readonly Access[]): Referred {
  const name = nameIn(accesses[0]);
  const shown = name === undefined ? root : `${root}.${name}`;
  const found = (value: Step | Value, used = 1, as = shown): Referred => ({
    value,
    used,
    shown: `${instance.address}${as}`,
  });
  if (name === undefined) return found(refusedName(t('is not the name of anything in this configuration')), 0, root);
  switch (root) {
    case 'var':
      return found(variable(instance, name));
    case 'local':
      return found(local(instance, name));
    case 'module':
      return found(modules(instance, name));
    case 'path':
      return found(string(name === 'module' ? instance.config.folder : '.'));
    case 'terraform':
      if (name === 'workspace') return found(string(workspace(instance)));
      return found(unknown(knownLater()));
    case 'data':
    case 'ephemeral': {
      const second = nameIn(accesses[1]);
      const full = second === undefined ? shown : `${shown}.${second}`;
      const isDeclared = instance.config.data.has(`${name}.${second ?? ''}`);
      const value = isDeclared
        ? unknown(name.startsWith('tencentcloud_') ? readFromCloud() : knownLater())
        : undeclared();
      return found(value, second === undefined ? 1 : 2, full);
    }
    default:
      return found(resources(instance, `${root}.${name}`));
  }
}

function workspace({ world }: Instance): string {
  if (world.workspace !== undefined) return world.workspace;
  const message = t("No workspace is chosen in '.terraform/environment': 'terraform.workspace' is 'default'.");
  complain(world.complaints, 'lost', { start: 0, end: 0 }, message);
  return 'default';
}

const undeclared = () => refusedName(t('is not declared in the module'));
const knownLater = () => t("is known when Terraform runs: import what 'terraform show -json' prints");
const readFromCloud = () => t("is read from the cloud: import what 'terraform show -json' prints");

function nameIn(access: Access | undefined): string | undefined {
  return access !== undefined && 'name' in access ? access.name : undefined;
}

/** Evaluates a name once. One that needs itself is refused, with the names through which it does. */
export function once(instance: Instance, name: string, make: () => Step): Step | Value {
  return instance.memo.get(name) ?? remembered(instance, name, make);
}

function* remembered(instance: Instance, name: string, make: () => Step): Step {
  const { open, complaints } = instance.world;
  const shown = `${instance.address}${name}`;
  const known = instance.memo.get(name);
  if (known !== undefined) return known;
  const before = open.indexOf(shown);
  if (before >= 0) {
    const way = [...open.slice(before), shown];
    const message = t('{0} refers to itself in a circle, which Terraform refuses.', shownWay(way));
    complain(complaints, 'broken', placeOf(instance, name), message);
    return refusedName(t('refers to itself in a circle'));
  }
  open.push(shown);
  const value = yield make();
  open.pop();
  instance.memo.set(name, value);
  return value;
}

/** A circle of names, of which some in the middle are left out if there are many. */
function shownWay(way: readonly string[]): string {
  const shown = way.length <= 8 ? way : [...way.slice(0, 6), t('{0} more', way.length - 7), way.at(-1) as string];
  return shown.join(' → ');
}

/** Where a name of the module is declared. */
function placeOf({ config }: Instance, name: string): Range {
  const dot = name.indexOf('.');
  const declared = new Map<string, ReadonlyMap<string, Range>>([
    ['var', config.variables],
    ['local', config.locals],
    ['module', config.calls],
    ['output', config.outputs],
  ]);
  const place = declared.get(name.slice(0, dot))?.get(name.slice(dot + 1)) ?? config.resources.get(name);
  return place ?? { start: 0, end: 0 };
}

function variable(instance: Instance, name: string): Step | Value {
  return once(instance, `var.${name}`, function* () {
    const block = instance.config.variables.get(name);
    if (block === undefined) return undeclared();
    const { attributes } = block.body;
    const type = typeIn(instance, attributes.get('type'));
    const value = yield* input(instance, name, type, attributes);
    return isMarkedSecret(block) ? hide(instance.world, value) : value;
  });
}

function typeIn(instance: Instance, written: Attribute | undefined): Type {
  if (written === undefined) return ANY;
  const { world } = instance;
  const type = typeOf(written.value, (each) => run(world.budget, evaluate(each, bareScope(world))));
  if (type !== undefined) return type;
  complain(world.complaints, 'refused', written, t('Terraform has no such type.'));
  return ANY;
}

/** The scope of defaults and of given values, in which no name stands for anything. */
function bareScope(world: World): Scope {
  const refer: Names['refer'] = (root) => ({ value: refusedName(t('may not be named here')), used: 0, shown: root });
  return {
    budget: world.budget,
    module: {
      refer,
      ask: () => NULL,
      file: () => fault(t('no file can be read here')),
      list: () => fault(t('no file can be read here')),
      template: world.template,
      hide: (value) => hide(world, value),
      note: () => {},
    },
  };
}

/** The value of a variable: what it is given, or else its default. */
function* input(
  instance: Instance,
  name: string,
  type: Type,
  attributes: ReadonlyMap<string, Attribute>,
): Generator<Step | Value, Value, Value> {
  const { world, call } = instance;
  const refuse = (at: Range, words: string) => complain(world.complaints, 'refused', at, words);
  const given = call === undefined ? world.given.get(name) : call.block.body.attributes.get(name)?.value;
  if (given !== undefined) {
    const value = fitted(yield evaluate(given, call === undefined ? bareScope(world) : call.scope), type);
    const refused = refusalOf(value);
    if (refused?.way.length === 0)
      refuse(given, t("'var.{0}' has a value that does not fit its type: {1}.", name, refused.why));
    const isNullable = writtenBool(attributes.get('nullable')?.value) !== false;
    if (value.kind !== 'null' || isNullable) return placedAt(value, given);
  }
  const written = attributes.get('default');
  if (written === undefined) {
    if (call !== undefined) return unknown(t('is given no value by the call of the module'));
    world.lacking.set(name, lackingOf(instance.config.variables.get(name)));
    return unknown(t("has no value: give it with '--var', or import what 'terraform show -json' prints"));
  }
  const value = fitted(yield evaluate(written.value, bareScope(world)), type);
  const refused = refusalOf(value);
  if (refused !== undefined)
    refuse(written, t("'var.{0}' has a default that does not fit its type: {1}.", name, refused.why));
  return placedAt(value, written.value);
}

function lackingOf(block: Block | undefined): Lacking {
  const description = writtenText(block?.body.attributes.get('description')?.value);
  return { description, sensitive: block !== undefined && isMarkedSecret(block) };
}

function placedAt(value: Value, { start, end }: Expression): Value {
  return value.at === undefined && value.kind !== 'unknown' ? { ...value, at: { start, end } } : value;
}

function local(instance: Instance, name: string): Step | Value {
  return once(instance, `local.${name}`, function* () {
    const attribute = instance.config.locals.get(name);
    if (attribute === undefined) return undeclared();
    return yield evaluate(attribute.value, scopeOf(instance));
  });
}

/** A resource, or all that `count` or `for_each` makes. */
export function resources(instance: Instance, name: string): Step | Value {
  return once(instance, name, function* () {
    const block = instance.config.resources.get(name);
    if (block === undefined) return undeclared();
    return yield* repeated(scopeOf(instance), block, (key, scope) => {
      const address = `${instance.address}${name}${bracketed(key)}`;
      const label = `${block.labels[1] ?? ''}${key === undefined ? '' : `-${key}`}`;
      const made: ResourceInstance = { kind: 'resource', address, label, block, instance, scope };
      return { kind: 'handle', of: made };
    });
  });
}

function bracketed(key: string | number | undefined): string {
  return key === undefined ? '' : typeof key === 'number' ? `[${key}]` : `[${JSON.stringify(key)}]`;
}

/** A module, or all that `count` or `for_each` makes. */
export function modules(instance: Instance, name: string): Step | Value {
  return once(instance, `module.${name}`, function* () {
    const block = instance.config.calls.get(name);
    if (block === undefined) return undeclared();
    const config = instance.world.configs(instance, name);
    if ('why' in config) return unknown(config.why);
    return yield* repeated(scopeOf(instance), block, (key, scope) => {
      const address = `${instance.address}module.${name}${bracketed(key)}.`;
      const call = { caller: instance, block, scope };
      const made: Instance = { world: instance.world, config, address, call, memo: new Map() };
      const called: CalledModule = { kind: 'module', address, instance: made };
      return { kind: 'handle', of: called };
    });
  });
}

function isMade(of: Handle['of']): of is ResourceInstance | CalledModule {
  return 'kind' in of;
}

export function resourceOf({ of }: Handle): ResourceInstance | undefined {
  return isMade(of) && of.kind === 'resource' ? of : undefined;
}

export function moduleOf({ of }: Handle): CalledModule | undefined {
  return isMade(of) && of.kind === 'module' ? of : undefined;
}

function ask({ of }: Handle, name: string): Step | Value {
  if (!isMade(of)) return NULL;
  return of.kind === 'module' ? output(of, name) : attributeOf(of, name);
}

function output({ instance }: CalledModule, name: string): Step | Value {
  return once(instance, `output.${name}`, function* () {
    const block = instance.config.outputs.get(name);
    const written = block?.body.attributes.get('value');
    if (block === undefined || written === undefined) return fault(t("the module has no output '{0}'", name));
    const value = yield evaluate(written.value, scopeOf(instance));
    return isMarkedSecret(block) ? hide(instance.world, value) : value;
  });
}

/** An attribute of a resource: its argument of that name, or else what the cloud gives it. */
function attributeOf(made: ResourceInstance, name: string): Step | Value {
  if (name === 'id') return idOf(made.address);
  const written = made.block.body.attributes.get(name);
  if (written !== undefined)
    return once(made.instance, `${made.address} ${name}`, function* () {
      return yield evaluate(written.value, made.scope);
    });
  const isOurs = made.block.labels[0]?.startsWith('tencentcloud_') === true;
  return unknown(isOurs ? t('is given by the cloud') : knownLater(), [`${made.address}.${name}`]);
}

/** Notes the strings and numbers in a sensitive value, and where they are written. */
function hide({ secrets, budget }: World, value: Value): Value {
  const open: Value[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (spend(budget, 1) !== undefined) break;
    if (next.kind === 'string' || next.kind === 'number') {
      const written = asString(next);
      if (written.kind === 'string' && written.text !== '') secrets.texts.add(written.text);
      if (next.at !== undefined) secrets.ranges.push(next.at);
    } else if (next.kind === 'template') {
      for (const part of next.parts) if (typeof part === 'string' && part !== '') secrets.texts.add(part);
      if (next.at !== undefined) secrets.ranges.push(next.at);
    } else if (next.kind === 'sequence') open.push(...next.items);
    else if (next.kind === 'mapping') open.push(...next.entries.values());
  }
  return value;
}
