// The keys with which questions are signed: those in the environment, in tccli's files, or of the machine's role, in this order. They are given
// only to the SDK.

import { isObject, type JsonObject, parsedObject } from './json.ts';

export interface Keys {
  readonly secretId: string;
  readonly secretKey: string;
  readonly token?: string;
}

export interface Credentials {
  /** Called for each question, since the keys of a role are renewed. */
  readonly keys: () => Promise<Keys>;
  /** Where the keys are from, for messages. */
  readonly source: string;
  /** The region of the profile, where it names one. */
  readonly region?: string;
}

export interface Surroundings {
  readonly variable: (name: string) => string | undefined;
  /** The text of a file in `.tccli` of the home folder; undefined where there is none. */
  readonly tccliFile: (name: string) => Promise<string | undefined>;
  /** The keys of the machine's role; rejects where it has none. */
  readonly role: () => Promise<Keys>;
}

export async function findCredentials(
  { variable, tccliFile, role }: Surroundings,
  profile: string | undefined,
): Promise<Credentials | { readonly error: string }> {
  const name = profile ?? 'default';
  if (!/^[\p{L}\p{N}_.-]+$/u.test(name)) return { error: `'${name}' is not the name of a profile.` };
  const region = regionOf(parsedObject((await tccliFile(`${name}.configure`)) ?? ''));
  const id = variable('TENCENTCLOUD_SECRET_ID');
  const key = variable('TENCENTCLOUD_SECRET_KEY');
  const token = variable('TENCENTCLOUD_TOKEN');
  if ((id === undefined) !== (key === undefined)) {
    const absent = id === undefined ? 'TENCENTCLOUD_SECRET_ID' : 'TENCENTCLOUD_SECRET_KEY';
    return { error: `${absent} is not set, but its counterpart is: set both, or neither.` };
  }
  if (id !== undefined && key !== undefined) {
    const keys = { secretId: id, secretKey: key, token };
    return { keys: async () => keys, source: 'the variables TENCENTCLOUD_SECRET_ID and _KEY', region };
  }
  const text = await tccliFile(`${name}.credential`);
  if (text !== undefined) {
    const read = keysOf(parsedObject(text), name);
    return 'error' in read ? read : { keys: async () => read, source: `tccli's profile '${name}'`, region };
  }
  if (profile !== undefined)
    return { error: `tccli has no profile '${name}': 'tccli configure --profile ${name}' makes it.` };
  try {
    await role();
  } catch {
    const message =
      'There are no keys: set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY, sign in with tccli configure, or run on a machine that has a role.';
    return { error: message };
  }
  return { keys: role, source: "the machine's role", region };
}

function keysOf(file: JsonObject | undefined, name: string): Keys | { readonly error: string } {
  if (file === undefined) return { error: `The file of tccli's profile '${name}' is not a JSON object.` };
  const text = (field: string) => (typeof file[field] === 'string' && file[field] !== '' ? file[field] : undefined);
  if (typeof file['oauth'] === 'object' || text('type') === 'oauth' || text('type') === 'sso') {
    return {
      error: `tccli's profile '${name}' signs in by a browser, which is not done here: use a profile with keys, or TENCENTCLOUD_SECRET_ID and _KEY.`,
    };
  }
  if (['role-arn', 'role_arn', 'roleArn'].some((field) => text(field) !== undefined)) {
    return {
      error: `tccli's profile '${name}' takes over a role, which is not done here: set TENCENTCLOUD_SECRET_ID, _KEY and _TOKEN to keys of that role.`,
    };
  }
  const secretId = text('secretId');
  const secretKey = text('secretKey');
  if (secretId === undefined || secretKey === undefined) {
    return { error: `tccli's profile '${name}' has no secretId and secretKey: 'tccli configure' asks for them.` };
  }
  return { secretId, secretKey, token: text('token') };
}

/** `_sys_param.region`, or `region` in old files. */
function regionOf(file: JsonObject | undefined): string | undefined {
  const parameters = file?.['_sys_param'];
  const found = (isObject(parameters) ? parameters['region'] : undefined) ?? file?.['region'];
  return typeof found === 'string' && found !== '' ? found : undefined;
}
