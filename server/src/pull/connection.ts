// Questions over the network, which the official SDK signs and sends. The only place that opens a connection.

import http from 'node:http';
import https from 'node:https';
import { HttpConnection } from 'tencentcloud-sdk-nodejs-common/tencentcloud/common/http/http_connection';
import { VERSION } from './actions.ts';
import type { Answer, Ask, Fault, Question } from './ask.ts';
import type { Keys } from './credentials.ts';
import type { UrlOf } from './endpoint.ts';
import { isObject, type JsonObject, parsedObject } from './json.ts';
import { inTurns, keepPace } from './pace.ts';

export interface Connection {
  readonly urlOf: UrlOf;
  readonly keys: () => Promise<Keys>;
  /** Where the keys are from, for the sentence that says that they are wrong. */
  readonly source: string;
  readonly proxyFor: (url: string) => string | undefined;
  readonly signal: AbortSignal;
  /** The pause before a question is asked a second time, in milliseconds. Each further pause is twice as long. */
  readonly pause?: number;
  /** An answer that takes longer, in milliseconds, is given up. */
  readonly answerWithin?: number;
}

/** How often a question is asked that was throttled, was cut off, or met a fault of the server. */
const MOST_TRIES = 5;
const MOST_TIMEOUTS = 2;
const AT_ONCE = 10;
/** Of one answer: a page has a hundred objects at most. */
const MOST_BYTES = 32 << 20;

export function connectTo(connection: Connection): Ask {
  const { signal, pause = 400 } = connection;
  const pace = keepPace(
    () => performance.now(),
    (ms) => sleep(ms, signal),
  );
  const turn = inTurns(AT_ONCE);
  // Without an agent, the SDK would take the variable `http_proxy` for every URL, also for those on this machine.
  const agents = new Map<string, http.Agent>([
    ['http:', new http.Agent({ keepAlive: true })],
    ['https:', new https.Agent({ keepAlive: true })],
  ]);
  const ask = async (question: Question): Promise<Answer> => {
    let timeouts = 0;
    for (let tries = 1; ; tries++) {
      await pace(question.action, question.perSecond);
      if (signal.aborted) return interrupted;
      const tried = await askOnce(connection, question, agents);
      if ('value' in tried) return tried;
      if (signal.aborted) return interrupted;
      if (tried.again === 'timeout') timeouts++;
      if (tried.again === undefined || tries === MOST_TRIES || timeouts === MOST_TIMEOUTS) {
        const often = tries > 1 ? ` It was asked ${tries} times.` : '';
        return { fault: { ...tried.fault, message: `${tried.fault.message}${often}` } };
      }
      // The pauses differ, so that questions that were throttled together do not come again together.
      await sleep(pause * 2 ** (tries - 1) * (0.75 + Math.random() / 2), signal);
    }
  };
  return (question) => turn(() => ask(question));
}

const interrupted: Answer = { fault: { kind: 'interrupted', code: '', message: 'Interrupted.' } };

interface Failed {
  readonly fault: Fault;
  /** Whether the question may succeed if it is asked again. */
  readonly again?: 'now' | 'timeout';
}

type Tried = { readonly value: JsonObject } | Failed;

async function askOnce(
  connection: Connection,
  question: Question,
  agents: ReadonlyMap<string, http.Agent>,
): Promise<Tried> {
  const { urlOf, keys, answerWithin = 15_000 } = connection;
  const { host } = new URL(urlOf(question.service));
  const limit = new AbortController();
  // After a connection was cut in the middle of an answer, nothing but this timer keeps the program running until it gives up.
  const timer = setTimeout(() => limit.abort(), answerWithin);
  let secrets: Keys | undefined;
  try {
    secrets = await keys();
    const response = await send(connection, question, agents, secrets, limit.signal);
    const text = await textOf(response.body);
    if (text === undefined) {
      const most = `${MOST_BYTES >> 20} MB`;
      return failed(`The answer of ${host} to ${question.action} is longer than ${most}: it is not the cloud's.`);
    }
    if (response.status >= 500) {
      return failed(`${host} answers '${response.status} ${response.statusText}'. Try again later.`, 'now');
    }
    const read = readAnswer(connection, question, host, text);
    if ('value' in read) return read;
    return { ...read, fault: { ...read.fault, message: withoutSecrets(read.fault.message, secrets) } };
  } catch (error) {
    if (limit.signal.aborted) {
      const within = `${answerWithin / 1000} seconds`;
      return failed(`${host} did not answer ${question.action} within ${within}.${PROXY_HINT}`, 'timeout');
    }
    const reason = error instanceof Error ? error.message : String(error);
    return failed(`${host} could not be asked: ${withoutSecrets(reason, secrets)}.${PROXY_HINT}`, 'now');
  } finally {
    clearTimeout(timer);
  }
}

const PROXY_HINT = ' Look at the network and, where there is one, at the proxy (HTTPS_PROXY).';

