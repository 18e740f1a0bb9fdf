// A shape says what a value must look like. Its TypeScript type follows from it, and so does the check of values from other programs, with a
// message that says what is wrong. A value may have members that its shape does not name.

export interface Shape<T> {
  /** What is wrong, in one sentence; nothing where it is sound. */
  (value: unknown, path: string): string | undefined;
  /** For the compiler alone. */
  readonly type?: T;
}

export interface Optional<T> extends Shape<T> {
  readonly isOptional: true;
}

type Members = Readonly<Record<string, Shape<unknown>>>;

export type TypeOf<S> = S extends Shape<infer T> ? T : never;

/** Comments on members stay with the members of the type. */
type ObjectOf<M extends Members> = Flat<
  { readonly [K in keyof M as M[K] extends Optional<unknown> ? never : K]: TypeOf<M[K]> } & {
    readonly [K in keyof M as M[K] extends Optional<unknown> ? K : never]?: TypeOf<M[K]>;
  }
>;

type Flat<T> = { [K in keyof T]: T[K] };

function kindOf<T>(name: 'string' | 'boolean' | 'number', what: string): Shape<T> {
  return (value, path) => (typeof value === name && !Number.isNaN(value) ? undefined : `'${path}' is to be ${what}.`);
}

export const text = kindOf<string>('string', 'a string');
export const flag = kindOf<boolean>('boolean', 'true or false');
export const number = kindOf<number>('number', 'a number');

export function oneOf<const T extends string | number>(...values: readonly T[]): Shape<T> {
  return (value, path) =>
    values.some((each) => each === value) ? undefined : `'${path}' is to be one of ${values.join(', ')}.`;
}

export function optional<T>(shape: Shape<T>): Optional<T> {
  const check: Shape<T> = (value, path) => (value === undefined ? undefined : shape(value, path));
  return Object.assign(check, { isOptional: true as const });
}

export function list<T>(item: Shape<T>): Shape<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) return `'${path}' is to be a list.`;
    return firstFault(value.entries(), (i, each) => item(each, `${path}[${i}]`));
  };
}

export function object<M extends Members>(members: M): Shape<ObjectOf<M>> {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return `'${path}' is to be an object.`;
    const given = new Map<string, unknown>(Object.entries(value));
    return firstFault(Object.entries(members), (name, shape) => shape(given.get(name), `${path}.${name}`));
  };
}

/** Objects of several kinds, told apart by their member `kind`, each with its own members beside it. */
export function kinds<V extends Readonly<Record<string, Members>>>(
  variants: V,
): Shape<{ [K in keyof V]: Flat<{ readonly kind: K } & ObjectOf<V[K]>> }[keyof V]> {
  const shapes = new Map<unknown, Shape<unknown>>(
    Object.entries(variants).map(([kind, members]) => [kind, object(members)]),
  );
  const anyKind = object({ kind: oneOf(...Object.keys(variants)) });
  return (value, path) => anyKind(value, path) ?? shapes.get((value as { readonly kind: string }).kind)?.(value, path);
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
