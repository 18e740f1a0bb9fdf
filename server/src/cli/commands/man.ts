import type { CommandModule } from '../command.ts';
import { describeCommands } from '../described.ts';
import { manPage } from '../manPage.ts';
import { EXIT } from '../system.ts';

export const define: CommandModule['define'] = (command, run, system, whole) => {
  command.action(() =>
    run(async () => {
      const program = await whole();
      system.out(manPage(describeCommands(program), program.version() ?? ''));
      return EXIT.ok;
    }),
  );
};
