// Guards the lock file: "npm ci" refuses one that leaves out packages for other platforms, which npm does when it writes the file over an
// installed node_modules. The way out: delete node_modules and package-lock.json, then "npm install".
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { root } from './lib/paths.mjs';

const read = (file) => JSON.parse(readFileSync(path.join(root, file), 'utf8'));
const { packages } = read('package-lock.json');

test('every optional dependency of a locked package is locked too', () => {
  const locked = new Set(Object.keys(packages).map((folder) => folder.replace(/^.*node_modules\//, '')));
  const wanted = Object.values(packages).flatMap(({ optionalDependencies = {} }) => Object.keys(optionalDependencies));
  expect(wanted.length).toBeGreaterThan(20);
  expect(wanted.filter((name) => !locked.has(name))).toEqual([]);
});

test('package.json and the lock file name the same dependencies', () => {
  const { dependencies, devDependencies } = read('package.json');
  expect(packages[''].dependencies).toEqual(dependencies);
  expect(packages[''].devDependencies).toEqual(devDependencies);
});
