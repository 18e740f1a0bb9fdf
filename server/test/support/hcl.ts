// The parser of HCL, from the packages that it comes in.

import { readFileSync } from 'node:fs';
import type { HclSource } from '#formats/terraform/hcl.ts';

const packages = new URL('../../../node_modules/', import.meta.url);
const wasm = (path: string) => new Uint8Array(readFileSync(new URL(path, packages)));

export const hcl: HclSource = {
  runtime: async () => wasm('web-tree-sitter/web-tree-sitter.wasm'),
  grammar: async () => wasm('@tree-sitter-grammars/tree-sitter-hcl/tree-sitter-hcl.wasm'),
};
