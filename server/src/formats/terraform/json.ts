// What Terraform keeps and prints in JSON: state files of version 4, and what `terraform show -json` prints of a state or plan.

import { type JsonObject, type JsonValue, member } from '#syntax/json.ts';
import type { Range } from '#text/range.ts';
import { t } from '#util/l10n.ts';
import { at, isEmpty, pieceOf } from '../cloud/jsonValues.ts';
import { newSecrets, type Secrets } from '../secrets.ts';
import { quote, report, type Source } from '../source.ts';
import { findJsonSecrets } from './jsonSecrets.ts';
import { completed, plannedExpressions } from './plannedValues.ts';
import { plannedRegions } from './planRegions.ts';
import { ALL_ARGUMENTS } from './resources.ts';
import type { TfBody, TfResource, TfValue } from './value.ts';

export type TerraformForm = 'configuration' | 'state' | 'shown';

export function terraformForm(root: JsonObject): TerraformForm | undefined {
  const has = (key: string) => member(root, key) !== undefined;
  if (has('resource')) return 'configuration';
  if (has('resources') && (has('terraform_version') || has('lineage') || has('serial'))) return 'state';
  if (has('format_version') || has('planned_values') || has('resource_changes')) return 'shown';
  const values = member(root, 'values')?.value;
  if (values?.kind === 'object' && member(values, 'root_module') !== undefined) return 'shown';
  return has('terraform') || has('provider') ? 'configuration' : undefined;
}

/** Whether it is a plan, which says what there is and what there is going to be. */
export function isPlan(root: JsonObject): boolean {
  return member(root, 'planned_values') !== undefined || member(root, 'resource_changes') !== undefined;
}

/** `before`: of a plan what there is, not what there is going to be. */
export function readTerraformJson(
  source: Source,
  root: JsonObject,
  before = false,
  secrets: Secrets = newSecrets(),
): TfResource[] {
  findJsonSecrets(source, root, secrets);
  switch (terraformForm(root)) {
    case 'state':
      return stateResources(source, root);
    case 'shown':
      return shownResources(source, root, before && isPlan(root));
    default:
      return [];
  }
}

/** Objects, and lists of objects where Terraform lets a block stand several times. */
function blocks(value: JsonValue | undefined): JsonObject[] {
  if (value?.kind === 'object') return [value];
  if (value?.kind !== 'array') return [];
  return value.items.flatMap((item) => (item.kind === 'object' ? [item] : []));
}

function stateResources(source: Source, root: JsonObject): TfResource[] {
  const resources: TfResource[] = [];
  for (const object of blocks(member(root, 'resources')?.value)) {
    const text = (key: string) => textOf(source, object, key);
    const type = text('type');
    if (type === undefined || (text('mode') ?? 'managed') !== 'managed') continue;
    const name = text('name') ?? '';
    const module = text('module');
    const path = module === undefined ? `${type}.${name}` : `${module}.${type}.${name}`;
    for (const instance of blocks(member(object, 'instances')?.value)) {
      const key = member(instance, 'index_key')?.value;
      const address = `${path}${bracketed(key)}`;
      const deposed = member(instance, 'deposed');
      if (deposed?.value !== undefined && !isEmpty(deposed.value)) {
        reportDeposed(source, deposed, address);
        continue;
      }
      const attributes = member(instance, 'attributes')?.value;
      if (attributes?.kind !== 'object') continue;
      const label = key === undefined ? name : `${name}-${keyText(key)}`;
      resources.push({ type, address, label, body: stored(source, attributes), ...at(source, attributes) });
    }
  }
  return resources;
}

function bracketed(key: JsonValue | undefined): string {
  if (key?.kind === 'number') return `[${key.value}]`;
  return key?.kind === 'string' ? `[${JSON.stringify(key.value)}]` : '';
}

function keyText(key: JsonValue): string {
  return key.kind === 'number' || key.kind === 'string' ? String(key.value) : '';
}

/** What has been replaced stays in the state until it is destroyed. It is no resource of the configuration any more. */
function reportDeposed(source: Source, place: Range, address: string): void {
  const message = t(
    'An object of {0} that has been replaced and is still to be destroyed (deposed) is left out.',
    quote(address),
  );
  report(source, 'lost', at(source, place), message);
}

