// Terraform in JSON: configuration (`*.tf.json`), state files of version 4, and what `terraform show -json` prints of a state or plan.

import { type JsonObject, type JsonValue, member } from '#syntax/json.ts';
import { t } from '#util/l10n.ts';
import { at, isEmpty, pieceOf } from '../cloud/jsonFields.ts';
import { report, type Source } from '../source.ts';
import { reportProvider } from './parts.ts';
import { completed, plannedExpressions } from './plannedValues.ts';
import { referenceIn, type TfBody, type TfResource, type TfValue, templateParts } from './value.ts';

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

export function readTerraformJson(source: Source, root: JsonObject): TfResource[] {
  switch (terraformForm(root)) {
    case 'state':
      return stateResources(source, root);
    case 'shown':
      return shownResources(source, root);
    default:
      return configuration(source, root);
  }
}

/** Objects, and lists of objects where Terraform lets a block stand several times. */
function blocks(value: JsonValue | undefined): JsonObject[] {
  if (value?.kind === 'object') return [value];
  if (value?.kind !== 'array') return [];
  return value.items.flatMap((item) => (item.kind === 'object' ? [item] : []));
}

function configuration(source: Source, root: JsonObject): TfResource[] {
  const resources: TfResource[] = [];
  const ids = importedIds(source, root);
  for (const byType of blocks(member(root, 'resource')?.value)) {
    for (const { key: type, value: labelled } of byType.members) {
      for (const byLabel of blocks(labelled)) {
        for (const { key: label, value } of byLabel.members) {
          for (const object of blocks(value)) {
            const reference = `${type}.${label}`;
            const body = bodyOf(source, object, true, 0);
            const id = ids.get(reference);
            const values = id === undefined ? body.values : new Map([...body.values, ['id', id]]);
            resources.push({ type, address: reference, reference, body: { ...body, values }, ...at(source, object) });
          }
        }
      }
    }
  }
  for (const byName of blocks(member(root, 'provider')?.value)) {
    for (const provider of blocks(member(byName, 'tencentcloud')?.value))
      reportProvider(source, bodyOf(source, provider, true, 0));
  }
  for (const { key, value } of root.members) {
    if (!DYNAMIC.has(key) || value === undefined || isEmpty(value)) continue;
    report(source, 'lost', at(source, value), t("What '{0}' says is not followed.", key));
  }
  return resources;
}

const DYNAMIC: ReadonlySet<string> = new Set(['module', 'data']);

/** `import` blocks say under which id a resource is in the cloud already. */
function importedIds(source: Source, root: JsonObject): Map<string, TfValue> {
  const ids = new Map<string, TfValue>();
  for (const block of blocks(member(root, 'import')?.value)) {
    const to = member(block, 'to')?.value;
    const id = member(block, 'id')?.value;
    if (to?.kind !== 'string' || id?.kind !== 'string') continue;
    const target = referenceIn(to.value.replace(/^\$\{(.*)\}$/, '$1'));
    const value = readValue(source, id, true, 0);
    if (target !== undefined && value?.kind === 'text') ids.set(target, value);
  }
  return ids;
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
      const attributes = member(instance, 'attributes')?.value;
      if (attributes?.kind !== 'object') continue;
      const index = textOf(source, instance, 'index_key');
      const address = index === undefined ? path : `${path}[${index}]`;
      const body = stored(source, attributes);
      resources.push({ type, address, reference: address, body, ...at(source, attributes) });
    }
  }
  return resources;
}

/** Modules hold modules to any depth: a list of what is still to be read stands for recursion. */
function shownResources(source: Source, root: JsonObject): TfResource[] {
  const isPlan = member(root, 'planned_values') !== undefined || member(root, 'resource_changes') !== undefined;
  const configured = isPlan ? plannedExpressions(source, root) : undefined;
  const resources: TfResource[] = [];
  const add = (object: JsonObject, values: JsonValue | undefined) => {
    const type = textOf(source, object, 'type');
    if (type === undefined || values?.kind !== 'object' || (textOf(source, object, 'mode') ?? 'managed') !== 'managed')
      return;
    const address = textOf(source, object, 'address') ?? `${type}.${textOf(source, object, 'name') ?? ''}`;
    const body = stored(source, values);
    const expressions = configured?.get(address.replaceAll(/\[[^\]]*\]/g, ''));
    const known = configured === undefined ? body : completed(source, body, values, expressions, address);
    resources.push({ type, address, reference: address, body: known, ...at(source, values) });
  };
  const planned = member(root, 'planned_values')?.value;
  const values = planned?.kind === 'object' ? planned : member(root, 'values')?.value;
  if (values?.kind !== 'object') {
    for (const change of blocks(member(root, 'resource_changes')?.value)) {
      const inner = member(change, 'change')?.value;
      if (inner?.kind === 'object') add(change, member(inner, 'after')?.value);
    }
    return resources;
  }
  const open = blocks(member(values, 'root_module')?.value);
  for (let module = open.shift(); module !== undefined; module = open.shift()) {
    for (const object of blocks(member(module, 'resources')?.value)) add(object, member(object, 'values')?.value);
    open.push(...blocks(member(module, 'child_modules')?.value));
  }
  return resources;
}