function failed(message: string, again?: Failed['again']): Failed {
  return { fault: { kind: 'other', code: '', message }, again };
}

function send(
  { urlOf, proxyFor, signal }: Connection,
  { service, action, region, params }: Question,
  agents: ReadonlyMap<string, http.Agent>,
  keys: Keys,
  limit: AbortSignal,
) {
  const url = urlOf(service);
  const proxy = proxyFor(url);
  const agent = agents.get(new URL(url).protocol);
  return HttpConnection.doRequestWithSign3({
    method: 'POST',
    url,
    data: params,
    service,
    action,
    version: VERSION,
    ...keys,
    language: 'en-US',
    requestClient: 'secgroup',
    timeout: 0,
    ...(proxy !== undefined ? { proxy } : agent !== undefined ? { agent } : {}),
    signal: AbortSignal.any([signal, limit]),
    ...orNull(region, keys.token),
  });
}

/** The SDK leaves a header out where its value is null, though its types want a string. */
function orNull(region: string | undefined, token: string | undefined): { region: string; token: string } {
  return { region: region ?? null, token: token ?? null } as unknown as { region: string; token: string };
}

/** Undefined where it is too long. */
async function textOf(body: AsyncIterable<string | Buffer>): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of body) {
    const bytes = Buffer.from(part);
    length += bytes.length;
    if (length > MOST_BYTES) return undefined;
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString('utf8');
}

function readAnswer({ source }: Connection, question: Question, host: string, text: string): Tried {
  const response = parsedObject(text)?.['Response'];
  if (!isObject(response) && text.startsWith('{"Response"')) {
    return failed(`The answer of ${host} to ${question.action} is cut off.${PROXY_HINT}`, 'now');
  }
  if (!isObject(response)) {
    const begin = text.trim().slice(0, 60).replace(/\s+/g, ' ');
    return failed(
      `${host} does not answer as the cloud's API does ('${begin}'): look whether a proxy or a page to sign in is in between.`,
    );
  }
  const error = response['Error'];
  if (error === undefined) return { value: response };
  const { Code: code = '', Message: words = '' } = isObject(error) ? error : {};
  return explain(question, String(code), String(words), source);
}

interface Explanation {
  readonly code: RegExp;
  readonly kind: Fault['kind'];
  readonly again?: 'now';
  readonly say: (question: Question, said: string, source: string) => string;
}

/** The first that fits the API's code says what to do. */
const EXPLANATIONS: readonly Explanation[] = [
  {
    code: /^RequestLimitExceeded/,
    kind: 'other',
    again: 'now',
    say: ({ action }, said) =>
      `The cloud answers no more questions of this account for now: pull again later, or fewer regions at once. (${action}: ${said})`,
  },
  {
    code: /^InternalError/,
    kind: 'other',
    again: 'now',
    say: ({ action }, said) => `The cloud has a fault of its own at ${action} (${said}) Try again later.`,
  },
  {
    code: /^(AuthFailure\.)?UnauthorizedOperation/,
    kind: 'refused',
    say: ({ action, service }, said, source) =>
      `${action} is refused: the keys (${source}) need the permission '${service}:${action}'. Get it, or write what can be read with --partial. (${said})`,
  },
  {
    code: /^AuthFailure\.SignatureExpire$/,
    kind: 'keys',
    say: (_, said) => `The clock of this machine is wrong: set it and pull again. (${said})`,
  },
  {
    code: /^AuthFailure\.TokenFailure$/,
    kind: 'keys',
    say: (_, said, source) =>
      `The temporary keys (${source}) have expired or do not belong together: get new ones. (${said})`,
  },
  {
    code: /^AuthFailure/,
    kind: 'keys',
    say: (_, said, source) => `The keys (${source}) are not accepted: correct them. (${said})`,
  },
  { code: /^ResourceNotFound/, kind: 'gone', say: (_, said) => said },
  {
    code: /^UnsupportedRegion$|^InvalidParameterValue/,
    kind: 'region',
    say: ({ action, region }, said) =>
      `The cloud does not take the region '${region}' for ${action}: correct it; --region all pulls all there are. (${said})`,
  },
  { code: /^/, kind: 'other', say: ({ action }, said) => `${action} failed. (${said})` },
];

function explain(question: Question, code: string, words: string, source: string): Failed {
  const said = `${code}: ${words.trim().replace(/\.?$/, '.')}`;
  const { kind, again, say } = EXPLANATIONS.find((each) => each.code.test(code)) as Explanation;
  return { fault: { kind, code, message: say(question, said, source) }, again };
}

function withoutSecrets(text: string, keys: Keys | undefined): string {
  return [keys?.secretId, keys?.secretKey, keys?.token].reduce<string>(
    (rest, secret) => (secret ? rest.replaceAll(secret, '***') : rest),
    text,
  );
}

/** Ends early when the program is to end. */
function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
