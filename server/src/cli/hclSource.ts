import type { HclSource } from '#formats/terraform/hcl.ts';
import type { System } from './system.ts';

/** Terraform's grammar, from the files beside the program. */
export function hclSource(system: System): HclSource {
  return {
    runtime: () => system.readAsset('web-tree-sitter.wasm'),
    grammar: () => system.readAsset('tree-sitter-hcl.wasm'),
  };
}
