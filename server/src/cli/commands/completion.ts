import { Argument } from 'commander';
import type { CommandModule } from '../command.ts';
import { bash } from '../completion/bash.ts';
import { fish } from '../completion/fish.ts';
import { zsh } from '../completion/zsh.ts';
import { describeCommands } from '../described.ts';
import { EXIT } from '../system.ts';

const shells = { bash, zsh, fish } as const;

export const define: CommandModule['define'] = (command, run, system, whole) => {
  command
    .addArgument(new Argument('<shell>', 'the shell that is to complete').choices(Object.keys(shells)))
    .action((shell: keyof typeof shells) =>
      run(async () => {
        const program = await whole();
        system.out(shells[shell](describeCommands(program)));
        return EXIT.ok;
      }),
    );
};
