// In the place of node:assert/strict for the tests that also run in a web worker: the few functions they use.

export function ok(value: unknown, message = 'expected a truthy value'): asserts value {
  if (!value) throw new Error(message);
}

export function equal<T>(actual: unknown, expected: T, message = ''): asserts actual is T {
  if (!Object.is(actual, expected)) {
    throw new Error(`${message} expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`.trim());
  }
}

export function deepEqual<T>(actual: unknown, expected: T, message = ''): asserts actual is T {
  equal(JSON.stringify(actual), JSON.stringify(expected), message);
}
