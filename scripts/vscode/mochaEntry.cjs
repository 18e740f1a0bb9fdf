// What the extension host calls (extensionTestsPath), on desktop VS Code and on the shim alike: runs every *.test.cjs below TEST_DIR.
// A test is tried up to three times: a window that draws while a key is pressed may lose the key, as it does for people.
// TEST_FILES: only these, with commas between. TEST_GREP: only matching tests. TEST_RETRIES=0: one try only. What has passed and failed
// of each file is printed in lines that test.mjs reads. Zero tests is a failure.
const fs = require('node:fs');
const path = require('node:path');
const { createRequire } = require('node:module');

exports.run = async () => {
  const folder = path.resolve(process.env.TEST_DIR);
  const Mocha = createRequire(path.join(folder, 'x.cjs'))('mocha');
  const retries = Number(process.env.TEST_RETRIES ?? 2);
  const mocha = new Mocha({ ui: 'tdd', reporter: 'spec', timeout: 60_000, retries, color: false, forbidOnly: true });
  if (process.env.TEST_GREP) mocha.grep(process.env.TEST_GREP);
  const files = process.env.TEST_FILES?.split(',').filter(Boolean) ?? [];
  const all = files.length > 0 ? files : fs.readdirSync(folder, { recursive: true }).sort();
  for (const file of all) if (file.endsWith('.test.cjs')) mocha.addFile(path.join(folder, file));
  await mocha.loadFilesAsync();
  await new Promise((resolve, reject) => {
    let picture;
    const counts = new Map();
    const count = (what) => (test) => {
      const file = path.relative(folder, test.parent.file ?? folder);
      if (!counts.has(file)) counts.set(file, { passed: 0, failed: 0 });
      counts.get(file)[what]++;
    };
    const runner = mocha.run(async (failures) => {
      const { passes } = runner.stats;
      for (const [file, { passed, failed }] of counts) console.log(`[counts] ${passed} ${failed} ${file}`);
      await picture;
      if (failures > 0 || passes === 0) reject(new Error(`${failures} failed, ${passes} passed`));
      else resolve();
    });
    runner.on('pass', count('passed')).on('fail', count('failed'));
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
