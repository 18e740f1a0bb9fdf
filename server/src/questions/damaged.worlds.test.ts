// Guards that nothing is answered from half a model: random files are damaged at random, and each command either answers as it did before
// or says a place and exits with 2. With --partial it answers.

import { expect, test } from 'vitest';
import { runInMemory } from '../../test/cli/memorySystem.ts';
import { loadFixture } from '../../test/support/checkDiagnostics.ts';
import { pick, type Random, randomFrom } from '../../test/support/random.ts';
import { randomWorld } from '../../test/support/randomWorld.ts';
import { rounds } from '../../test/support/rounds.ts';
import { ADDRESSES, POINTS, printWorld } from '../../test/support/smallWorld.ts';
import { main } from '../cli/main.ts';
import { gapsOf } from './gaps.ts';

type Loaded = ReturnType<typeof loadFixture>;

/** Of each kind. */
const FILES = 120;

test.each(['sg', 'sg.json'] as const)(
  'damaged .%s files',
  async (kind) => {
    const counts = { same: 0, told: 0, harmless: 0 };
    const soak = rounds(1, 40);
    for (let seed = Number(process.env['SEED'] ?? 1); counts.same + counts.told < FILES * soak; seed++) {
      const random = randomFrom(seed);
      const text = await randomText(random, kind);
      const damaged = damage(random, text);
      const file = `rules/a.${kind}`;
      const load = (each: string): Loaded => loadFixture(new Map([[`/${file}`, each]]));
      const [sound, broken] = [load(text), load(damaged)];
      // A name that nothing had before is another file and not a damaged one: that nobody refers to it any more is a gap, but elsewhere.
      const isRenamed = [...declaredNames(broken)].some((name) => !declaredNames(sound).has(name));
      if (isRenamed || isCutBetweenBlocks(text, damaged) || gapsOf(broken).length === 0) {
        counts.harmless++;
        continue;
      }
      const args = someQuestion(random, text);
      const [before, after] = [await ask(file, text, args), await ask(file, damaged, args)];
      // What cannot be asked of the sound file is asked of no other.
      if (before.exit === 2) continue;
      const where = `seed ${seed}: ${args.join(' ')}\n${differing(text, damaged)}\n${after.stderr}`;
      if (after.exit === 2) {
        counts.told++;
        expect(after.stderr, where).toMatch(/^secgroup: rules\/a\.sg(\.json)?:\d+:\d+: /m);
        const answered = await ask(file, damaged, [...args, '--partial']);
        const isFault = answered.exit === 2;
        expect([answered.stderr, answered.stdout !== '' || isFault], where).toEqual([
          expect.stringMatching(/^secgroup: rules\/a\.sg(\.json)?:\d+:\d+: /m),
          true,
        ]);
      } else {
        counts.same++;
        expect([after.exit, withoutPlaces(after.stdout)], where).toEqual([before.exit, withoutPlaces(before.stdout)]);
      }
    }
    console.info(`damaged .${kind}: ${JSON.stringify(counts)}`);
    expect(Math.min(counts.same, counts.told)).toBeGreaterThan(FILES / 20);
  },
  600_000,
);

function declaredNames({ model }: Loaded): ReadonlySet<string> {
  return new Set([...model.regions.values()].flatMap(({ names }) => [...names.keys()]));
}

/** Two regions of one file. What is broken in the second is none of the first one's business: no machine there has a public address. */
async function randomText(random: Random, kind: 'sg' | 'sg.json'): Promise<string> {
  const far = printWorld(randomWorld(random)).replaceAll(/ public-ip [^a-z}]+/g, ' ');
  const text = `region ap-one\n${printWorld(randomWorld(random))}\nregion ap-two\n${far}\n`;
  if (kind === 'sg') return text;
  const files = new Map([['a.sg', text]]);
  const { stdout } = await runInMemory(files, '', (system) => main(['export', '--all', '--as', 'snapshot'], system));
  return stdout;
}

function ask(file: string, text: string, args: readonly string[]) {
  return runInMemory(
    new Map([
      [file, text],
      ['other/a.sg', ''],
    ]),
    '',
    (system) => main(args, system),
  );
}

function someQuestion(random: Random, text: string): readonly string[] {
  const region = 'ap-one';
  const machines = [...new Set(text.match(/\bc\d\b/g) ?? [])];
  const end = () => pick(random, random() < 0.6 && machines.length > 0 ? machines : ADDRESSES);
  const there = ['rules', '--region', region];
  switch (pick(random, ['packet', 'packet', 'packet', 'reach', 'test', 'diff', 'export'] as const)) {
    case 'packet': {
      const { protocol, port } = pick(random, POINTS);
      const ports = port === null ? [] : ['--port', `${port}`];
      return ['packet', '--from', end(), '--to', end(), '--protocol', protocol, ...ports, '--format', 'json', ...there];
    }
    case 'reach':
      return ['reach', pick(random, ['--from', '--to']), end(), '--format', 'json', ...there];
    case 'test':
      return ['test', '--format', 'json', '--allow-empty', ...there];
    case 'diff':
      return ['diff', 'other', 'rules', '--format', 'json', '--region', region];
    case 'export': {
      const direction = pick(random, ['inbound', 'outbound']);
      return ['export', pick(random, ['ga', 'gb', 'gc']), '--as', 'csv', '--direction', direction, ...there];
    }
  }
}

/** A file that was cut off, a word with a slip in it, or a line that ran into another one. */
function damage(random: Random, text: string): string {
  const at = Math.floor(random() * text.length);
  const lines = text.split('\n');
  const line = Math.floor(random() * lines.length);
  const written = lines[line] ?? '';
  switch (pick(random, ['cut', 'slip', 'slip', 'slip', 'splice', 'lost'] as const)) {
    case 'cut':
      return text.slice(0, at);
    case 'slip': {
      const words = [...written.matchAll(/[\p{L}\d./-]+/gu)];
      const [word = '', start = 0] =
        words.length === 0 ? [] : [pick(random, words)].flatMap((one) => [one[0], one.index]);
      const slip = Math.floor(Number(random()) * `${word}`.length);
      const changed = `${`${word}`.slice(0, slip)}${pick(random, ['', 'x', '!'])}${`${word}`.slice(slip + 1)}`;
      lines[line] = written.slice(0, Number(start)) + changed + written.slice(Number(start) + `${word}`.length);
      return lines.join('\n');
    }
    case 'splice': {
      const other = pick(random, lines);
      const [a, b] = [random() * written.length, random() * other.length];
      lines[line] = written.slice(0, a) + other.slice(b);
      return lines.join('\n');
    }
    case 'lost':
      return text.slice(0, at) + text.slice(at + 1 + Math.floor(random() * 12));
  }
}

/** Such a file is whole, and says nothing of what came behind. */
function isCutBetweenBlocks(text: string, damaged: string): boolean {
  return text.startsWith(damaged) && damaged.split('{').length === damaged.split('}').length;
}

function withoutPlaces(json: string): string {
  return json.replaceAll(/"(file|range)":(\{"start":\{[^}]*\},"end":\{[^}]*\}\}|"[^"]*")/g, '');
}

function differing(text: string, damaged: string): string {
  const [a, b] = [text.split('\n'), damaged.split('\n')];
  const first = a.findIndex((line, i) => line !== b[i]);
  return `line ${first + 1}:\n- ${a.slice(first, first + 2).join('\n- ')}\n+ ${b.slice(first, first + 2).join('\n+ ')}\n`;
}
