import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

/** Runs in the page. */
const readAttributes = (elements, name) => elements.map((element) => element.getAttribute(name) ?? '');

/** Real keyboard, mouse and pictures for tests: they POST ["press", "Enter"] to the address, which they find in VSCODE_SHIM_UI. */
export async function serveUi(currentPage) {
  const page = () => currentPage();
  const operations = {
    press: (key) => page().keyboard.press(key),
    type: (text) => page().keyboard.type(text),
    click: (selector, modifier) =>
      page()
        .locator(selector)
        .first()
        .click(modifier ? { modifiers: [modifier] } : {}),
    hover: (selector) => page().locator(selector).first().hover(),
    rightClick: (selector) => page().locator(selector).first().click({ button: 'right' }),
    frameClick: async (selector) => {
      for (const frame of page().frames()) {
        const found = frame.locator(selector).first();
        if ((await found.count().catch(() => 0)) > 0) return found.click();
      }
      throw new Error('no frame has it');
    },
    drag: (selector, target) => page().locator(selector).first().dragTo(page().locator(target).first()),
    waitFor: (selector, timeout = 10_000) => page().locator(selector).first().waitFor({ timeout }),
    text: (selector) => page().locator(selector).allInnerTexts(),
    frameText: async (selector) => {
      const texts = page()
        .frames()
        .map((frame) =>
          frame
            .locator(selector)
            .allInnerTexts()
            .catch(() => []),
        );
      return (await Promise.all(texts)).flat();
    },
    attributes: (selector, name) => page().locator(selector).evaluateAll(readAttributes, name),
    frameAttributes: async (selector, name) => {
      const values = page()
        .frames()
        .map((frame) =>
          frame
            .locator(selector)
            .evaluateAll(readAttributes, name)
            .catch(() => []),
        );
      return (await Promise.all(values)).flat();
    },
    size: (width, height) => page().setViewportSize({ width, height }),
    screenshot: async (file) => {
      mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
      await page().screenshot({ path: file });
      return file;
    },
  };
  const answer = async (body) => {
    try {
      const [name, ...args] = JSON.parse(body);
      return { value: (await operations[name](...args)) ?? null };
    } catch (error) {
      return { error: String(error) };
    }
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (data) => {
      body += data;
    });
    request.on('end', async () => {
      response.setHeader('content-type', 'application/json').end(JSON.stringify(await answer(body)));
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, address: `http://127.0.0.1:${server.address().port}` };
}
