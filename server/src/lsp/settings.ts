import * as lsp from 'vscode-languageserver';
import { defaultSettings, type Settings } from '#protocol/settings.ts';
import type { Client, Server } from './server.ts';

const SECTION = 'secgroup';

/** Settings as a client sends them, with the default for whatever is missing or of another type. */
export function settingsFrom(sent: unknown): Settings {
  const of = <T extends object>(section: string, defaults: T): T => {
    const given = member(sent, section);
    const entries = Object.entries(defaults).map(([key, fallback]) => {
      const value = member(given, key);
      return [key, typeof value === typeof fallback ? value : fallback];
    });
    return Object.fromEntries(entries) as T;
  };
  return {
    hints: of('hints', defaultSettings.hints),
    lenses: of('lenses', defaultSettings.lenses),
    console: of('console', defaultSettings.console),
  };
}

/** Takes over what the client sends, or asks it where it sends nothing but wants to be asked. */
export async function readSettings(server: Server, params?: lsp.DidChangeConfigurationParams): Promise<void> {
  const sent = member(params?.settings, SECTION) ?? (server.client.configuration ? await ask(server) : undefined);
  if (sent === undefined || sent === null) return;
  server.settings = settingsFrom(sent);
  server.refresh.now();
}

export function watchSettings({ connection, client }: Client): void {
  if (client.dynamicConfiguration)
    void connection.client.register(lsp.DidChangeConfigurationNotification.type, { section: SECTION }).catch(ignore);
}

async function ask({ connection }: Client): Promise<unknown> {
  const items = [{ section: SECTION }];
  const answers = await connection.sendRequest(lsp.ConfigurationRequest.type, { items }).catch(ignore);
  return answers?.[0];
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

/** The client's refusal changes nothing. */
function ignore(): undefined {
  return undefined;
}
