// A wrapper around the entry of the tests, which reports the outcome itself: VS Code calls a crash of its extension host a success.
import { closeSync, existsSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** For the Node host. What the tests print goes straight to a file, so that a crash loses nothing. */
export function wrapForNode(folder, tests) {
  const output = path.join(folder, 'out.log');
  const result = path.join(folder, 'result');
  const wrapper = path.join(folder, 'run.js');
  writeFileSync(output, '');
  writeFileSync(
    wrapper,
    `
    const fs = require('node:fs'), { format } = require('node:util');
    const fd = fs.openSync(${JSON.stringify(output)}, 'a');
    // VS Code makes the console's methods ignore assignment, and sends process.stdout and stderr through them.
    for (const name of ['log', 'info', 'warn', 'error', 'debug']) {
      Object.defineProperty(console, name, { configurable: true, writable: true, value: (...a) => { fs.writeSync(fd, format(...a) + '\\n'); } });
    }
    exports.run = async () => {
      let outcome = 'ok';
      try { await require(${JSON.stringify(tests)}).run(); } catch (e) { outcome = (e && e.stack) || String(e); }
      fs.writeFileSync(${JSON.stringify(result)}, outcome);
      if (outcome !== 'ok') throw new Error(outcome);
    };`,
  );
  return {
    wrapper,
    output,
    result: { say: () => undefined, read: () => (existsSync(result) ? readFileSync(result, 'utf8') : undefined) },
  };
}

/** For the web host, which loads one file only: the tests' text becomes part of the wrapper, and all output goes through the console. */
export function wrapForWeb(folder, tests) {
  const wrapper = path.join(folder, 'run.js');
  writeFileSync(
    wrapper,
    `
    const m = { exports: {} };
    for (const name of ['log', 'info', 'warn', 'error']) {
      const original = console[name];
      Object.defineProperty(console, name, { configurable: true, writable: true, value: (f = '', ...a) =>
        original.call(console, '[shim:out] ' + (typeof f === 'string' ? f : '%o'), ...(typeof f === 'string' ? a : [f, ...a])) });
    }
    const said = console.log;
    (function (module, exports) {${readFileSync(tests, 'utf8')}\n})(m, m.exports);
    exports.run = async () => {
      let outcome = 'ok';
      try { await m.exports.run(); } catch (e) { outcome = (e && e.stack) || String(e); }
      said('[shim:result]' + outcome);
      if (outcome !== 'ok') throw new Error(outcome);
    };`,
  );
  let outcome;
  return {
    wrapper,
    output: undefined,
    result: {
      say: (text) => {
        outcome ??= text;
      },
      read: () => outcome,
    },
  };
}

/** Returns a function that copies what is new in a file to our output. */
export function followOutput(file) {
  let position = 0;
  const buffer = Buffer.alloc(65536);
  return () => {
    const descriptor = openSync(file, 'r');
    for (;;) {
      const length = readSync(descriptor, buffer, 0, buffer.length, position);
      if (length === 0) break;
      position += length;
      process.stdout.write(Buffer.from(buffer.subarray(0, length)));
    }
    closeSync(descriptor);
  };
}
