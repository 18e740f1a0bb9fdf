import { speak, type Texts } from '#util/l10n.ts';

export interface TextSources {
  /** Those that the client hands over. */
  readonly texts?: unknown;
  /** Reads a file that ships beside the server. */
  readonly readAsset?: ((name: string) => Promise<Uint8Array>) | undefined;
}

/** What people read is said in the language of the client's locale from now on, where it is one that we have, else in English. */
export async function speakAs(locale: unknown, { texts, readAsset }: TextSources): Promise<void> {
  if (!isSimplifiedChinese(locale)) return;
  const found = isTexts(texts) ? texts : await readTexts(readAsset);
  if (found !== undefined) speak(found);
}

async function readTexts(readAsset: TextSources['readAsset']): Promise<Texts | undefined> {
  try {
    const bytes = await readAsset?.('server.zh-cn.json');
    const texts: unknown = bytes === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes));
    return isTexts(texts) ? texts : undefined;
  } catch {
    return undefined;
  }
}

function isTexts(value: unknown): value is Texts {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((text: unknown) => typeof text === 'string')
  );
}

/** `zh`, `zh-CN`, `zh-Hans-SG`, `zh_CN.UTF-8`; not `zh-TW`, `zh-HK`, `zh-Hant`. */
export function isSimplifiedChinese(locale: unknown): boolean {
  if (typeof locale !== 'string') return false;
  const [language = '', ...parts] = locale.toLowerCase().split(/[-_.]/);
  if (language !== 'zh') return false;
  return parts.includes('hans') || !parts.some((part) => ['tw', 'hk', 'mo', 'hant'].includes(part));
}
