// What Terraform keeps and prints in JSON: state files of version 4, and what `terraform show -json` prints of a state or a plan.

import { type JsonObject, type JsonValue, member } from '#syntax/json.ts';
import { t } from '#util/l10n.ts';
import { at, isEmpty, pieceOf } from '../cloud/jsonValues.ts';
import { objectIn, objectsOf, valueIn } from '../jsonAccess.ts';
import type { Secrets } from '../secrets.ts';
import { quote, report, type Source } from '../source.ts';
import { findJsonSecrets } from './jsonSecrets.ts';
import { plannedRegions } from './planConfiguration.ts';
import { completed, mentionedBy, notKnownYet, plannedExpressions } from './plannedValues.ts';
import { plannedReferences } from './planReferences.ts';
import { ALL_ARGUMENTS, isGroupArgument, isRead } from './resources.ts';
import type { TfBody, TfResource, TfValue } from './value.ts';

export type TerraformForm = 'configuration' | 'state' | 'shown';

export function terraformForm(root: JsonObject): TerraformForm | undefined {
  const has = (key: string) => member(root, key) !== undefined;
  if (has('resource')) return 'configuration';
  const isOfState = has('terraform_version') || has('lineage') || has('serial');
  if (isOfState && (has('resources') || has('modules'))) return 'state';
  if (has('format_version') || isPlan(root)) return 'shown';
  if (valueIn(valueIn(root, 'values'), 'root_module') !== undefined) return 'shown';
  return has('terraform') || has('provider') ? 'configuration' : undefined;
}

/** Whether it is a plan, which says what there is before it is applied and after. */
export function isPlan(root: JsonObject): boolean {
  return member(root, 'planned_values') !== undefined || member(root, 'resource_changes') !== undefined;
}

/** Whether any of the resources that are read is there before a plan is applied, or after it. */
export function changesAny(root: JsonObject): boolean {
  return [true, false].some((before) =>
    shownObjects(root, before).some(({ object, values }) => {
      const type = valueIn(object, 'type');
      return values !== undefined && type?.kind === 'string' && isRead(type.value);
    }),
  );
}

