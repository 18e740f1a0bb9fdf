// A font with Chinese characters for pictures, from Debian's packages: the machine that takes them may have none.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Unpacks the font into this folder and returns the folder with it, or undefined where apt and dpkg cannot bring it. */
export function chineseFont(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    execFileSync('apt-get', ['download', 'fonts-droid-fallback'], { cwd: folder, stdio: 'ignore' });
    const archive = readdirSync(folder).find((name) => name.endsWith('.deb'));
    execFileSync('dpkg-deb', ['-x', archive, '.'], { cwd: folder, stdio: 'ignore' });
    return path.join(folder, 'usr/share/fonts');
  } catch {
    return undefined;
  }
}
