import { mkdirSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

/** Runs in the page. */
const readAttributes = (elements, name) => elements.map((element) => element.getAttribute(name) ?? '');

/** What tests can do with the page and in all frames of it, by name. */
const operationsOn = (page) => {
  const first = (selector) => page().locator(selector).first();
  /** Soon enough for another try where what is looked for has gone meanwhile. */
  const soon = { timeout: 10_000 };
  /** What is read in all frames; a frame that goes meanwhile has nothing. */
  const inFrames = async (selector, read) => {
    const found = page()
      .frames()
      .map((frame) => read(frame.locator(selector)).catch(() => []));
    return (await Promise.all(found)).flat();
  };
  return {
    press: (key) => page().keyboard.press(key),
    type: (text) => page().keyboard.type(text),
    insert: (text) => page().keyboard.insertText(text),
    click: (selector, modifier) => first(selector).click({ ...soon, ...(modifier && { modifiers: [modifier] }) }),
    hover: (selector) => first(selector).hover(soon),
    rightClick: (selector) => first(selector).click({ ...soon, button: 'right' }),
    frameClick: async (selector) => {
      for (const frame of page().frames()) {
        const found = frame.locator(selector).first();
        if ((await found.count().catch(() => 0)) > 0) return found.click(soon);
      }
      throw new Error('no frame has it');
    },
    drag: (selector, target) => first(selector).dragTo(first(target), soon),
    waitFor: (selector, timeout = 10_000) => first(selector).waitFor({ timeout }),
    text: (selector) => page().locator(selector).allInnerTexts(),
    frameText: (selector) => inFrames(selector, (found) => found.allInnerTexts()),
    attributes: (selector, name) => page().locator(selector).evaluateAll(readAttributes, name),
    frameAttributes: (selector, name) => inFrames(selector, (found) => found.evaluateAll(readAttributes, name)),
    size: (width, height) => page().setViewportSize({ width, height }),
    screenshot: async (file) => {
      mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
      await page().screenshot({ path: file });
      return file;
    },
  };
};

/** Real keyboard, mouse and pictures for tests: they POST ["press", "Enter"] to the address, which they find in VSCODE_SHIM_UI. */
export async function serveUi(currentPage) {
  const operations = operationsOn(currentPage);
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
