// "npm run screenshots -- --all [SCENE…]": each scene in each theme and size, in English and Chinese, into a temporary folder, to be looked at.
import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../lib/paths.mjs';
import { step } from '../lib/step.mjs';
import { chineseFont } from '../vscode/chineseFont.mjs';
import { chooseTheme, openWindow, untilStill } from '../vscode/window.mjs';
import { scenes } from './scenes.mjs';

const themes = { light: 'Light Modern', dark: 'Dark Modern', contrast: 'Dark High Contrast' };
const sizes = [
  [1440, 900],
  [900, 600],
];
const languages = {
  en: { nls: 'package.nls.json', themes: ['light', 'dark', 'contrast'] },
  zh: { nls: 'package.nls.zh-cn.json', locale: 'zh-cn', themes: ['light'] },
};

/** What closes when another question is asked: it is taken in one theme only. */
const isFleeting = new Set(['testPacket', 'importPreview', 'hover', 'references']);

/** A scene that cannot be shown is told, with a picture of how far it came, and the others are taken all the same. */
export async function takeAll(vsix, wanted) {
  const folder = mkdtempSync(path.join(tmpdir(), 'pictures-'));
  console.log(folder);
  // A copy: a scene may change a file.
  const samples = path.join(folder, 'samples');
  cpSync(path.join(root, 'samples'), samples, { recursive: true });
  for (const [language, { locale, nls, themes: wantedThemes }] of Object.entries(languages)) {
    const fonts = locale ? chineseFont(path.join(folder, 'font')) : undefined;
    for (const [name, scene] of Object.entries(scenes)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      const file = (...parts) => path.join(folder, `${[name, language, ...parts].join('-')}.png`);
      await step(`${name}, ${language}`, async () => {
        const { page, stop } = await openWindow({
          vsix,
          ...scene,
          folder: path.join(samples, scene.folder),
          size: sizes[0],
          locale,
          fonts,
        });
        try {
          await scene.show(page, texts(nls));
          for (const theme of wantedThemes) {
            if (theme !== 'light' && isFleeting.has(name)) continue;
            if (theme !== 'light') await chooseTheme(page, themes[theme]);
            for (const [width, height] of sizes) {
              await page.setViewportSize({ width, height });
              await untilStill(page);
              await page.screenshot({ path: file(theme, width) });
            }
            await page.setViewportSize({ width: sizes[0][0], height: sizes[0][1] });
          }
        } catch (error) {
          console.log(`\n${name}, ${language}: ${error.message.split('\n')[0]}`);
          await page.screenshot({ path: file('failed') });
        } finally {
          await stop();
        }
      });
    }
  }
}

/** The texts of the manifest in a language, and the titles of commands as the palette has them. */
function texts(nls) {
  const own = JSON.parse(readFileSync(path.join(root, nls), 'utf8'));
  const t = (key) => own[key];
  t.command = (name) => `${own.category}: ${own[`command.${name}`]}`;
  return t;
}
