// Guards that docs/editors.md, followed to the letter, makes Neovim and Emacs show findings, built-in names and hovers, and rename. Where an
// editor is not installed its test is not there: what the page says is checked by the others, and no editor comes from npm.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { keywordTypes } from '#syntax/tokens.ts';
import { program } from '../reliability/program.ts';

const page = readFileSync(new URL('../../../docs/editors.md', import.meta.url), 'utf8');

/** The blocks of a section, by their language. */
function blocks(section: string, language: string): readonly string[] {
  const text = page.split(/^## /m).find((each) => each.startsWith(section)) ?? '';
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(([, block = '']) => block);
}

const home = realpathSync(mkdtempSync(path.join(tmpdir(), 'secgroup-editors-')));
const shop = path.join(home, 'shop');
afterAll(() => rmSync(home, { recursive: true, force: true }));

const web =
  'region ap-guangzhou\ngroup web {\n  inbound {\n    allow ssh from office\n    allow tcp 443 from nowhere\n  }\n}\n';
const lists = 'region ap-guangzhou\naddresses office { 203.0.113.0/24 }\n';

beforeEach(() => {
  write('shop/web.sg', web);
  write('shop/lists.sg', lists);
  write('shop/secgroup.json', '{}\n');
  write('bin/secgroup', `#!/bin/sh\nexec '${process.execPath}' '${program}' "$@"\n`);
  chmodSync(path.join(home, 'bin/secgroup'), 0o755);
});

function write(file: string, text: string): void {
  mkdirSync(path.dirname(path.join(home, file)), { recursive: true });
  writeFileSync(path.join(home, file), text);
}

function run(command: string, args: readonly string[], input = ''): string {
  const { PATH } = process.env;
  const env = {
    HOME: home,
    PATH: `${path.join(home, 'bin')}:${PATH}`,
    XDG_CONFIG_HOME: path.join(home, 'config'),
    XDG_CACHE_HOME: path.join(home, 'cache'),
    LANG: 'C.UTF-8',
  };
  const ran = spawnSync(command, args, { cwd: shop, env, input, encoding: 'utf8', timeout: 60_000 });
  return `${ran.stdout}${ran.stderr}`;
}

/** What an editor writes of itself where it is installed, in a line for each thing. */
function versionOf(command: string, args: readonly string[]): string {
  return spawnSync(command, args, { encoding: 'utf8' }).stdout ?? '';
}

const neovim = /NVIM v0\.(\d+)/.exec(versionOf('nvim', ['--version']))?.[1];
const hasEglot =
  versionOf('emacs', [
    '--batch',
    '--eval',
    "(progn (package-initialize) (princ (if (require 'eglot nil t) 'yes 'no)))",
  ]) === 'yes';

function expectAll(output: string): void {
  expect(output).toContain("finding: There is no group or address list 'nowhere' in region 'ap-guangzhou'.");
  expect(output).toMatch(/definition: services ssh +\{ tcp 22 \} read-only/);
  expect(output).toMatch(/file: \S+\/secgroup\/builtin-[0-9a-f]{12}\.sg/);
  expect(output).toMatch(/hover: .*203\.0\.113\.0\/24/);
  expect(output).toContain('keyword: ');
  expect(readFileSync(path.join(shop, 'web.sg'), 'utf8')).toBe(web.replace('office', 'hq'));
  expect(readFileSync(path.join(shop, 'lists.sg'), 'utf8')).toBe(lists.replace('office', 'hq'));
}

if (neovim !== undefined) {
  test('Neovim', { timeout: 120_000 }, () => {
    const [recent = '', older = ''] = blocks('Neovim', 'lua');
    write('config/nvim/init.lua', Number(neovim) >= 11 ? recent : older);
    write('config/nvim/syntax/secgroup.vim', blocks('Neovim', 'vim')[0] ?? '');
    write('drive.lua', DRIVE_NEOVIM.replaceAll('SHOP', shop));
    expectAll(run('nvim', ['--headless', '-c', `luafile ${path.join(home, 'drive.lua')}`]));
  });
}

if (hasEglot) {
  test('Emacs', { timeout: 120_000 }, () => {
    write('init.el', `(package-initialize)\n${blocks('Emacs', 'elisp')[0]}`);
    write('drive.el', DRIVE_EMACS.replaceAll('SHOP', shop));
    // eglot asks before it edits files that are not open.
    expectAll(run('emacs', ['--batch', '-l', path.join(home, 'init.el'), '-l', path.join(home, 'drive.el')], 'y\ny\n'));
  });
}

test('every list of keywords is the grammar’s', () => {
  const expected = keywordTypes.map(({ name }) => name.slice(1, -1)).sort();
  const vim = (blocks('Neovim', 'vim')[0] ?? '').split('\n').filter((line) => line.startsWith('syntax keyword '));
  expect(vim.flatMap((line) => line.split(' ').slice(3)).sort()).toEqual(expected);
  const [, elisp = ''] = /secgroup-keywords\n {2}'\((.*?)\)/s.exec(blocks('Emacs', 'elisp')[0] ?? '') ?? [];
  expect([...elisp.matchAll(/"(.*?)"/g)].map(([, word]) => word).sort()).toEqual(expected);
  const [, yaml = ''] = /\((region\|.*?)\)/.exec(blocks('Sublime', 'yaml')[0] ?? '') ?? [];
  expect(yaml.split('|').sort()).toEqual(expected);
});

const DRIVE_NEOVIM = `
local function wait(what, test)
  if vim.wait(20000, test, 20) then return end
  print('never came: ' .. what .. '\\n')
  vim.cmd('cquit')
end
local function say(what, text) io.stdout:write(what .. ': ' .. text:gsub('\\n', ' ') .. '\\n') end
vim.cmd('edit SHOP/web.sg')
wait('findings', function() return #vim.diagnostic.get(0) > 0 end)
for _, found in ipairs(vim.diagnostic.get(0)) do say('finding', found.message) end
say('keyword', vim.fn.synIDattr(vim.fn.synID(1, 1, 1), 'name') == 'secgroupKeyword' and 'coloured' or error('no syntax'))
vim.api.nvim_win_set_cursor(0, { 4, 19 })
local place = vim.lsp.util.make_position_params(0, 'utf-16')
for _, answer in pairs(vim.lsp.buf_request_sync(0, 'textDocument/hover', place, 20000)) do
  say('hover', answer.result.contents.value)
end
vim.lsp.buf.rename('hq')
wait('rename', function() return vim.fn.getline(4):match('hq') end)
vim.cmd('wall')
vim.api.nvim_win_set_cursor(0, { 4, 10 })
vim.lsp.buf.definition()
wait('definition', function() return not vim.fn.expand('%:p'):match('web.sg') end)
say('definition', vim.fn.getline('.') .. (vim.bo.readonly and ' read-only' or ''))
say('file', vim.fn.expand('%:p'))
vim.cmd('qall!')
`;

const DRIVE_EMACS = `
(require 'eglot)
(setq eglot-sync-connect 20)
(defun wait-for (what test)
  (let ((end (+ (float-time) 20)))
    (while (and (not (funcall test)) (< (float-time) end)) (accept-process-output nil 0.05))
    (unless (funcall test) (message "never came: %s" what) (kill-emacs 1))))
(defun say (what text) (message "%s: %s" what (replace-regexp-in-string "\\n" " " (substring-no-properties text))))
(find-file "SHOP/web.sg")
(font-lock-ensure)
(when (eq (get-text-property 1 'face) 'font-lock-keyword-face) (say "keyword" "coloured"))
(call-interactively 'eglot)
(flymake-start)
(wait-for "findings" (lambda () (flymake-diagnostics)))
(dolist (found (flymake-diagnostics)) (say "finding" (replace-regexp-in-string "^.*?: " "" (flymake-diagnostic-text found))))
(goto-char (point-min))
(search-forward "office")
(backward-char 2)
(let ((answer (jsonrpc-request (eglot-current-server) :textDocument/hover (eglot--TextDocumentPositionParams))))
  (say "hover" (eglot--hover-info (plist-get answer :contents))))
(eglot-rename "hq")
(save-some-buffers t)
(goto-char (point-min))
(search-forward "ssh")
(backward-char 2)
(xref-find-definitions (xref-backend-identifier-at-point 'eglot))
(say "definition" (concat (buffer-substring (line-beginning-position) (line-end-position)) (if buffer-read-only " read-only" "")))
(say "file" (buffer-file-name))
(eglot-shutdown-all)
`;
