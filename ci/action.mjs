// What action.yml runs: secgroup with annotations, once more for code scanning, and once more for the comment of the pull request. It ends
// with the exit code of the first.
import { spawnSync } from 'node:child_process';
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { keepComment } from './comment.mjs';

const {
  SECGROUP_COMMAND: command = 'check',
  SECGROUP_PROGRAM: program = 'secgroup',
  SECGROUP_SARIF: sarif,
  SECGROUP_COMMENT: comment,
  GITHUB_OUTPUT: output,
  GITHUB_STEP_SUMMARY: summary,
} = process.env;

/** The formats that each command has. What has no annotations is printed as text. */
const formats = {
  check: { log: 'github', page: 'markdown' },
  test: { log: 'github' },
  diff: { log: 'github', page: 'markdown' },
  drift: { log: 'text', page: 'markdown' },
};

const chosen = formats[command];
if (chosen === undefined) fail(`'${command}' is no command of this action: use ${Object.keys(formats).join(', ')}.`);
const pull = pullRequest();
const lines = (text = '') =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
const paths = lines(process.env.SECGROUP_PATHS);
const options = lines(process.env.SECGROUP_ARGUMENTS);

const first = run(chosen.log);
process.stdout.write(first.stdout);
process.stderr.write(first.stderr);
if (output) appendFileSync(output, `exit-code=${first.code}\n`);
if (sarif && first.code !== 2) writeFileSync(sarif, run('sarif').stdout);
if (chosen.page !== undefined && first.code !== 2 && (summary || comment === 'true')) {
  const { stdout: page } = run(chosen.page);
  if (summary) appendFileSync(summary, `${page}\n`);
  if (comment === 'true' && pull !== undefined) {
    const fault = await keepComment({ pull, title: `secgroup:${command}`, page, token: process.env.SECGROUP_TOKEN });
    if (fault !== undefined) console.log(`::warning::The comment could not be written: ${fault}`);
  }
}
process.exit(first.code);

function run(format) {
  const compared = command === 'diff' ? [baseOf(), ...(paths.length > 0 ? paths : ['.'])] : paths;
  const args = [command, ...compared, ...options, '--format', format];
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 30 });
  if (error) fail(`${program} could not be run: ${error.message}`);
  return { code: status ?? 2, stdout, stderr };
}

/** The last commit of the branch that the pull request goes to. It has to be fetched: `fetch-depth: 0` of the checkout does that. */
function baseOf() {
  const base = process.env.SECGROUP_BASE || pull?.base;
  if (!base) fail('diff compares with a base: say which one with the input base, or run it for a pull request.');
  return base;
}

function pullRequest() {
  const { GITHUB_EVENT_PATH: file, GITHUB_API_URL: api, GITHUB_REPOSITORY: repository } = process.env;
  const found = file ? JSON.parse(readFileSync(file, 'utf8')).pull_request : undefined;
  return found && { api, repository, number: found.number, base: found.base?.sha };
}

function fail(message) {
  console.log(`::error::${message}`);
  process.exit(2);
}
