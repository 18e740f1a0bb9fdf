// Guards the completion scripts and the man page: they know every command and option that the help shows, and the shells take them.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { main } from '#cli/main.ts';
import { runInMemory } from './memorySystem.ts';

const output = async (...args: string[]) => (await runInMemory(new Map(), '', (system) => main(args, system))).stdout;

async function allFlags(): Promise<ReadonlyMap<string, readonly string[]>> {
  const [, commands = ''] = /Commands:\n([\s\S]*?)\n\n/.exec(await output('--help')) ?? [];
  const names = [...commands.matchAll(/^ {2}([a-z-]+)/gm)].map(([, name = '']) => name);
  const help = await Promise.all(names.map((name) => output(name, '--help')));
  return new Map(
    names.map((name, i) => [
      name,
      [...(help[i] ?? '').matchAll(/^ {2}(?:-\w, )?--([a-z-]+)/gm)].map(([, flag = '']) => flag),
    ]),
  );
}

test('bash offers commands, options and the words that an option takes', async () => {
  const script = await output('completion', 'bash');
  const complete = (...words: string[]) => {
    const line = `COMP_WORDS=(secgroup ${words.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${words.length}; _secgroup; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return spawnSync('bash', ['-c', `${script}\n${line}`], { encoding: 'utf8' })
      .stdout.trim()
      .split('\n');
  };
  expect(complete('pa')).toEqual(['packet']);
  expect(complete('check', '--format', '')).toContain('sarif');
  expect(complete('check', '--format', 'sa')).toEqual(['sarif']);
  expect(complete('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  for (const [command, flags] of await allFlags()) {
    expect(complete(command, '--').sort(), command).toEqual(flags.map((flag) => `--${flag}`).sort());
  }
});

test('zsh, fish and the man page name every option of every command', async () => {
  const [zsh, fish, manual] = await Promise.all([
    output('completion', 'zsh'),
    output('completion', 'fish'),
    output('man'),
  ]);
  const all = await allFlags();
  expect(all.size).toBeGreaterThan(10);
  for (const [command, flags] of all) {
    const [, ofZsh = ''] = new RegExp(`^ *${command}\\) (.*)$`, 'm').exec(zsh) ?? [];
    const [, ofMan = ''] = manual.split(`.SS ${command.replaceAll('-', '\\-')}\n`);
    for (const flag of flags) {
      expect(ofZsh).toContain(`--${flag}[`);
      expect(fish).toMatch(new RegExp(`from ${command}' .*-l ${flag} `));
      expect(ofMan.split('.SS')[0]).toContain(`\\-\\-${flag.replaceAll('-', '\\-')}`);
    }
  }
});

test('a shell that is not known is refused with those that are', async () => {
  const { exit, stderr } = await runInMemory(new Map(), '', (system) => main(['completion', 'tcsh'], system));
  expect(exit).toBe(2);
  expect(stderr).toMatch(/bash, zsh, fish/);
});
