#!/usr/bin/env node
// Takes the command line of the VS Code desktop program that @vscode/test-electron starts, and runs the same tests in the extension host of
// the VS Code of harness.mjs, with a headless browser as its window.
// Exit code: 0 all passed, 1 tests failed, 2 the extension host ended before the tests did, 3 time-out, 4 VS Code did not start,
// 130 interrupted. VSCODE_SHIM_TIMEOUT_MS (900000), VSCODE_SHIM_VERBOSE=1 (the workbench's log), VSCODE_SHIM_SHOT=x.png (picture on failure).
import { existsSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { stopRequested } from '../lib/processes.mjs';
import { installExtension, newPage, pageUrl, remoteUri, startServer } from './server.mjs';
import { followOutput, wrapForNode, wrapForWeb } from './testWrapper.mjs';
import { serveUi } from './uiService.mjs';
import { serveWebExtensions } from './webHost.mjs';

const valued = new Set([
  ...['extensionDevelopmentPath', 'extensionTestsPath', 'extensionDevelopmentKind', 'user-data-dir', 'extensions-dir'],
  ...['folder-uri', 'file-uri', 'install-extension', 'locale', 'log', 'profile', 'disable-extension', 'goto'],
  'crash-reporter-directory',
]);

/** Reads --key=value, --key value (for keys that take one), --switch, and what is none of these. A key may come more than once. */
function readArguments(args) {
  const options = {};
  const positional = [];
  for (let i = 0; i < args.length; i++) {
    const [, key, value] = /^--([^=]+)(?:=(.*))?$/s.exec(args[i]) ?? [];
    if (key === undefined) positional.push(args[i]);
    else {
      options[key] ??= [];
      options[key].push(value ?? (valued.has(key) ? args[++i] : 'true'));
    }
  }
  return { options, positional };
}

const { options, positional } = readArguments(process.argv.slice(2));
const last = (key) => options[key]?.at(-1);
const local = (file) => (file.startsWith('file:') ? fileURLToPath(file) : path.resolve(file));
const localOption = (key) => last(key) && local(last(key));

if (options['install-extension']) {
  for (const vsix of options['install-extension']) installExtension(local(vsix), localOption('extensions-dir'));
  process.exit(0);
}
const tests = localOption('extensionTestsPath');
if (!tests) {
  console.error('shim: --extensionTestsPath is missing');
  process.exit(4);
}
process.exit(await run());

async function run() {
  let finish;
  const ended = new Promise((resolve) => {
    finish = resolve;
  });
  stopRequested().then((reason) => finish({ interrupted: reason }));
  const state = { code: 4, drain: () => undefined };
  try {
    return await runTests(state, ended, finish);
  } catch (error) {
    state.drain();
    console.error(error, `\n--- server log\n${state.vscode?.log.slice(-4000) ?? ''}`);
    return state.code;
  } finally {
    state.ui?.close();
    await state.vscode?.stop();
  }
}

async function runTests(state, ended, finish) {
  const web = last('extensionDevelopmentKind') === 'web';
  const ui = await serveUi(() => state.page);
  state.ui = ui.server;
  const vscode = await startServer({
    userDataDir: last('user-data-dir'),
    extensionsDir: localOption('extensions-dir'),
    env: { VSCODE_SHIM_UI: ui.address },
  });
  state.vscode = vscode;
  const folder = path.join(vscode.folder, 't');
  mkdirSync(folder);
  const { wrapper, output, result } = web ? wrapForWeb(folder, tests) : wrapForNode(folder, tests);
  if (output) state.drain = followOutput(output);

  const page = await newPage(vscode, { locale: last('locale') });
  state.page = page;
  page.on('crash', () => finish({ failed: 'the browser page crashed' }));
  await page.exposeFunction('codeAutomationLog', (type, args) => hear(result, type, format(...args)));
  await page.exposeFunction('codeAutomationExit', (exit) => finish({ exit }));
  await page.goto(pageUrl(vscode, workspaceToOpen().folder, await payload(vscode, page, web, wrapper)));
  state.code = 2;

  const limit = Number(process.env.VSCODE_SHIM_TIMEOUT_MS ?? 900_000);
  const timer = setTimeout(() => finish({ timeout: limit }), limit);
  const tail = setInterval(state.drain, 100);
  const end = await ended;
  clearTimeout(timer);
  clearInterval(tail);
  state.drain();
  const code = judge(end, result.read());
  const shot = process.env.VSCODE_SHIM_SHOT;
  // What a test took itself shows more: by now the extensions have gone, and with them what was in their views.
  if (code !== 0 && shot && !existsSync(shot)) await page.screenshot({ path: shot }).catch(() => undefined);
  return code;
}

/** What the page says: the web host's tests mark their lines, the rest is the workbench's own log. */
function hear(result, type, text) {
  const outcome = text.indexOf('[shim:result]');
  if (outcome >= 0) return result.say(text.slice(outcome + '[shim:result]'.length).trim());
  const said = text.indexOf('[shim:out]');
  if (said >= 0) console.log(text.slice(said + '[shim:out]'.length).trimStart());
  else if (process.env.VSCODE_SHIM_VERBOSE || options.verbose) console.error(`[${type}] ${text}`);
}

function workspaceToOpen() {
  let folder;
  let file;
  for (const each of [
    ...positional,
    ...(options['folder-uri'] ?? []),
    ...(options['file-uri'] ?? []),
    ...(options.goto ?? []),
  ].map(local)) {
    if (each.endsWith('.code-workspace') || (existsSync(each) && statSync(each).isDirectory())) folder = each;
    else file = each;
  }
  return { folder, file };
}

/** The desktop program's options in the form in which the page takes them. */
async function payload(vscode, page, web, wrapper) {
  const developed = (options.extensionDevelopmentPath ?? []).map(local);
  const { file } = workspaceToOpen();
  if (web) await serveWebExtensions(page, vscode, developed, wrapper);
  return [
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
    ...(web
      ? []
      : [
          ['extensionTestsPath', remoteUri(vscode, wrapper)],
          ...developed.map((each) => ['extensionDevelopmentPath', remoteUri(vscode, each)]),
        ]),
    ...(options['enable-proposed-api'] ? [['enableProposedApi', '']] : []),
    ...(options['disable-extensions'] ? [['disableExtensions', 'true']] : []),
    ...(file ? [['openFile', remoteUri(vscode, file)]] : []),
  ];
}

/** The exit code. VS Code says 0 for an extension host that crashed or left, so only the outcome that the wrapper reports counts. */
function judge(end, outcome) {
  if (outcome !== undefined && outcome !== 'ok') console.error(outcome);
  if (end.timeout) {
    console.error(`shim: no result in ${end.timeout} ms`);
    return 3;
  }
  if (end.interrupted) {
    console.error(`shim: ${end.interrupted}`);
    return 130;
  }
  if (end.failed || outcome === undefined) {
    console.error(`shim: ${end.failed ?? `the extension host ended (${end.exit}) before the tests did`}`);
    return 2;
  }
  return outcome === 'ok' && end.exit === 0 ? 0 : 1;
}
