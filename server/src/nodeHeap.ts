// How much V8 sets aside for new objects. It takes more as soon as much of what is new stays in use, as when a large file is read cold,
// and does not give it back: 35 MB for 10,000 lines, at no gain in time. While somebody types it does gain: 50,000 lines are answered in
// three quarters of the time. `npm run bench -- keystroke` measures both. V8 reads the factor anew at each collection, so that it may
// change in a running process, and Node and Electron both leave its flags open to that (--no-freeze-flags-after-init).

import v8 from 'node:v8';

/** Keeps it at the size with which the process began. */
export function keepSmall(): void {
  v8.setFlagsFromString('--semi-space-growth-factor=1');
}

/** Lets it grow as V8 does by itself. */
export function letGrow(): void {
  v8.setFlagsFromString('--semi-space-growth-factor=2');
}
