import type { Command } from '../commands/command.ts';
import type { Server } from './server.ts';

export function serverCommands(server: Server): readonly Command[] {
  return [
    { id: 'secgroup.restartServer', execute: () => server.restart() },
    { id: 'secgroup.showLog', execute: () => server.log.show() },
  ];
}
