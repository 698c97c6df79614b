# The worker of workerd.js, bundled, with the kernels as modules beside it.
using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (services = [(name = "main", worker = .main)]);

const main :Workerd.Worker = (
  modules = [
    (name = "main.js", esModule = embed "out/workerd.js"),
    (name = "recurve/kernels.wasm", wasm = embed "node_modules/recurve/dist/kernels.wasm"),
    (name = "recurve/kernels-simd.wasm", wasm = embed "node_modules/recurve/dist/kernels-simd.wasm"),
  ],
  compatibilityDate = "2026-01-01",
);
