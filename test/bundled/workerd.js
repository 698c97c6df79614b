/** In Cloudflare's workerd: first as it is, then with kernels that came as modules. */
import { init } from "recurve";
import relaxed from "recurve/kernels.wasm";
import simd from "recurve/kernels-simd.wasm";
import { train } from "./train.js";

export default {
  async test() {
    const found = { plain: await train() };
    for (const [level, module] of Object.entries({ simd, relaxed })) {
      init({ module });
      found[level] = await train();
    }
    console.log(JSON.stringify(found));
  },
};
