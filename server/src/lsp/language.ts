import { speak } from '#util/l10n.ts';

/** What people read is said in the language of the client's locale from now on, where it is one that we have. */
export async function speakAs(locale: unknown): Promise<void> {
  if (!isSimplifiedChinese(locale)) return;
  const { default: texts } = await import('./zh-cn.json', { with: { type: 'json' } });
  speak(texts);
}

/** `zh`, `zh-CN`, `zh-Hans-SG`, `zh_CN.UTF-8`; not `zh-TW`, `zh-HK`, `zh-Hant`. */
export function isSimplifiedChinese(locale: unknown): boolean {
  if (typeof locale !== 'string') return false;
  const [language = '', ...parts] = locale.toLowerCase().split(/[-_.]/);
  if (language !== 'zh') return false;
  return parts.includes('hans') || !parts.some((part) => ['tw', 'hk', 'mo', 'hant'].includes(part));
}
