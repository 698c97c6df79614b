/** A text to begin with for those who have none at hand; written for this page. */
import type { Texts } from "../language.ts";

export const ownText: Texts = {
  en: `The tide comes in, the tide goes out, and the boats go up and down.
The tide comes in with fish and foam, the tide goes out with none.
The gulls come in, the gulls go out, and the gulls cry up and down.
The gulls come in with the morning boats, the gulls go out with the sun.
The boats come in, the boats go out, and the bells ring up and down.
The boats come in with nets of fish, the boats go out with none.`,
  zh: `潮水来了，潮水去了，小船上上下下。
潮水带着鱼来了，潮水带着沙去了。
海鸥来了，海鸥去了，叫声上上下下。
海鸥跟着早船来了，海鸥跟着太阳去了。
小船来了，小船去了，钟声上上下下。
小船带着鱼来了，小船带着网去了。
灯亮了，灯灭了，影子上上下下。
灯跟着夜晚亮了，灯跟着早晨灭了。
风来了，风去了，旗子上上下下。
风带着雨来了，风带着云去了。
人来了，人去了，脚步上上下下。
人带着歌来了，人带着笑去了。
潮水来了，潮水去了，小船上上下下。
潮水带着鱼来了，潮水带着沙去了。`,
};
