// The model of a text, and things of it by their names.

import { bind } from '#model/bind.ts';
import type { Entity, Model } from '#model/model.ts';
import { type Address, parseAddress } from '#net/address.ts';
import { parse } from '#syntax/parse.ts';

/** The model of one file of the rule language. */
export function modelOf(text: string): Model {
  return bind([{ uri: 'test:/test.sg', tree: parse(text) }]);
}

export function entityNamed(model: Model, name: string): Entity {
  const found = [...model.entities.values()].find((entity) => entity.name === name);
  if (found === undefined) throw new Error(`The test's model has no '${name}'.`);
  return found;
}

export function ip(text: string): Address {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.address;
}
