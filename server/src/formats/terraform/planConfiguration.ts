// What the configuration in a plan says of each resource, by the address in the configuration, in which `count` and `for_each` do not show.

import type { JsonObject } from '#syntax/json.ts';
import { asObject, itemsIn, objectIn, stringIn } from '../jsonAccess.ts';

/** Modules in modules, as far as anybody has them. */
const MAX_PATH = 10_000;

interface Configured {
  /** `module.app.`, empty for the root module. */
  readonly path: string;
  readonly module: JsonObject;
  readonly call?: JsonObject;
}

/** All modules of the configuration, each with the call that makes it. */
export function configuredModules(root: JsonObject): readonly Configured[] {
  const top = objectIn(objectIn(root, 'configuration'), 'root_module');
  const found: Configured[] = top === undefined ? [] : [{ path: '', module: top }];
  // The list is gone through with what is added on the way.
  for (const { path, module } of found) {
    if (path.length > MAX_PATH) continue;
    for (const { key, value } of objectIn(module, 'module_calls')?.members ?? []) {
      const inner = objectIn(value, 'module');
      if (inner !== undefined) found.push({ path: `${path}module.${key}.`, module: inner, call: asObject(value) });
    }
  }
  return found;
}

/** The resources of the configuration, in all modules, with their addresses. */
export function configuredResources(root: JsonObject): { readonly address: string; readonly object: JsonObject }[] {
  return configuredModules(root).flatMap(({ path, module }) =>
    itemsIn(module, 'resources').flatMap((item) => {
      const [object, address] = [asObject(item), stringIn(item, 'address')];
      return object === undefined || address === undefined ? [] : [{ address: `${path}${address}`, object }];
    }),
  );
}

/** The region of each resource: that of the provider's configuration that the resource names. */
export function plannedRegions(root: JsonObject): ReadonlyMap<string, string> {
  const variables = objectIn(root, 'variables');
  const regions = new Map<string, string>();
  for (const { key, value } of objectIn(objectIn(root, 'configuration'), 'provider_config')?.members ?? []) {
    const region = regionIn(objectIn(objectIn(value, 'expressions'), 'region'), variables);
    if (region !== undefined && region !== '') regions.set(key, region);
  }
  const found = new Map<string, string>();
  for (const { address, object } of regions.size === 0 ? [] : configuredResources(root)) {
    const key = stringIn(object, 'provider_config_key') ?? '';
    // A module without a provider of its own takes that of the configuration.
    const region = regions.get(key) ?? regions.get(key.replace(/^.*:/, ''));
    if (region !== undefined) found.set(address, region);
  }
  return found;
}

/** A region that is written, or that of a variable. */
function regionIn(region: JsonObject | undefined, variables: JsonObject | undefined): string | undefined {
  const written = stringIn(region, 'constant_value');
  if (written !== undefined) return written;
  const [first, ...more] = itemsIn(region, 'references');
  if (first?.kind !== 'string' || more.length > 0 || !first.value.startsWith('var.')) return undefined;
  return stringIn(objectIn(variables, first.value.slice('var.'.length)), 'value');
}
