// Questions over the network, signed and sent by the official SDK. The only place that opens a connection.

import http from 'node:http';
import https from 'node:https';
import { HttpConnection } from 'tencentcloud-sdk-nodejs-common/tencentcloud/common/http/http_connection';
import { VERSION } from './actions.ts';
import type { Answer, Ask, Fault, Question } from './ask.ts';
import type { Keys } from './credentials.ts';
import type { UrlOf } from './endpoint.ts';
import { inTurns, keepPace } from './pace.ts';

export interface Connection {
  readonly urlOf: UrlOf;
  readonly keys: () => Promise<Keys>;
  /** Where the keys are from, for the sentence that says that they are wrong. */
  readonly source: string;
  readonly proxyFor: (url: string) => string | undefined;
  readonly signal: AbortSignal;
  /** The first pause before a question is asked again, in milliseconds; each further one is twice as long. */
  readonly pause?: number;
  /** An answer that does not come in this time, in milliseconds, is given up; it is asked for once more. */
  readonly answerWithin?: number;
}

/** Tries of a question that was throttled, cut off or met a fault of the server. */
const TRIES = 5;
const TIMED_OUT_TRIES = 2;
const AT_ONCE = 10;
/** Of one answer: a page holds a hundred things at most. */
const MOST_BYTES = 32 << 20;

export function connectTo(connection: Connection): Ask {
  const { signal, pause = 400 } = connection;
  const pace = keepPace(
    () => performance.now(),
    (ms) => sleep(ms, signal),
  );
  const turn = inTurns(AT_ONCE);
  // Given one, the SDK does not take `http_proxy` for every URL, for this machine too.
  const direct = new Map<string, http.Agent>([
    ['http:', new http.Agent({ keepAlive: true })],
    ['https:', new https.Agent({ keepAlive: true })],
  ]);
  const ask = async (question: Question): Promise<Answer> => {
    let timedOut = 0;
    for (let tries = 1; ; tries++) {
      await pace(question.action, question.perSecond);
      if (signal.aborted) return interrupted;
      const tried = await askOnce(connection, question, direct);
      if ('value' in tried) return tried;
      if (signal.aborted) return interrupted;
      if (tried.again === 'timeout') timedOut++;
      if (tried.again === undefined || tries === TRIES || timedOut === TIMED_OUT_TRIES) {
        const often = tries > 1 ? ` It was asked ${tries} times.` : '';
        return { fault: { ...tried.fault, message: `${tried.fault.message}${often}` } };
      }
      // Those that were throttled together are not to come again together.
      await sleep(pause * 2 ** (tries - 1) * (0.75 + Math.random() / 2), signal);
    }
  };
  return (question) => turn(() => ask(question));
}

const interrupted: Answer = { fault: { kind: 'interrupted', code: '', message: 'Interrupted.' } };

interface Failed {
  readonly fault: Fault;
  readonly again?: 'now' | 'timeout';
}

