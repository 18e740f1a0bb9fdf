// Texts that the set-up writes in the place of what npm packages cannot bring.

/** In the place of @vscode/spdlog, a native add-on. */
export const writerOfLogFiles = `
const fs = require('node:fs'), path = require('node:path');
const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
let level = 2;
class Logger {
  constructor(file) { this.file = file; this.level = level; this.raw = false; }
  put(severity, message) {
    if (severity < this.level) return;
    const time = new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 23).replace('T', ' ');
    const line = this.raw ? String(message) : time + ' [' + names[severity] + '] ' + message + '\\n';
    try { fs.appendFileSync(this.file, line); } catch { /* the folder is gone: shutting down */ }
  }
  trace(m) { this.put(0, m); }
  debug(m) { this.put(1, m); }
  info(m) { this.put(2, m); }
  warn(m) { this.put(3, m); }
  error(m) { this.put(4, m); }
  critical(m) { this.put(5, m); }
  getLevel() { return this.level; }
  setLevel(l) { this.level = l; }
  setPattern() {}
  clearFormatters() { this.raw = true; }
  flush() {}
  drop() {}
}
exports.version = 0;
exports.Logger = Logger;
exports.setLevel = (l) => { level = l; };
exports.setFlushOn = () => {};
exports.createRotatingLogger = exports.createAsyncRotatingLogger = async (name, file) => {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return new Logger(file);
};
`;

/** In the place of @vscode/native-watchdog: server.mjs sees to a dead parent. */
export const watchdog = 'exports.start = () => {}; exports.exit = (code) => process.exit(code || 0);\n';

export const fontFiles = ['Sans', 'SansMono'].flatMap((family) =>
  ['', '-Bold', '-Oblique', '-BoldOblique'].map((style) => `DejaVu${family}${style}.ttf`),
);

const alias = (target, ...families) =>
  families
    .map(
      (family) =>
        `<match target="pattern"><test name="family"><string>${family}</string></test><edit name="family" mode="assign" binding="strong"><string>${target}</string></edit></match>`,
    )
    .join('\n');

/** The fontconfig rules that send every common family name to ours. */
export const aliases = [
  alias('DejaVu Sans Mono', 'monospace', 'Monospace', 'Courier New', 'Droid Sans Mono'),
  alias('DejaVu Sans', 'sans-serif', 'system-ui', 'Arial', 'Helvetica', 'Ubuntu', 'serif', 'Times New Roman'),
].join('\n');
