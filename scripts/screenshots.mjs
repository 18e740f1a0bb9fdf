// "npm run screenshots": makes docs/images/*.png from the packaged extension in a real VS Code. "npm run screenshots -- editor" makes one.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { makePackage } from './lib/package.mjs';
import { root } from './lib/paths.mjs';
import { step } from './lib/step.mjs';
import { ensureHarness } from './vscode/harness.mjs';
import { goToLine, openContainer, openWindow, untilStill, untilUnderlined } from './vscode/window.mjs';

/** Each picture: which file of samples/ is open, and what is done before it is taken. */
const pictures = {
  editor: {
    file: 'mistakes/mistakes.sg',
    size: [1280, 800],
    async show(page) {
      await untilUnderlined(page);
      await openContainer(page, 'Security Groups');
      await goToLine(page, 23);
    },
  },
};

const images = path.join(root, 'docs/images');
mkdirSync(images, { recursive: true });
await ensureHarness();
const vsix = await step('Packaging', () => makePackage());
const wanted = process.argv.slice(2);
for (const [name, { show, ...options }] of Object.entries(pictures)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  await step(`docs/images/${name}.png`, async () => {
    const { page, stop } = await openWindow({ vsix, folder: path.join(root, 'samples'), ...options });
    const file = path.join(images, `${name}.png`);
    try {
      await show(page);
      await untilStill(page);
      await page.screenshot({ path: file });
    } catch (error) {
      await page.screenshot({ path: file.replace('.png', '.failed.png') });
      throw error;
    } finally {
      await stop();
    }
  });
}
