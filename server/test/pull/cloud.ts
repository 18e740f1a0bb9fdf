// A server on the loopback interface that speaks the cloud's API as it is documented: signed requests, pages, rates, faults. Tests set
// what it holds and what goes wrong.

import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Thing = Readonly<Record<string, unknown>>;

/** What a region holds: each list by its name in the answer. */
export interface CloudRegion {
  readonly lists: Readonly<Record<string, readonly Thing[]>>;
  /** Policy sets by the id of the group. */
  readonly policies: ReadonlyMap<string, Thing>;
  readonly quintuples?: ReadonlyMap<string, readonly Thing[]>;
}

export interface Call {
  readonly action: string;
  readonly region: string | undefined;
  readonly params: Thing;
  readonly at: number;
}

/** Takes over a call: answers it, or does to the connection what it likes. Returns whether it did. */
export type Fault = (call: Call, response: ServerResponse) => boolean;

export interface Cloud {
  readonly url: string;
  readonly calls: readonly Call[];
  readonly stop: () => Promise<void>;
}

export const keys = {
  secretId: 'AKIDexampleexample',
  secretKey: 'Gu5t9xGARNpq86cd98joQYCN3EXAMPLE',
  token: 'tokentokentoken',
};

/** The variables that hold them. */
export const keysInEnvironment: Readonly<Record<string, string>> = {
  TENCENTCLOUD_SECRET_ID: keys.secretId,
  TENCENTCLOUD_SECRET_KEY: keys.secretKey,
  TENCENTCLOUD_TOKEN: keys.token,
};

interface ListAction {
  readonly set: string;
  readonly pages?: 'string' | 'number';
  /** The field that ids in the request select by. */
  readonly by?: readonly [request: string, field: string];
}

const actions: Readonly<Record<string, ListAction>> = {
  DescribeSecurityGroups: { set: 'SecurityGroupSet', pages: 'string' },
  DescribeSecurityGroupAssociationStatistics: {
    set: 'SecurityGroupAssociationStatisticsSet',
    by: ['SecurityGroupIds', 'SecurityGroupId'],
  },
  DescribeInstances: { set: 'InstanceSet', pages: 'number' },
  DescribeNetworkInterfaces: { set: 'NetworkInterfaceSet', pages: 'number' },
  DescribeSubnets: { set: 'SubnetSet', pages: 'string' },
  DescribeNetworkAcls: { set: 'NetworkAclSet', pages: 'number' },
  DescribeAddressTemplates: { set: 'AddressTemplateSet', pages: 'string' },
  DescribeAddressTemplateGroups: { set: 'AddressTemplateGroupSet', pages: 'string' },
  DescribeServiceTemplates: { set: 'ServiceTemplateSet', pages: 'string' },
  DescribeServiceTemplateGroups: { set: 'ServiceTemplateGroupSet', pages: 'string' },
};

export async function startCloud(
  regions: ReadonlyMap<string, CloudRegion>,
  fault: Fault = () => false,
): Promise<Cloud> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8');
      const header = (name: string) => request.headers[name]?.toString();
      const action = header('x-tc-action') ?? '';
      const call = { action, region: header('x-tc-region'), params: JSON.parse(body || '{}'), at: performance.now() };
      calls.push(call);
      if (fault(call, response)) return;
      const refused = faultOfSignature(request, body);
      answer(response, refused ?? resultOf(regions, call));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export function failed(Code: string, Message = 'It did not work.'): Thing {
  return { Error: { Code, Message } };
}

export function answer(response: ServerResponse, result: Thing): void {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ Response: { ...result, RequestId: 'r-1' } }));
}

function resultOf(regions: ReadonlyMap<string, CloudRegion>, { action, region = '', params }: Call): Thing {
  if (action === 'DescribeRegions') {
    const RegionSet = [...regions.keys()].map((Region) => ({ Region, RegionName: Region, RegionState: 'AVAILABLE' }));
    return {
      RegionSet: [...RegionSet, { Region: 'ap-closed', RegionState: 'UNAVAILABLE' }],
      TotalCount: RegionSet.length,
    };
  }
  const held = regions.get(region);
  if (held === undefined) return failed('UnsupportedRegion', `The region ${region} is not there.`);
  if (action === 'DescribeSecurityGroupPolicies') {
    const SecurityGroupPolicySet = held.policies.get(String(params['SecurityGroupId']));
    return SecurityGroupPolicySet === undefined ? failed('ResourceNotFound') : { SecurityGroupPolicySet };
  }
  if (action === 'DescribeNetworkAclQuintupleEntries') {
    const entries = held.quintuples?.get(String(params['NetworkAclId']));
    return entries === undefined
      ? failed('ResourceNotFound')
      : pageOf({ set: 'NetworkAclQuintupleSet' }, entries, params);
  }
  const known = actions[action];
  if (known === undefined) return failed('InvalidAction', action);
  const all = held.lists[known.set] ?? [];
  if (known.by !== undefined) {
    const [request, field] = known.by;
    const ids = params[request];
    if (!Array.isArray(ids) || ids.length > 100) return failed('InvalidParameterValue', request);
    return { [known.set]: all.filter((each) => ids.includes(each[field])) };
  }
  return pageOf(known, all, params);
}

function pageOf({ set, pages = 'number' }: ListAction, all: readonly Thing[], { Offset, Limit }: Thing): Thing {
  for (const value of [Offset, Limit]) {
    if (value !== undefined && typeof value !== pages)
      return failed('InvalidParameter', `Offset and Limit are of type ${pages}.`);
  }
  const from = Number(Offset ?? 0);
  const limit = Number(Limit ?? 20);
  if (limit < 1 || limit > 100) return failed('InvalidParameterValue', 'Limit');
  return { [set]: all.slice(from, from + limit), TotalCount: all.length };
}

/** Signs the request anew, as the API documents TC3-HMAC-SHA256, and compares. */
function faultOfSignature(request: IncomingMessage, body: string): Thing | undefined {
  const { authorization = '', host = '', 'content-type': type = '' } = request.headers;
  const timestamp = Number(request.headers['x-tc-timestamp']);
  const [, id, date, service, signed, signature] =
    /^TC3-HMAC-SHA256 Credential=([^/]+)\/([^/]+)\/([^/]+)\/tc3_request, SignedHeaders=([^,]+), Signature=([0-9a-f]+)$/.exec(
      authorization,
    ) ?? [];
  if (id !== keys.secretId) return failed('AuthFailure.SecretIdNotFound', `${id} is not known.`);
  if (request.headers['x-tc-token'] !== keys.token) return failed('AuthFailure.TokenFailure');
  if (!(Math.abs(Date.now() / 1000 - timestamp) < 300)) return failed('AuthFailure.SignatureExpire');
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const [name = ''] = host.split(':');
  const canonical = ['POST', '/', '', `content-type:${type}\nhost:${name}\n`, signed, hash(body)].join('\n');
  const toSign = ['TC3-HMAC-SHA256', timestamp, `${date}/${service}/tc3_request`, hash(canonical)].join('\n');
  const key = hmac(hmac(hmac(`TC3${keys.secretKey}`, date ?? ''), service ?? ''), 'tc3_request');
  const expected = createHmac('sha256', key).update(toSign).digest('hex');
  const isService =
    request.headers['x-tc-action'] === 'DescribeInstances' || request.headers['x-tc-action'] === 'DescribeRegions'
      ? 'cvm'
      : 'vpc';
  if (service !== isService || signature !== expected) return failed('AuthFailure.SignatureFailure');
  return undefined;
}
