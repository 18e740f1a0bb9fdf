import { appendFileSync } from 'node:fs';

export interface Case {
  readonly name: string;
  /** How much of it there is (rules, lines): cases of one family with different sizes also show how the time grows. */
  readonly size?: number;
  /** Cases of the same thing at several sizes share this name. */
  readonly family?: string;
  /** Milliseconds that are the aim, shown beside the figure. Nothing fails when it is missed. */
  readonly aim?: number;
  /** What is measured. Whatever can be made before belongs outside of it. */
  readonly run: () => unknown;
}

export interface Figure {
  readonly table: string;
  readonly name: string;
  readonly size: number | undefined;
  readonly family: string | undefined;
  readonly aim: number | undefined;
  /** Milliseconds of wall time: the median and the quickest of `runs`, and the very first one, in a cold process. */
  readonly median: number;
  readonly best: number;
  readonly first: number;
  readonly runs: number;
}

/** Measures each case, one after the other, and prints a table. The figures also go to the file that `npm run bench` collects. */
export async function measure(table: string, cases: readonly Case[]): Promise<void> {
  const figures: Figure[] = [];
  for (const each of cases) figures.push(await measureCase(table, each));
  print(table, figures);
  const file = process.env['BENCH_RESULTS'];
  if (file) appendFileSync(file, figures.map((figure) => `${JSON.stringify(figure)}\n`).join(''));
}

/** At least five runs, then more until a second has passed: quick cases are run often, slow ones not for ever. */
async function measureCase(table: string, { name, size, family, aim, run }: Case): Promise<Figure> {
  const once = async (): Promise<number> => {
    const start = performance.now();
    await run();
    return performance.now() - start;
  };
  const first = await once();
  // The first runs are not counted: by then the code is compiled.
  const warmUntil = performance.now() + 300;
  while (performance.now() < warmUntil) await once();
  const times: number[] = [];
  const until = performance.now() + 1000;
  while (times.length < 5 || (performance.now() < until && times.length < 10_000)) times.push(await once());
  times.sort((a, b) => a - b);
  const median = times[Math.floor(times.length / 2)] ?? 0;
  return { table, name, size, family, aim, median, best: times[0] ?? 0, first, runs: times.length };
}

function print(table: string, figures: readonly Figure[]): void {
  const rows = figures.map((figure) => [
    figure.name,
    milliseconds(figure.median),
    milliseconds(figure.best),
    milliseconds(figure.first),
    figure.aim === undefined ? '' : milliseconds(figure.aim),
    growth(figure, figures),
  ]);
  const all = [['', 'median', 'best', 'first', 'aim', 'growth'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  // The peak of the whole process so far, tables before this one and Node itself included.
  const peak = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(`\n${table} (ms; ${peak} MB at most)`);
  for (const row of all) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    console.log(`  ${cells.join('  ').trimEnd()}`);
  }
}

/** The growth of time and size from the next smaller case of the family: `9.8 × for 10 ×`. */
function growth(figure: Figure, figures: readonly Figure[]): string {
  if (figure.family === undefined || figure.size === undefined) return '';
  const size = figure.size;
  const smaller = figures
    .filter((other) => other.family === figure.family && other.size !== undefined && other.size < size)
    .sort((a, b) => (b.size ?? 0) - (a.size ?? 0))[0];
  if (smaller?.size === undefined) return '';
  return `${(figure.median / smaller.median).toFixed(1)} × for ${(size / smaller.size).toFixed(0)} ×`;
}

const milliseconds = (value: number): string => value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0);
