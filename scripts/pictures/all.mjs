// "npm run screenshots -- --all [SCENE…]": each scene in each theme and size, in English and Chinese, into a temporary folder, to be looked at.
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../lib/paths.mjs';
import { step } from '../lib/step.mjs';
import { chineseFont } from '../vscode/chineseFont.mjs';
import { chooseTheme, openWindow, untilStill } from '../vscode/window.mjs';
import { scenes } from './scenes.mjs';

/** As the list of themes calls them, and as the settings do. */
const themes = {
  light: { label: 'Light Modern', id: 'Default Light Modern' },
  dark: { label: 'Dark Modern', id: 'Default Dark Modern' },
  contrast: { label: 'Dark High Contrast', id: 'Default High Contrast' },
};
const sizes = [
  [1440, 900],
  [900, 600],
];
const languages = {
  en: { nls: 'package.nls.json', l10n: 'l10n/bundle.l10n.json', themes: ['light', 'dark', 'contrast'] },
  zh: {
    nls: 'package.nls.zh-cn.json',
    l10n: 'l10n/bundle.l10n.zh-cn.json',
    locale: 'zh-cn',
    themes: ['light'],
  },
};

/** A scene that cannot be shown is told, with a picture of how far it came, and the others are taken all the same. */
export async function takeAll(vsix, wanted) {
  const folder = mkdtempSync(path.join(tmpdir(), 'pictures-'));
  console.log(folder);
  for (const [language, { locale, nls, l10n, themes: wantedThemes }] of Object.entries(languages)) {
    const fonts = locale ? chineseFont(path.join(folder, 'font')) : undefined;
    for (const [name, scene] of Object.entries(scenes)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      const takes = takesOf(scene, wantedThemes);
      for (const [number, take] of takes.entries()) {
        await step([name, language, number || ''].filter(String).join(', '), async () => {
          // A copy for each: a scene may change a file.
          const samples = path.join(folder, 'samples');
          rmSync(samples, { recursive: true, force: true });
          cpSync(path.join(root, 'samples'), samples, { recursive: true });
          await scene.prepare?.(samples);
          const window = { vsix, ...scene, folder: path.join(samples, scene.folder), locale, fonts };
          const file = (...parts) => path.join(folder, `${[name, language, ...parts].join('-')}.png`);
          await takeIn({ window, show: (page) => scene.show(page, texts(nls, l10n)), take, file });
        });
      }
    }
  }
}

/**
 * One window for all pictures of a scene, or one for each where what is shown closes as soon as the window or its colours change, which are
 * taken in fewer themes.
 */
function takesOf({ fleeting = false }, wantedThemes) {
  const all = (names) => names.flatMap((theme) => sizes.map((size) => ({ theme, size })));
  return fleeting ? all(wantedThemes.filter((theme) => theme !== 'dark')).map((each) => [each]) : [all(wantedThemes)];
}

async function takeIn({ window, show, take, file }) {
  const [first] = take;
  const { page, stop } = await openWindow({ ...window, size: first.size, theme: themes[first.theme].id });
  try {
    await show(page);
    let shown = first.theme;
    for (const { theme, size } of take) {
      if (theme !== shown) {
        await page.setViewportSize({ width: sizes[0][0], height: sizes[0][1] });
        await chooseTheme(page, themes[theme].label);
      }
      shown = theme;
      await page.setViewportSize({ width: size[0], height: size[1] });
      // Where nothing tells what it is when it is pointed at: in the empty part of the status bar.
      await page.mouse.move(270, size[1] - 8);
      await untilStill(page);
      await page.screenshot({ path: file(theme, size[0]) });
    }
  } catch (error) {
    console.log(`\n${file('failed')}: ${error.message.split('\n')[0]}`);
    await page.screenshot({ path: file('failed') });
  } finally {
    await stop();
  }
}

/** The texts of the manifest in a language, the titles of commands as the palette has them, and the texts of the sources. */
function texts(nls, l10n) {
  const [own, bundle] = [nls, l10n].map((file) => JSON.parse(readFileSync(path.join(root, file), 'utf8')));
  const t = (key) => own[key];
  t.command = (name) => `${own.category}: ${own[`command.${name}`]}`;
  t.text = (text) => bundle[text];
  return t;
}