/** `before` asks for what there is before a plan is applied. */
export function readTerraformJson(source: Source, root: JsonObject, before: boolean, secrets: Secrets): TfResource[] {
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

function stateResources(source: Source, root: JsonObject): TfResource[] {
  const old = valueIn(root, 'modules');
  if (old !== undefined) {
    const words = t(
      "The state is of Terraform 0.11 or older: save it anew with a later one, or import what its 'terraform show -json' prints.",
    );
    report(source, 'broken', at(source, old), words);
    return [];
  }
  return objectsOf(valueIn(root, 'resources')).flatMap((object) => {
    const [type, name = '', module] = ['type', 'name', 'module'].map((key) => textIn(source, object, key));
    if (type === undefined || !isManaged(source, object)) return [];
    const path = module === undefined ? `${type}.${name}` : `${module}.${type}.${name}`;
    return objectsOf(valueIn(object, 'instances')).flatMap((instance) => {
      const key = valueIn(instance, 'index_key');
      const address = `${path}${bracketed(key)}`;
      const attributes = objectIn(instance, 'attributes');
      if (isDeposed(source, instance, 'deposed', address) || attributes === undefined) return [];
      const body = stored(source, attributes);
      return [{ type, address, label: labelOf(name, key), body, ...at(source, attributes) }];
    });
  });
}

function isManaged(source: Source, object: JsonObject): boolean {
  return (textIn(source, object, 'mode') ?? 'managed') === 'managed';
}

function bracketed(key: JsonValue | undefined): string {
  if (key?.kind === 'number') return `[${key.value}]`;
  return key?.kind === 'string' ? `[${JSON.stringify(key.value)}]` : '';
}

function labelOf(name: string, key: JsonValue | undefined): string {
  if (key === undefined) return name;
  return `${name}-${key.kind === 'number' || key.kind === 'string' ? key.value : ''}`;
}

/** An object that has been replaced is in the state until it is destroyed, but is no resource of the configuration any more. */
function isDeposed(source: Source, object: JsonObject, key: string, address: string): boolean {
  const deposed = member(object, key);
  if (deposed?.value === undefined || isEmpty(deposed.value)) return false;
  const message = t(
    'An object of {0} that has been replaced and is still to be destroyed (deposed) is left out.',
    quote(address),
  );
  report(source, 'lost', at(source, deposed), message);
  return true;
}

function shownResources(source: Source, root: JsonObject, before: boolean): TfResource[] {
  const configured = isPlan(root) && !before ? plannedExpressions(source, root) : undefined;
  const references = plannedReferences(source, root);
  const regions = plannedRegions(root);
  return shownObjects(root, before).flatMap(({ object, values, deposedKey }) => {
    const [type, name = '', given] = ['type', 'name', 'address'].map((key) => textIn(source, object, key));
    if (type === undefined || values === undefined || !isManaged(source, object)) return [];
    const address = given ?? `${type}.${name}`;
    if (isDeposed(source, object, deposedKey, address)) return [];
    const body = stored(source, values);
    const plain = address.replaceAll(/\[[^[\]]*\]/g, '');
    const known =
      configured === undefined
        ? body
        : completed(body, values, configured.get(plain), mentionedBy(references, address));
    const label = labelOf(name, valueIn(object, 'index'));
    return [{ type, address, label, region: regions.get(plain), body: known, ...at(source, values) }];
  });
}

interface Shown {
  readonly object: JsonObject;
  readonly values: JsonObject | undefined;
  readonly deposedKey: string;
}

/** The resources with their values: those of a state in all of its modules, or those that a plan changes. */
function shownObjects(root: JsonObject, before: boolean): Shown[] {
  const values = before
    ? objectIn(objectIn(root, 'prior_state'), 'values')
    : (objectIn(root, 'planned_values') ?? objectIn(root, 'values'));
  if (values === undefined) {
    return objectsOf(valueIn(root, 'resource_changes')).map((object) => {
      const change = valueIn(object, 'change');
      return { object, values: objectIn(change, before ? 'before' : 'after'), deposedKey: 'deposed' };
    });
  }
  const found: Shown[] = [];
  const modules = objectsOf(valueIn(values, 'root_module'));
  // Modules nest to any depth. The list is gone through with what is added on the way.
  for (const module of modules) {
    for (const object of objectsOf(valueIn(module, 'resources'))) {
      found.push({ object, values: objectIn(object, 'values'), deposedKey: 'deposed_key' });
    }
    modules.push(...objectsOf(valueIn(module, 'child_modules')));
  }
  return before ? found : [...found, ...forgotten(root)];
}

/** What a plan takes out of the state and leaves in the cloud as it is (`removed` without `destroy`). */
function forgotten(root: JsonObject): readonly Shown[] {
  return objectsOf(valueIn(root, 'resource_changes')).flatMap((object) => {
    const change = valueIn(object, 'change');
    const actions = valueIn(change, 'actions');
    const isForgotten =
      actions?.kind === 'array' && actions.items.some((item) => item.kind === 'string' && item.value === 'forget');
    return isForgotten ? [{ object, values: objectIn(change, 'before'), deposedKey: 'deposed' }] : [];
  });
}

/** The attributes that are read: providers store dozens of others that nobody wrote. No string in them is a template. */
function stored(source: Source, object: JsonObject): TfBody {
  const members = object.members.filter(({ key }) => ALL_ARGUMENTS.has(key) || isGroupArgument(key));
  return bodyOf(source, { ...object, members }, 0);
}

function textIn(source: Source, object: JsonObject, key: string): string | undefined {
  const value = valueIn(object, key);
  return value === undefined ? undefined : pieceOf(source, value)?.text;
}

/** The attributes that are read are not nested deeper. */
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
      return value.value === null ? undefined : { kind: 'string', text: String(value.value), ...range };
    case 'object':
      return bodyOf(source, value, depth);
    case 'array': {
      // A plan has null for an element that it does not know yet.
      const notKnown = (item: JsonValue): TfValue => ({ kind: 'unknown', why: notKnownYet(), ...at(source, item) });
      const items = value.items.map((item) => readValue(source, item, depth + 1) ?? notKnown(item));
      return { kind: 'list', items, ...range };
    }
    default: {
      const piece = pieceOf(source, value);
      return piece === undefined ? undefined : { kind: 'string', ...piece };
    }
  }
}
