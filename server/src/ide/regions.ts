import { message } from '#util/l10n.ts';

/** The cloud's regions by their codes, as its documentation lists them; others may be written as well. By the numbers the console's pages know them. */
export const regions: ReadonlyMap<string, { readonly name: string; readonly number: number }> = new Map([
  ['ap-guangzhou', { name: message('Guangzhou'), number: 1 }],
  ['ap-shanghai', { name: message('Shanghai'), number: 4 }],
  ['ap-nanjing', { name: message('Nanjing'), number: 33 }],
  ['ap-beijing', { name: message('Beijing'), number: 8 }],
  ['ap-chengdu', { name: message('Chengdu'), number: 16 }],
  ['ap-chongqing', { name: message('Chongqing'), number: 19 }],
  ['ap-hongkong', { name: message('Hong Kong'), number: 5 }],
  ['ap-singapore', { name: message('Singapore'), number: 9 }],
  ['ap-jakarta', { name: message('Jakarta'), number: 72 }],
  ['ap-bangkok', { name: message('Bangkok'), number: 23 }],
  ['ap-seoul', { name: message('Seoul'), number: 18 }],
  ['ap-tokyo', { name: message('Tokyo'), number: 25 }],
  ['ap-mumbai', { name: message('Mumbai'), number: 21 }],
  ['na-siliconvalley', { name: message('Silicon Valley'), number: 15 }],
  ['na-ashburn', { name: message('Virginia'), number: 22 }],
  ['sa-saopaulo', { name: message('São Paulo'), number: 74 }],
  ['eu-frankfurt', { name: message('Frankfurt'), number: 17 }],
]);