/** Modules hold modules to any depth: a list of what is still to be read stands for recursion. */
function shownResources(source: Source, root: JsonObject, before: boolean): TfResource[] {
  const configured = isPlan(root) && !before ? plannedExpressions(source, root) : undefined;
  const regions = plannedRegions(root);
  const resources: TfResource[] = [];
  const add = (object: JsonObject, values: JsonValue | undefined, deposedKey: string) => {
    const type = textOf(source, object, 'type');
    if (type === undefined || values?.kind !== 'object' || (textOf(source, object, 'mode') ?? 'managed') !== 'managed')
      return;
    const name = textOf(source, object, 'name') ?? '';
    const address = textOf(source, object, 'address') ?? `${type}.${name}`;
    const deposed = member(object, deposedKey);
    if (deposed?.value !== undefined && !isEmpty(deposed.value)) {
      reportDeposed(source, deposed, address);
      return;
    }
    const key = member(object, 'index')?.value;
    const label = key === undefined ? name : `${name}-${keyText(key)}`;
    const body = stored(source, values);
    const plain = address.replaceAll(/\[[^\]]*\]/g, '');
    const expressions = configured?.get(plain);
    const known = configured === undefined ? body : completed(source, body, values, expressions, address);
    resources.push({ type, address, label, region: regions.get(plain), body: known, ...at(source, values) });
  };
  const values = before ? valuesBefore(root) : (objectIn(root, 'planned_values') ?? objectIn(root, 'values'));
  if (values === undefined) {
    for (const change of blocks(member(root, 'resource_changes')?.value)) {
      const inner = member(change, 'change')?.value;
      if (inner?.kind === 'object') add(change, member(inner, before ? 'before' : 'after')?.value, 'deposed');
    }
    return resources;
  }
  const open = blocks(member(values, 'root_module')?.value);
  for (let module = open.shift(); module !== undefined; module = open.shift()) {
    for (const object of blocks(member(module, 'resources')?.value)) {
      add(object, member(object, 'values')?.value, 'deposed_key');
    }
    open.push(...blocks(member(module, 'child_modules')?.value));
  }
  return resources;
}

function valuesBefore(root: JsonObject): JsonObject | undefined {
  const prior = objectIn(root, 'prior_state');
  return prior === undefined ? undefined : objectIn(prior, 'values');
}

function objectIn(object: JsonObject, key: string): JsonObject | undefined {
  const value = member(object, key)?.value;
  return value?.kind === 'object' ? value : undefined;
}

/** Attributes as a state has them: literal throughout, `${` included, computed ones left out where they say nothing here. */
function stored(source: Source, object: JsonObject): TfBody {
  const body = bodyOf(source, object, 0);
  const values = new Map([...body.values].filter(([key]) => ALL_ARGUMENTS.has(key)));
  return { ...body, values };
}

function textOf(source: Source, object: JsonObject, key: string): string | undefined {
  const value = member(object, key)?.value;
  return value === undefined ? undefined : pieceOf(source, value)?.text;
}

/** Values nest as deep as the format's blocks do; what is deeper is nothing of ours. */
const MAX_DEPTH = 8;

function bodyOf(source: Source, object: JsonObject, depth: number): TfBody {
  const values = new Map<string, TfValue>();
  for (const { key, value } of object.members) {
    const read = value === undefined ? undefined : readValue(source, value, depth + 1);
    if (read !== undefined) values.set(key, read);
  }
  return { kind: 'body', values, ...at(source, object) };
}

function readValue(source: Source, value: JsonValue, depth: number): TfValue | undefined {
  const range = at(source, value);
  if (depth > MAX_DEPTH) return { kind: 'unknown', why: t('it is nested too deeply'), ...range };
  switch (value.kind) {
    case 'literal':
      return value.value === null ? undefined : { kind: 'text', text: String(value.value), ...range };
    case 'object':
      return bodyOf(source, value, depth);
    case 'array':
      return {
        kind: 'list',
        // An element that is null is one that a plan does not know yet.
        items: value.items.map((item) => readValue(source, item, depth + 1) ?? unknownAt(source, item)),
        ...range,
      };
    default: {
      const piece = pieceOf(source, value);
      return piece === undefined ? undefined : { kind: 'text', ...piece };
    }
  }
}

function unknownAt(source: Source, value: JsonValue): TfValue {
  return { kind: 'unknown', why: t('the plan does not know it yet'), ...at(source, value) };
}
