// Guards what continuous integration is offered: the action as a user's repository runs it, its one comment against a server that speaks
// GitHub's API, and the examples of docs/ci.md.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'sgci-'));
const repository = path.join(folder, 'repository');
const bin = path.join(folder, 'bin');
const git = (...args) =>
  execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=n@example.org', ...args], {
    cwd: repository,
    encoding: 'utf8',
  }).trim();
const rules = (port) => `group web {
  inbound { allow tcp ${port} from any "the shop" }
}
cvm web-1 {
  private-ip 10.0.0.1
  groups web
}
expect allow tcp 443 from internet to web-1 "the shop is open"
`;
let base;

/** A user's repository with a change, and the built command line on the path. */
beforeAll(() => {
  mkdirSync(path.join(repository, 'rules'), { recursive: true });
  mkdirSync(bin);
  writeFileSync(path.join(bin, 'secgroup'), `#!/bin/sh\nexec '${process.execPath}' '${root}/dist/cli.mjs' "$@"\n`);
  chmodSync(path.join(bin, 'secgroup'), 0o755);
  git('init', '-q');
  writeFileSync(path.join(repository, 'rules/web.sg'), rules('443'));
  git('add', '-A');
  git('commit', '-qm', 'one');
  base = git('rev-parse', 'HEAD');
  writeFileSync(path.join(repository, 'rules/web.sg'), rules('443,8443'));
  git('commit', '-qam', 'two');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const environment = () => ({ ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` });

function runAction(inputs, more = {}) {
  const child = spawn(process.execPath, [path.join(root, 'ci/action.mjs')], {
    cwd: repository,
    env: { ...environment(), GITHUB_OUTPUT: '', GITHUB_STEP_SUMMARY: '', GITHUB_EVENT_PATH: '', ...inputs, ...more },
  });
  let out = '';
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (out += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out })));
}

test('check annotates, writes SARIF and its exit code', async () => {
  const sarif = path.join(folder, 'a.sarif');
  const output = path.join(folder, 'output');
  writeFileSync(path.join(repository, 'rules/broken.sg'), 'group db {\n  inbound { allow tcp 3306 from nobody }\n}\n');
  const { code, out } = await runAction({ SECGROUP_PATHS: 'rules', SECGROUP_SARIF: sarif, GITHUB_OUTPUT: output });
  rmSync(path.join(repository, 'rules/broken.sg'));
  expect(code).toBe(1);
  expect(out).toMatch(/^::error file=rules\/broken.sg,line=2/m);
  expect(readFileSync(output, 'utf8')).toBe('exit-code=1\n');
  expect(JSON.parse(readFileSync(sarif, 'utf8')).runs[0].results.length).toBeGreaterThan(0);
});

test('test passes where every expectation holds', async () => {
  expect((await runAction({ SECGROUP_COMMAND: 'test', SECGROUP_PATHS: 'rules' })).code).toBe(0);
});

test('what is no command, or no base to compare with, is told', async () => {
  expect((await runAction({ SECGROUP_COMMAND: 'delete' })).out).toMatch(/^::error::'delete' is no command/);
  expect((await runAction({ SECGROUP_COMMAND: 'diff' })).out).toMatch(/^::error::diff compares with a base/);
});

/** Comments of one pull request. Refuses to write where `canWrite` is false, as for a fork. */
async function startGitHub(canWrite = true) {
  const comments = Array.from({ length: 120 }, (_, id) => ({ id, body: `comment ${id}` }));
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (text) => (body += text));
    request.on('end', () => {
      const url = new URL(request.url, 'http://localhost');
      const answer = (status, value) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
      if (request.method === 'GET') {
        const page = Number(url.searchParams.get('page'));
        return answer(200, comments.slice(100 * (page - 1), 100 * page));
      }
      if (!canWrite || request.headers.authorization !== 'Bearer t') return answer(403, {});
      if (request.method === 'POST') return answer(201, comments.push({ id: comments.length, ...JSON.parse(body) }));
      const own = comments.find(({ id }) => id === Number(url.pathname.split('/').at(-1)));
      return answer(200, Object.assign(own, JSON.parse(body)));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const event = path.join(folder, 'event.json');
  writeFileSync(event, JSON.stringify({ pull_request: { number: 7, base: { sha: base } } }));
  const inputs = {
    SECGROUP_COMMAND: 'diff',
    SECGROUP_PATHS: 'rules',
    SECGROUP_COMMENT: 'true',
    SECGROUP_TOKEN: 't',
    GITHUB_API_URL: `http://127.0.0.1:${server.address().port}`,
    GITHUB_REPOSITORY: 'o/r',
    GITHUB_EVENT_PATH: event,
  };
  return { comments, inputs, stop: () => server.close() };
}

test('diff keeps one comment, which changes with the pull request', async () => {
  const { comments, inputs, stop } = await startGitHub();
  const own = () => comments.filter(({ body }) => body.startsWith('<!-- secgroup:diff -->'));
  expect((await runAction(inputs)).code).toBe(1);
  expect(own()).toHaveLength(1);
  expect(own()[0].body).toMatch(/8443/);
  writeFileSync(path.join(repository, 'rules/web.sg'), rules('443'));
  expect((await runAction(inputs)).code).toBe(0);
  git('checkout', '-q', 'rules');
  stop();
  expect(own()).toHaveLength(1);
  expect(own()[0].body).not.toMatch(/8443/);
});

test('without the right to comment there is a warning, and the text in the summary', async () => {
  const { inputs, stop } = await startGitHub(false);
  const summary = path.join(folder, 'summary.md');
  const { code, out } = await runAction(inputs, { GITHUB_STEP_SUMMARY: summary });
  stop();
  expect(code).toBe(1);
  expect(out).toMatch(/^::warning::The comment could not be written: .*pull-requests: write/m);
  expect(readFileSync(summary, 'utf8')).toMatch(/8443/);
});

const page = readFileSync(path.join(root, 'docs/ci.md'), 'utf8');

test('the shell lines of the page do what it says', () => {
  const gitlab = [...page.matchAll(/^ {4}- (secgroup .*)$/gm)].map(([, line]) => line);
  const [, plain = ''] = /## Anything else\n\n```sh\n([^`]*)```/.exec(page) ?? [];
  const lines = [...gitlab, ...plain.trim().split('\n')];
  expect(lines).toHaveLength(6);
  const env = { ...environment(), BASE: base, CI_MERGE_REQUEST_DIFF_BASE_SHA: base };
  const ran = spawnSync('sh', ['-ec', lines.join('\n')], { cwd: repository, env, encoding: 'utf8' });
  expect([ran.status, ran.stderr]).toEqual([0, '']);
  expect(readFileSync(path.join(repository, 'difference.md'), 'utf8')).toMatch(/8443/);
  git('clean', '-qfd');
});

test('the inputs that the page gives are the action’s, and every action is pinned by its hash', () => {
  const action = readFileSync(path.join(root, 'action.yml'), 'utf8');
  const [, inputs = ''] = /^inputs:\n([\s\S]*?)^outputs:/m.exec(action) ?? [];
  const known = new Set([...inputs.matchAll(/^ {2}([a-z]+):/gm)].map(([, name]) => name));
  const given = [...page.matchAll(/uses: secgroup\/secgroup@.*\n\s+with:\n((?: {10}.*\n)+)/g)].flatMap(([, block]) =>
    [...block.matchAll(/^ {10}([a-z]+):/gm)].map(([, name]) => name),
  );
  expect(given.length).toBeGreaterThan(5);
  expect(given.filter((name) => !known.has(name))).toEqual([]);
  const workflows = ['test', 'release'].map((name) =>
    readFileSync(path.join(root, `.github/workflows/${name}.yml`), 'utf8'),
  );
  const used = [...[action, page, ...workflows].join('\n').matchAll(/uses: ([^\s]+)/g)]
    .map(([, use]) => use)
    .filter((use) => !use.startsWith('secgroup/'));
  expect(used.filter((use) => !/@[0-9a-f]{40}$/.test(use))).toEqual([]);
});

test('the hooks call what there is', () => {
  const hooks = readFileSync(path.join(root, '.pre-commit-hooks.yaml'), 'utf8');
  for (const [, entry] of hooks.matchAll(/^ {2}entry: secgroup (.*)$/gm)) {
    expect(spawnSync(path.join(bin, 'secgroup'), [...entry.split(' '), 'rules'], { cwd: repository }).status).toBe(0);
  }
});
