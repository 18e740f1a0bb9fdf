import type { CommandModule } from '../command.ts';

export const define: CommandModule['define'] = (command, run) => {
  command.option('--stdio', 'talk over standard input and output').action(() =>
    run(async () => {
      // The server listens as soon as its entry is loaded, and ends the process when its client says so.
      await import('../../node.ts');
      return new Promise<number>(() => {});
    }),
  );
};
