/** How often a property test repeats: `short` in `npm test`, `long` in `npm run soak`. */
export const rounds = (short: number, long: number): number => (process.env['SOAK'] === undefined ? short : long);
