// The regions that a plan's configuration says: each resource names the configuration of the provider that it is made with.

import { type JsonObject, type JsonValue, member } from '#syntax/json.ts';

/** By the addresses of the configuration, which count neither resources nor modules. */
export function plannedRegions(root: JsonObject): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const configuration = objectIn(root, 'configuration');
  const providers = objectIn(configuration, 'provider_config');
  const variables = objectIn(root, 'variables');
  const regions = new Map<string, string>();
  for (const { key, value } of providers?.members ?? []) {
    const region = regionIn(objectIn(asObject(value), 'expressions'), variables);
    if (region !== undefined) regions.set(key, region);
  }
  if (regions.size === 0) return found;
  const top = objectIn(configuration, 'root_module');
  const open = top === undefined ? [] : [{ path: '', module: top }];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const resources = member(one.module, 'resources')?.value;
    for (const item of resources?.kind === 'array' ? resources.items : []) {
      const [address, key] = ['address', 'provider_config_key'].map((name) => textIn(asObject(item), name));
      // In a module without a provider of its own it is that of the configuration.
      const region = key === undefined ? undefined : (regions.get(key) ?? regions.get(key.replace(/^.*:/, '')));
      if (address !== undefined && region !== undefined) found.set(`${one.path}${address}`, region);
    }
    if (one.path.length > MAX_PATH) continue;
    for (const { key, value } of objectIn(one.module, 'module_calls')?.members ?? []) {
      const module = objectIn(asObject(value), 'module');
      if (module !== undefined) open.push({ path: `${one.path}module.${key}.`, module });
    }
  }
  return found;
}

/** Modules in modules, as far as anybody has them. */
const MAX_PATH = 10_000;

/** A region that is written, or that of a variable. */
function regionIn(expressions: JsonObject | undefined, variables: JsonObject | undefined): string | undefined {
  const region = objectIn(expressions, 'region');
  const written = textIn(region, 'constant_value');
  if (written !== undefined) return written;
  const references = region === undefined ? undefined : member(region, 'references')?.value;
  const [first, ...more] = references?.kind === 'array' ? references.items : [];
  if (first?.kind !== 'string' || more.length > 0 || !first.value.startsWith('var.')) return undefined;
  return textIn(objectIn(variables, first.value.slice('var.'.length)), 'value');
}

function asObject(value: JsonValue | undefined): JsonObject | undefined {
  return value?.kind === 'object' ? value : undefined;
}

function objectIn(object: JsonObject | undefined, key: string): JsonObject | undefined {
  return object === undefined ? undefined : asObject(member(object, key)?.value);
}

function textIn(object: JsonObject | undefined, key: string): string | undefined {
  const value = object === undefined ? undefined : member(object, key)?.value;
  return value?.kind === 'string' && value.value !== '' ? value.value : undefined;
}
