// Guards that of a disk only the folders of a configuration's modules are read, and no link out of them is followed.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hcl } from '../../test/support/hcl.ts';
import { main } from './main.ts';
import { nodeSystem } from './nodeSystem.ts';
import type { System } from './system.ts';

const top = realpathSync(mkdtempSync(path.join(tmpdir(), 'secgroup-terraform-')));
const at = (name: string) => path.join(top, name);
const GROUP = 'resource "tencentcloud_security_group" "x" { name = "outside" }\n';

beforeAll(() => {
  for (const folder of ['infra/modules', 'shared', 'outside']) mkdirSync(at(folder), { recursive: true });
  writeFileSync(at('outside/main.tf'), GROUP);
  writeFileSync(at('outside/rules.json'), '["ACCEPT#10.0.0.0/8#80#TCP"]');
  writeFileSync(at('shared/main.tf'), 'resource "tencentcloud_security_group" "y" { name = "shared" }\n');
  writeFileSync(at('infra/own.json'), '["ACCEPT#10.0.0.0/8#443#TCP"]');
  symlinkSync(at('outside/rules.json'), at('infra/linked.json'));
  symlinkSync(at('infra/own.json'), at('infra/inner.json'));
  symlinkSync(at('outside'), at('infra/modules/linked'));
  symlinkSync(at('outside/main.tf'), at('infra/linked.tf'));
});

afterAll(() => rmSync(top, { recursive: true, force: true }));

async function imported(
  text: string,
  named = 'infra/main.tf',
): Promise<{ exit: number; out: string; complaints: string }> {
  writeFileSync(at('infra/main.tf'), text);
  let [out, complaints] = ['', ''];
  const system: System = {
    ...nodeSystem(),
    // The program's own files lie elsewhere while it is not built.
    readAsset: (name) => (name.startsWith('tree') ? hcl.grammar() : hcl.runtime()),
    out: (words) => {
      out += words;
    },
    complain: (words) => {
      complaints += words;
    },
  };
  const exit = await main(['import', at(named)], system);
  return { exit, out, complaints };
}

const lite = (list: string) =>
  `resource "tencentcloud_security_group_lite_rule" "a" {\n  security_group_id = "sg-00000001"\n  ingress = ${list}\n}\n`;

test.each(['own.json', 'inner.json'])('%s of the folder is read', async (name) => {
  const { exit, out } = await imported(lite(`jsondecode(file("\${path.module}/${name}"))`));
  expect(exit).toBe(0);
  expect(out).toContain('allow tcp 443 from 10.0.0.0/8');
});

test.each(['linked.json', '../outside/rules.json', at('outside/rules.json')])('%s is not', async (name) => {
  const { exit, out, complaints } = await imported(lite(`jsondecode(file("${name}"))`));
  expect(exit).toBe(2);
  expect(out).toBe('');
  expect(complaints).toContain('A part of the rules is not known: file()');
});

test('a module of a folder beside is read, and one behind a link out of the folder is not', async () => {
  const beside = await imported('module "a" { source = "../shared" }\n');
  expect(beside.out).toBe('group shared {\n}\n');
  const linked = await imported('module "a" { source = "./modules/linked" }\n');
  expect(linked.exit).toBe(2);
  expect(linked.complaints).toContain("lies in 'modules/linked', where there is no file *.tf");
});

test('a file of the folder that is a link out of it is refused with the folder', async () => {
  const { exit, complaints } = await imported(lite('[]'), 'infra');
  expect(exit).toBe(2);
  expect(complaints).toContain("linked.tf' cannot be read. It leads out of");
});
