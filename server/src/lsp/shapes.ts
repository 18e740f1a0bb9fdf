// What the parameters of the requests of our own have to look like: they come from clients that no compiler has seen. Members that
// are not named here are let through.

import { change, type ModelChange } from '#protocol/edits.ts';

/** What is wrong with a value, in one sentence; nothing where it is sound. */
type Shape = (value: unknown, path: string) => string | undefined;

/** What is wrong with the parameters of a request. */
export function shapeFault(method: string, params: unknown): string | undefined {
  const shape = shapes.get(method);
  return shape?.(params, 'params');
}

/** A change that cannot be made is answered with the reason, whatever it is; of all others the protocol's error tells. */
export function refusalOf(
  method: string,
  fault: string,
): { readonly refused: string; readonly users: readonly [] } | undefined {
  return method === change.method ? { refused: fault, users: [] } : undefined;
}

function kindOf(name: 'string' | 'boolean' | 'number', what: string): Shape {
  return (value, path) => (typeof value === name && !Number.isNaN(value) ? undefined : `'${path}' is to be ${what}.`);
}

const text = kindOf('string', 'a string');
const flag = kindOf('boolean', 'true or false');
const number = kindOf('number', 'a number');

function oneOf(...values: readonly (string | number)[]): Shape {
  return (value, path) =>
    values.some((each) => each === value) ? undefined : `'${path}' is to be one of ${values.join(', ')}.`;
}

function optional(shape: Shape): Shape {
  return (value, path) => (value === undefined ? undefined : shape(value, path));
}

function list(item: Shape): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) return `'${path}' is to be a list.`;
    return firstFault(value.entries(), (i, each) => item(each, `${path}[${i}]`));
  };
}

function object(members: Readonly<Record<string, Shape>>): Shape {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `'${path}' is to be an object.`;
    const given = new Map(Object.entries(value));
    return firstFault(Object.entries(members), (name, shape) => shape(given.get(name), `${path}.${name}`));
  };
}

function firstFault<K, V>(
  entries: Iterable<readonly [K, V]>,
  faultOf: (key: K, value: V) => string | undefined,
): string | undefined {
  for (const [key, value] of entries) {
    const fault = faultOf(key, value);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const direction = oneOf('inbound', 'outbound');
const view = oneOf('groups', 'cvms');
const groupBy = optional(oneOf('project', 'none'));
const filter = optional(
  object({ text: optional(text), problemsOnly: optional(flag), attachment: optional(oneOf('attached', 'unattached')) }),
);
const rule = object({ owner: text, direction, index: number });
const someRules = { rule, also: optional(list(rule)) };
const position = object({ line: number, character: number });
const importedFiles = list(object({ name: text, text }));
const imported = {
  text,
  files: optional(importedFiles),
  direction: optional(direction),
  skipInvalid: optional(flag),
  anyPeer: optional(flag),
};

const ruleText = object({
  action: oneOf('allow', 'deny'),
  service: text,
  peers: list(text),
  until: optional(text),
  description: optional(text),
});

const changes: ReadonlyMap<unknown, Shape> = new Map(
  Object.entries({
    newGroup: object({
      name: text,
      description: optional(text),
      region: text,
      project: text,
      copyOf: optional(text),
      uri: optional(text),
    }),
    deleteGroup: object({ group: text, detach: optional(flag) }),
    cloneGroup: object({ group: text, name: text, region: text, project: text }),
    rename: object({ entity: text, name: text }),
    describeGroup: object({ group: text, description: text }),
    addRule: object({ owner: text, direction, rule: ruleText, before: optional(number) }),
    moveRule: object({ ...someRules, before: optional(number) }),
    moveRuleBy: object({ ...someRules, by: oneOf(-1, 1) }),
    duplicateRule: object(someRules),
    removeRules: object({ rules: list(rule) }),
    setCvmGroups: object({ cvm: text, groups: list(text) }),
    setGroupCvms: object({ group: text, cvms: list(text) }),
    attach: object({ cvms: list(text), group: text }),
    addExpectation: object({ line: text, region: optional(text), uri: optional(text) }),
    fixPacket: object({ question: object({ line: text, region: optional(text) }) }),
    importRules: object({ ...imported, group: text, from: optional(text), append: optional(flag) }),
    adoptLive: object({ group: text }),
    importGroups: object({ ...imported, uri: text, region: optional(text), name: optional(text) }),
  } satisfies Record<ModelChange['kind'], Shape>),
);

const anyChange: Shape = (value, path) => {
  const fault = object({ kind: oneOf(...([...changes.keys()] as string[])) })(value, path);
  return fault ?? changes.get((value as { readonly kind: unknown }).kind)?.(value, path);
};

const choice = { uri: optional(text) };
const asked = { protocol: optional(text), port: optional(number), region: optional(text) };
const ends = { from: optional(text), to: optional(text) };

const shapes: ReadonlyMap<string, Shape> = new Map(
  Object.entries({
    treeChildren: object({
      view,
      node: optional(text),
      filter,
      groupBy,
    }),
    treePath: object({ view, uri: text, position, filter, groupBy }),
    entities: object(choice),
    change: object({ ...choice, change: anyChange }),
    checkName: object({ ...choice, kind: oneOf('group'), name: text, region: text, entity: optional(text) }),
    importedGroups: object({ text, files: optional(importedFiles), direction: optional(direction) }),
    exportRules: object({
      ...choice,
      groups: list(text),
      region: optional(text),
      format: oneOf('policies', 'snapshot', 'csv', 'terraform', 'sg'),
      direction: optional(direction),
      expand: optional(flag),
      template: optional(flag),
    }),
    packet: object({ ...choice, ...asked, ...ends, line: optional(text), sourcePort: optional(number) }),
    expectations: object(choice),
    runExpectations: object({ ids: list(text), coverage: optional(flag) }),
    reach: object({ ...choice, ...asked, ...ends }),
    diff: object({
      uri: text,
      isNew: optional(flag),
      oldText: optional(text),
      oldUri: optional(text),
      oldFiles: optional(list(object({ uri: text, text: optional(text) }))),
      withBefore: optional(flag),
    }),
    reachabilityMap: object({ ...choice, ...asked }),
    compareLive: object({ ...choice, region: optional(text) }),
    plan: object({
      ...choice,
      live: optional(object({ uri: text, text })),
      delete: optional(flag),
      incremental: optional(flag),
      region: optional(text),
    }),
  }).map(([name, shape]) => [`secgroup/${name}`, shape]),
);
