// Guards, on the built program, that a comparison with a git revision holds the same files on both sides, says which it cannot hold, and
// tells git's own reasons.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';

const program = path.join(import.meta.dirname, '../../../dist/cli.mjs');
const root = mkdtempSync(path.join(tmpdir(), 'secgroup-revisions-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

function git(folder: string, ...args: string[]): void {
  const named = ['-c', 'user.name=n', '-c', 'user.email=n@example.org', '-c', 'advice.addEmbeddedRepo=false'];
  execFileSync('git', [...named, ...args], { cwd: folder, env, stdio: 'ignore' });
}

/** A new repository with these files in its one commit. */
function repository(name: string, files: Readonly<Record<string, string>>): string {
  const folder = path.join(root, name);
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '-q');
  write(folder, files);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'one');
  return folder;
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
}

function run(folder: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const ran = spawnSync(process.execPath, [program, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...env, ...more },
  });
  return { exit: ran.status, stdout: ran.stdout, stderr: ran.stderr };
}

const open = 'group web { inbound { allow tcp 443 from any } }\ncvm web-1 { private-ip 10.0.0.1 groups web }\n';
const shut = 'group web { }\ncvm web-1 { private-ip 10.0.0.1 groups web }\n';

test('a submodule is not compared', () => {
  const team = repository('team', { 'own.sg': '' });
  const rules = repository('team/rules', { 'web.sg': open });
  git(team, 'add', 'rules');
  git(team, 'commit', '-q', '-m', 'two');
  write(rules, { 'web.sg': shut });
  const told = 'secgroup: rules is not compared: a submodule, whose files are in a repository of its own\n';
  for (const args of [
    ['HEAD', '.'],
    ['HEAD', 'rules'],
    ['HEAD', 'rules/web.sg'],
    ['HEAD:rules', 'rules'],
  ]) {
    const { exit, stderr } = run(team, ['diff', ...args]);
    expect([args, exit, stderr.startsWith(told)]).toEqual([args, 2, true]);
  }
  expect(run(team, ['diff', 'HEAD', '.', '--partial'])).toEqual({
    exit: 0,
    stdout: 'No packet is decided otherwise.\n',
    stderr: told,
  });
  expect(run(rules, ['diff', 'HEAD', '.']).exit).toBe(1);
});

test('a pointer of Git LFS on one side is not compared', () => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 90\n`;
  const folder = repository('lfs', { 'web.sg': pointer });
  write(folder, { 'web.sg': open });
  const { exit, stdout, stderr } = run(folder, ['diff', 'HEAD', '.', '--partial', '--format', 'json']);
  expect([exit, JSON.parse(stdout)]).toEqual([
    0,
    {
      version: 1,
      changes: [],
      text: [],
      notCompared: [{ file: 'web.sg', why: expect.stringContaining('Git LFS pointer') }],
    },
  ]);
  expect(stderr).toMatch(/^secgroup: web\.sg is not compared: a Git LFS pointer/);
});

test('what the settings leave out is left out of the revision too', () => {
  const folder = repository('excluded', {
    'secgroup.json': '{"files": {"exclude": ["archive/**"]}}',
    'archive/web.sg': open,
    'web.sg': shut,
  });
  expect(run(folder, ['diff', 'HEAD', '.']).exit).toBe(0);
});

test('a file that is committed though it is ignored is not compared', () => {
  const folder = repository('ignored', { 'made/web.sg': open, 'web.sg': '' });
  write(folder, { '.gitignore': 'made\n' });
  const { exit, stderr } = run(folder, ['diff', 'HEAD', '.']);
  expect([exit, stderr.split('\n')[0]]).toEqual([
    2,
    'secgroup: made/web.sg is not compared: .gitignore leaves it out of the folder',
  ]);
});

test('damage is told of the version that has it', () => {
  const folder = repository('damaged', { 'web.sg': open.replace('from', 'form') });
  write(folder, { 'web.sg': open });
  const { exit, stderr } = run(folder, ['diff', 'HEAD', '.']);
  expect([exit, stderr.split('\n')[0]]).toEqual([
    2,
    "secgroup: web.sg:1:37: Expected 'from' and a peer after the service, found 'form'. Did you mean 'from'? (HEAD)",
  ]);
});

test("git's reason is told, with its remedy", () => {
  const folder = repository('owned', { 'web.sg': open });
  const { exit, stderr } = run(folder, ['diff', 'HEAD', '.'], { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' });
  expect([exit, stderr]).toEqual([
    2,
    expect.stringMatching(/detected dubious ownership in repository at .*git config --global --add safe\.directory/),
  ]);
  expect(run(folder, ['diff', 'HEAD', '.'], { PATH: path.join(root, 'nowhere') })).toMatchObject({
    exit: 2,
    stderr: "secgroup: 'HEAD' is neither a file or folder nor a git revision: git is not installed.\n",
  });
});

test('a Terraform configuration of a revision is read with its modules and values, from wherever it is asked', () => {
  const rules = `variable "port" {}
resource "tencentcloud_security_group" "web" { name = "web" }
resource "tencentcloud_security_group_lite_rule" "web" {
  security_group_id = tencentcloud_security_group.web.id
  ingress           = ["ACCEPT#0.0.0.0/0#${'$'}{var.port}#TCP"]
}
`;
  const folder = repository('terraform', {
    'modules/web/main.tf': rules,
    'infra/main.tf': 'variable "port" {}\nmodule "web" {\n  source = "../modules/web"\n  port   = var.port\n}\n',
    'infra/terraform.tfvars': 'port = 443\n',
    'policies.json': '{"Ingress":[{"Action":"ACCEPT","CidrBlock":"0.0.0.0/0"}],"Egress":[]}',
  });
  write(folder, { 'infra/terraform.tfvars': 'port = 80\n', 'other.tfvars': 'port = 22\n' });
  const changed = expect.stringMatching(/now allowed {2}tcp 80 from any: .*\n.*now denied {3}tcp 443 from any/);
  for (const [from, ...args] of [
    ['', 'HEAD', 'infra'],
    ['', 'HEAD:infra', 'infra/main.tf'],
    ['infra', 'HEAD', '.'],
    ['infra', 'HEAD:./', 'main.tf'],
  ]) {
    const { exit, stdout, stderr } = run(path.join(folder, from ?? ''), ['diff', ...args]);
    expect({ exit, stdout, stderr }).toEqual({ exit: 1, stdout: changed, stderr: '' });
  }
  expect(run(folder, ['diff', 'HEAD', 'infra', '--var-file', 'other.tfvars']).exit).toBe(0);
  expect(run(folder, ['diff', 'HEAD', 'policies.json', '--group', 'web']).exit).toBe(0);
  expect(run(folder, ['diff', ':infra/main.tf', 'infra'])).toMatchObject({
    exit: 2,
    stderr: expect.stringContaining('name a commit'),
  });
});

test('where neither side has rules, that is said', () => {
  const folder = repository('bare', { 'readme.md': '' });
  expect(run(folder, ['diff', 'HEAD', '.'])).toEqual({
    exit: 2,
    stdout: '',
    stderr: "secgroup: Neither 'HEAD' nor '.' has rule files (.sg or .sg.json): there is nothing to compare.\n",
  });
});