/** Attributes as a state has them: literal throughout, `${` included, computed ones left out where they say nothing here. */
function stored(source: Source, object: JsonObject): TfBody {
  const body = bodyOf(source, object, false, 0);
  const values = new Map([...body.values].filter(([key]) => STORED.has(key)));
  return { ...body, values };
}

/** What of a stored resource is looked at: providers store dozens of attributes that nobody wrote. */
const STORED: ReadonlySet<string> = new Set([
  'id',
  'name',
  'description',
  'project_id',
  'security_group_id',
  'ingress',
  'egress',
  'type',
  'policy',
  'cidr_ip',
  'source_sgid',
  'address_template',
  'protocol_template',
  'ip_protocol',
  'port_range',
  'policy_index',
  'instance_name',
  'private_ip',
  'public_ip',
  'subnet_id',
  'vpc_id',
  'orderly_security_groups',
  'security_groups',
  'cidr_block',
  'acl_id',
  'addresses',
  'addresses_extra',
  'template_ids',
  'protocols',
  'protocols_extra',
]);

function textOf(source: Source, object: JsonObject, key: string): string | undefined {
  const value = member(object, key)?.value;
  return value === undefined ? undefined : pieceOf(source, value)?.text;
}

/** Values nest as deep as the format's blocks do; what is deeper is nothing of ours. */
const MAX_DEPTH = 8;

function bodyOf(source: Source, object: JsonObject, templates: boolean, depth: number): TfBody {
  const values = new Map<string, TfValue>();
  for (const { key, value } of object.members) {
    const read = value === undefined ? undefined : readValue(source, value, templates, depth + 1);
    if (read !== undefined) values.set(key, read);
  }
  return { kind: 'body', values, ...at(source, object) };
}

function readValue(source: Source, value: JsonValue, templates: boolean, depth: number): TfValue | undefined {
  const range = at(source, value);
  if (depth > MAX_DEPTH) return { kind: 'unknown', text: '', ...range };
  switch (value.kind) {
    case 'literal':
      return value.value === null ? undefined : { kind: 'text', text: String(value.value), ...range };
    case 'object':
      return bodyOf(source, value, templates, depth);
    case 'array':
      return {
        kind: 'list',
        // An element that is null is one that a plan does not know yet.
        items: value.items.map((item) => readValue(source, item, templates, depth + 1) ?? unknownAt(source, item)),
        ...range,
      };
    default: {
      const piece = pieceOf(source, value);
      if (piece === undefined) return undefined;
      return templates ? template(piece.text, piece) : { kind: 'text', ...piece };
    }
  }
}

function unknownAt(source: Source, value: JsonValue): TfValue {
  return { kind: 'unknown', text: '', ...at(source, value) };
}

/** In configuration, `${…}` and `%{…}` are expressions, and `$${` and `%%{` stand for themselves. */
function template(text: string, piece: { start: number; end: number }): TfValue {
  const { start, end } = piece;
  const whole = /^\$\{([^{}]*)\}$/.exec(text)?.[1];
  const resource = whole === undefined ? undefined : referenceIn(whole);
  if (resource !== undefined) return { kind: 'reference', resource, start, end };
  const literal = text.replace(/\$\$\{|%%\{/g, '');
  if (literal.includes('${') || literal.includes('%{')) {
    const parts = templateParts({ text, start, end });
    return { kind: 'unknown', text, start, end, ...(parts === undefined ? {} : { parts }) };
  }
  return { kind: 'text', text: text.replace(/([$%])\1\{/g, '$1{'), start, end };
}
