/** How often a property test repeats: `short` in `npm test`, `long` in `npm run soak`. */
export const rounds = (short: number, long: number): number => (process.env['SOAK'] === undefined ? short : long);

/** The milliseconds that a test may take: in the long form as many as it needs. */
export const limit = (short: number): number => rounds(short, 6 * 3_600_000);
