// Guards that the page "From your cloud", followed to the letter with the built program against a server that speaks the API, shows what
// the page shows. The cloud is the live side of the samples.

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { blocksOf, commandsOf, readPage } from '../support/page.ts';
import { type CloudRegion, keys, startCloud, type Thing } from './cloud.ts';

const root = path.join(import.meta.dirname, '../../..');
const work = mkdtempSync(path.join(tmpdir(), 'secgroup-cloud-'));
afterAll(() => rmSync(work, { recursive: true, force: true }));

/** What a snapshot holds, as the API tells it: policies apart from their groups. */
function cloudOf(text: string): ReadonlyMap<string, CloudRegion> {
  const { regions } = JSON.parse(text) as { readonly regions: readonly Thing[] };
  return new Map(
    regions.map(({ Region, SecurityGroupSet, ...lists }) => {
      const groups = SecurityGroupSet as readonly Thing[];
      const policies = groups.map(
        (group) =>
          [String(group['SecurityGroupId']), { Version: '1', ...(group['SecurityGroupPolicySet'] as Thing) }] as const,
      );
      const plain = groups.map(({ SecurityGroupPolicySet: _, ...group }) => group);
      return [
        String(Region),
        { lists: { ...(lists as CloudRegion['lists']), SecurityGroupSet: plain }, policies: new Map(policies) },
      ];
    }),
  );
}

async function run(line: string, env: NodeJS.ProcessEnv): Promise<string> {
  const shell = spawn('bash', ['-c', `exec 2>&1; ${line}`], { cwd: work, env });
  let output = '';
  shell.stdout.on('data', (part: Buffer) => {
    output += part.toString('utf8');
  });
  await new Promise((resolve) => shell.on('close', resolve));
  return output.trimEnd();
}

test('its commands print what it shows', { timeout: 120_000 }, async () => {
  const cloud = await startCloud(
    cloudOf(readFileSync(path.join(root, 'samples/live/ap-guangzhou.live.sg.json'), 'utf8')),
  );
  try {
    const bin = path.join(work, 'bin');
    mkdirSync(bin);
    // As it is called on the page; only where the cloud is differs.
    const program = `#!/bin/sh
command="$1"
shift
if [ "$command" = pull ]; then set -- --endpoint '${cloud.url}' "$@"; fi
exec '${process.execPath}' '${path.join(root, 'dist/cli.mjs')}' "$command" "$@"
`;
    writeFileSync(path.join(bin, 'secgroup'), program, { mode: 0o755 });
    const env = {
      ...process.env,
      PATH: `${bin}${path.delimiter}${process.env['PATH']}`,
      NO_COLOR: '1',
      TENCENTCLOUD_SECRET_ID: keys.secretId,
      TENCENTCLOUD_SECRET_KEY: keys.secretKey,
      TENCENTCLOUD_TOKEN: keys.token,
    };
    const blocks = blocksOf(readPage('fromYourCloud.md'));
    expect(blocks.filter(({ language }) => language === 'console').length).toBeGreaterThan(4);
    for (const { language, file, text } of blocks) {
      if (language === 'console') {
        for (const { command, shown } of commandsOf(text)) expect(await run(command, env), `$ ${command}`).toBe(shown);
      } else if (file !== undefined) {
        const target = path.join(work, file);
        mkdirSync(path.dirname(target), { recursive: true });
        writeFileSync(target, text);
      }
    }
  } finally {
    await cloud.stop();
  }
});
