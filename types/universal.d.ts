// What Node and Web Workers both have beyond ECMAScript and what the code that runs in both may use. Everything else of
// either (files, processes, the DOM) is out of reach there, and the compiler says so.

declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  readonly encoding: string;
  decode(input?: ArrayBufferView | ArrayBuffer, options?: { readonly stream?: boolean }): string;
}

declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}

declare class URL {
  constructor(url: string, base?: string);
  readonly href: string;
  readonly protocol: string;
  readonly pathname: string;
}

declare const performance: { now(): number };

declare const console: {
  log(...data: unknown[]): void;
  info(...data: unknown[]): void;
  warn(...data: unknown[]): void;
  error(...data: unknown[]): void;
};

declare function setTimeout(callback: () => void, milliseconds?: number): TimerHandle;
declare function clearTimeout(handle: TimerHandle | undefined): void;

/** A number in a browser, an object in Node: only good for being handed back. */
interface TimerHandle {
  readonly timerHandle: unique symbol;
}

/** Base64 of a text in which each character stands for one byte. */
declare function btoa(binary: string): string;

/** The bytes of a Base64 text, each as one character. */
declare function atob(base64: string): string;
