// The region of a resource: that of the provider configuration with which it is made. This is the default one or one with an alias, of the
// module itself or handed to the module by its caller.

import { t } from '#util/l10n.ts';
import { complain } from './complaints.ts';
import { asKnownString, asString } from './conversion.ts';
import { evaluate } from './evaluate.ts';
import { NULL, whyUnknown } from './evaluated.ts';
import { type Block, type Expression, writtenText } from './expression.ts';
import { type Instance, once, scopeOf } from './instance.ts';
import { run } from './steps.ts';

/** Undefined where it is not given, or not known. */
export function regionOf(instance: Instance, resource: Block): string | undefined {
  const chosen = resource.body.attributes.get('provider')?.value;
  // Where the resource names no provider, Terraform takes the one that its type begins with.
  const key = chosen === undefined ? (resource.labels[0] ?? '').replace(/_.*/, '') : keyIn(chosen);
  const provider = key === undefined ? undefined : providerOf(instance, key);
  const written = provider?.block.body.attributes.get('region')?.value;
  if (provider === undefined || written === undefined) return undefined;
  const { instance: home } = provider;
  const { world } = home;
  const value = once(home, `provider.${keyOf(provider.block)}.region`, function* () {
    const given = yield evaluate(written, scopeOf(home));
    return given.kind === 'null' ? NULL : asString(given);
  });
  const region = asKnownString(run(world.budget, value));
  if (region.kind === 'string') return region.text === '' ? undefined : region.text;
  const why = whyUnknown(region);
  const message = t('The region of the provider is not known, and has to be named at the import: {0}.', why);
  complain(world.complaints, 'lost', written, message);
  return undefined;
}

interface Provider {
  readonly block: Block;
  /** The module that declares it. */
  readonly instance: Instance;
}

function providerOf(first: Instance, wanted: string): Provider | undefined {
  let key = wanted;
  for (let instance: Instance | undefined = first; instance !== undefined; ) {
    const declared = instance.config.providers.find((block) => keyOf(block) === key);
    const handed = handedTo(instance, key);
    // A block without arguments stands for what is handed to the module, as it did before Terraform 0.13.
    if (declared !== undefined && (handed === undefined || saysMore(declared))) return { block: declared, instance };
    // An alias is not inherited.
    if (handed === undefined && key.includes('.')) return undefined;
    key = handed ?? key;
    instance = instance.call?.caller;
  }
  return undefined;
}

function keyOf({ labels, body }: Block): string {
  const alias = writtenText(body.attributes.get('alias')?.value);
  const name = labels[0] ?? '';
  return alias === undefined ? name : `${name}.${alias}`;
}

function saysMore({ body }: Block): boolean {
  return body.blocks.length > 0 || [...body.attributes.keys()].some((key) => key !== 'alias' && key !== 'version');
}

/** The provider configuration that the `providers` of the caller hands over under a key. */
function handedTo({ call }: Instance, key: string): string | undefined {
  const written = call?.block.body.attributes.get('providers')?.value;
  if (written?.kind !== 'object') return undefined;
  const item = written.items.find((each) => keyIn(each.key) === key);
  return item === undefined ? undefined : keyIn(item.value);
}

/** `tencentcloud`, `tencentcloud.shanghai`, also in quotes. */
function keyIn(expression: Expression): string | undefined {
  if (expression.kind === 'name') return expression.name;
  if (expression.kind !== 'get') return writtenText(expression);
  return expression.of.kind === 'name' ? `${expression.of.name}.${expression.name}` : undefined;
}
