import module from 'node:module';
import v8 from 'node:v8';

// A cold process spends most of its time compiling, so what was compiled once is kept (Node 22 and later), and next to nothing is
// loaded before that is switched on.
module.enableCompileCache?.();
// Each key press leaves a model behind, and reading a large file cold much that stays. V8 would take several times what is in use for
// the one and keep up to 48 MB for new objects for the other: on a busy machine 360 MB instead of 180 after a minute of typing in 10,000
// lines, for a tenth less work. Less than twice what is in use costs a third more work (`npm run bench -- keystroke`).
v8.setFlagsFromString('--heap-growing-percent=100');
giveRoomForNewObjects();
void import('./nodeServer.ts');

/**
 * Gives 2 MB to new objects. V8 begins with 1 MB, which a key press fills ten times over: in 50,000 lines, the slowest twentieth of them
 * would be answered in 50 ms and not 43. With 4 MB they are answered in 42, but 25 MB more are in use when a file of 10,000 lines is open.
 * It takes the first size of this room from the command line alone, so it is made to grow once, by objects that survive a collection.
 */
function giveRoomForNewObjects(): void {
  v8.setFlagsFromString('--semi-space-growth-factor=2');
  const survivors: object[][] = [];
  while (roomForNewObjects() < 1.5e6 && survivors.length < 100) {
    survivors.push(Array.from({ length: 1000 }, () => ({})));
  }
  v8.setFlagsFromString('--semi-space-growth-factor=1');
}

function roomForNewObjects(): number {
  const space = v8.getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  return space === undefined ? Number.POSITIVE_INFINITY : space.space_used_size + space.space_available_size;
}
