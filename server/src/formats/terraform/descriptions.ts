// Sensitive values in descriptions are hidden, as descriptions decide nothing about packets. In addresses, ports and names they are used.

import { type Secrets, withoutSecrets } from '../secrets.ts';
import type { TfBody, TfResource, TfValue } from './value.ts';

export function withoutSecretDescriptions(resources: readonly TfResource[], secrets: Secrets): readonly TfResource[] {
  if (secrets.texts.size === 0) return resources;
  return resources.map((resource) => ({ ...resource, body: inBody(resource.body, secrets) }));
}

/** It may call itself: the provider's blocks are nested three levels deep. */
function inBody(body: TfBody, secrets: Secrets): TfBody {
  const values = new Map<string, TfValue>();
  for (const [key, value] of body.values) values.set(key, inValue(key, value, secrets));
  return { ...body, values };
}

function inValue(key: string, value: TfValue, secrets: Secrets): TfValue {
  if (value.kind === 'body') return inBody(value, secrets);
  if (value.kind === 'list') return { ...value, items: value.items.map((item) => inValue(key, item, secrets)) };
  return value.kind === 'string' && key === 'description'
    ? { ...value, text: withoutSecrets(value.text, secrets.texts) }
    : value;
}
