// What the extension host calls (extensionTestsPath), on desktop VS Code and on the shim alike: runs every *.test.cjs below TEST_DIR.
// A test is tried up to three times: a window that draws while a key is pressed may lose the key, as it does for people.
// TEST_FILE: only that one. TEST_GREP: only matching tests. TEST_RETRIES=0: one try only. The counts are printed in one line that test.mjs reads. Zero tests is a failure.
const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');

exports.run = async () => {
  const folder = path.resolve(process.env.TEST_DIR);
  const Mocha = createRequire(path.join(folder, 'x.cjs'))('mocha');
  const retries = Number(process.env.TEST_RETRIES ?? 2);
  const mocha = new Mocha({ ui: 'tdd', reporter: 'spec', timeout: 60_000, retries, color: false, forbidOnly: true });
  if (process.env.TEST_GREP) mocha.grep(process.env.TEST_GREP);
  const files = process.env.TEST_FILE ? [process.env.TEST_FILE] : fs.readdirSync(folder, { recursive: true }).sort();
  for (const file of files) if (file.endsWith('.test.cjs')) mocha.addFile(path.join(folder, file));
  await mocha.loadFilesAsync();
  await new Promise((resolve, reject) => {
    let picture;
    const runner = mocha.run(async (failures) => {
      const { passes } = runner.stats;
      console.log(`[counts] ${passes} ${failures}`);
      await picture;
      if (failures > 0 || passes === 0) reject(new Error(`${failures} failed, ${passes} passed`));
      else resolve();
    });
    runner.on('fail', () => {
      picture = takePicture();
    });
  });
};

/** Of the window as it is when a test fails: once all is over, the views are empty. */
function takePicture() {
  const { VSCODE_SHIM_UI: address, TEST_PICTURE: file } = process.env;
  if (!address || !file) return undefined;
  return fetch(address, { method: 'POST', body: JSON.stringify(['screenshot', file]) }).catch(() => {});
}