async function askOnce(
  connection: Connection,
  question: Question,
  direct: ReadonlyMap<string, http.Agent>,
): Promise<{ readonly value: Answers } | Failed> {
  const { urlOf, keys, proxyFor, signal, answerWithin = 15_000 } = connection;
  const url = urlOf(question.service);
  const { host, protocol } = new URL(url);
  const proxy = proxyFor(url);
  const agent = direct.get(protocol);
  const limit = new AbortController();
  // A connection that was cut in the middle of an answer tells nothing: this keeps the program running until it is given up.
  const timer = setTimeout(() => limit.abort(), answerWithin);
  let secrets: Keys | undefined;
  try {
    secrets = await keys();
    const response = await HttpConnection.doRequestWithSign3({
      method: 'POST',
      url,
      data: question.params,
      service: question.service,
      action: question.action,
      version: VERSION,
      ...secrets,
      language: 'en-US',
      requestClient: 'secgroup',
      timeout: 0,
      ...(proxy !== undefined ? { proxy } : agent !== undefined ? { agent } : {}),
      signal: AbortSignal.any([signal, limit.signal]),
      ...absent(question.region, secrets.token),
    });
    const text = await textOf(response.body);
    if (text === undefined) {
      const most = `${MOST_BYTES >> 20} MB`;
      return {
        fault: other(`The answer of ${host} to ${question.action} is longer than ${most}: it is not the cloud's.`),
      };
    }
    if (response.status >= 500) {
      return {
        fault: other(`${host} answers '${response.status} ${response.statusText}'. Try again later.`),
        again: 'now',
      };
    }
    const read = readAnswer(connection, question, host, text);
    if ('value' in read) return read;
    return { ...read, fault: { ...read.fault, message: withoutSecrets(read.fault.message, secrets) } };
  } catch (error) {
    if (limit.signal.aborted) {
      const message = `${host} did not answer ${question.action} within ${answerWithin / 1000} seconds.${PROXY_HINT}`;
      return { fault: other(message), again: 'timeout' };
    }
    const message = `${host} could not be asked: ${withoutSecrets(reasonOf(error), secrets)}.${PROXY_HINT}`;
    return { fault: other(message), again: 'now' };
  } finally {
    clearTimeout(timer);
  }
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

type Answers = Readonly<Record<string, unknown>>;

const PROXY_HINT = ' Look at the network and, where there is one, at the proxy (HTTPS_PROXY).';

/** What the SDK leaves out of the headers where it is null: its types want a text all the same. */
function absent(region: string | undefined, token: string | undefined): { region: string; token: string } {
  return { region: region ?? null, token: token ?? null } as unknown as { region: string; token: string };
}

function readAnswer(
  { source }: Connection,
  question: Question,
  host: string,
  text: string,
): { readonly value: Answers } | Failed {
  const response = responseIn(text);
  if (response === undefined && text.startsWith('{"Response"')) {
    return { fault: other(`The answer of ${host} to ${question.action} is cut off.${PROXY_HINT}`), again: 'now' };
  }
  if (response === undefined) {
    const begin = text.trim().slice(0, 60).replace(/\s+/g, ' ');
    const message = `${host} does not answer as the cloud's API does ('${begin}'): look whether a proxy or a page to sign in is in between.`;
    return { fault: other(message) };
  }
  const error = response['Error'];
  if (error === undefined) return { value: response };
  const { Code: code = '', Message: words = '' } = isObject(error) ? error : {};
  return explain(question, String(code), String(words), source);
}

function responseIn(text: string): Answers | undefined {
  try {
    const whole: unknown = JSON.parse(text);
    const response = isObject(whole) ? whole['Response'] : undefined;
    return isObject(response) ? response : undefined;
  } catch {
    return undefined;
  }
}

/** The API's codes in sentences that say what to do. */
function explain({ service, action, region }: Question, code: string, words: string, source: string): Failed {
  const said = `${code}: ${words.trim().replace(/\.?$/, '.')}`;
  if (/^RequestLimitExceeded/.test(code)) {
    return {
      fault: {
        kind: 'other',
        code,
        message: `The cloud answers no more questions of this account for now: pull again later, or fewer regions at once. (${action}: ${said})`,
      },
      again: 'now',
    };
  }
  if (/^InternalError/.test(code)) {
    return {
      fault: {
        kind: 'other',
        code,
        message: `The cloud has a fault of its own at ${action} (${said}) Try again later.`,
      },
      again: 'now',
    };
  }
  if (/^(AuthFailure\.)?UnauthorizedOperation/.test(code)) {
    const message = `${action} is refused: the keys (${source}) need the permission '${service}:${action}'. Get it, or write what can be read with --partial. (${said})`;
    return { fault: { kind: 'refused', code, message } };
  }
  if (code === 'AuthFailure.SignatureExpire') {
    return {
      fault: { kind: 'keys', code, message: `The clock of this machine is wrong: set it and pull again. (${said})` },
    };
  }
  if (code === 'AuthFailure.TokenFailure') {
    return {
      fault: {
        kind: 'keys',
        code,
        message: `The temporary keys (${source}) have expired or do not belong together: get new ones. (${said})`,
      },
    };
  }
  if (/^AuthFailure/.test(code)) {
    return { fault: { kind: 'keys', code, message: `The keys (${source}) are not accepted: correct them. (${said})` } };
  }
  if (/^ResourceNotFound/.test(code)) return { fault: { kind: 'gone', code, message: said } };
  if (code === 'UnsupportedRegion' || /^InvalidParameterValue/.test(code)) {
    const message = `The cloud does not take the region '${region}' for ${action}: correct it; --region all pulls all there are. (${said})`;
    return { fault: { kind: 'region', code, message } };
  }
  return { fault: { kind: 'other', code, message: `${action} failed. (${said})` } };
}

function other(message: string): Fault {
  return { kind: 'other', code: '', message };
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function withoutSecrets(text: string, keys: Keys | undefined): string {
  return [keys?.secretId, keys?.secretKey, keys?.token].reduce<string>(
    (rest, secret) => (secret ? rest.replaceAll(secret, '***') : rest),
    text,
  );
}

/** Ends early where everything is to end. */
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

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
