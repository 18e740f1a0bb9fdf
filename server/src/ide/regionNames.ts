import { message } from '#util/l10n.ts';

/** The cloud's regions by their codes, as its documentation lists them; others may be written as well. */
export const regionNames: ReadonlyMap<string, string> = new Map([
  ['ap-guangzhou', message('Guangzhou')],
  ['ap-shanghai', message('Shanghai')],
  ['ap-nanjing', message('Nanjing')],
  ['ap-beijing', message('Beijing')],
  ['ap-chengdu', message('Chengdu')],
  ['ap-chongqing', message('Chongqing')],
  ['ap-hongkong', message('Hong Kong')],
  ['ap-singapore', message('Singapore')],
  ['ap-jakarta', message('Jakarta')],
  ['ap-bangkok', message('Bangkok')],
  ['ap-seoul', message('Seoul')],
  ['ap-tokyo', message('Tokyo')],
  ['ap-mumbai', message('Mumbai')],
  ['na-siliconvalley', message('Silicon Valley')],
  ['na-ashburn', message('Virginia')],
  ['sa-saopaulo', message('São Paulo')],
  ['eu-frankfurt', message('Frankfurt')],
]);
