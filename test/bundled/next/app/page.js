"use client";
import { useEffect } from "react";
import { inWorker } from "recurve/worker";
import { train } from "../train.js";

export default function Page() {
  useEffect(() => {
    const worker = new Worker(new URL("../worker.js", import.meta.url), { type: "module" });
    window.report(train((model) => inWorker(model, worker)));
  }, []);
  return null;
}
