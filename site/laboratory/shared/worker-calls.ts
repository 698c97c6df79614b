/** Calls from a page to its worker: each may tell of its progress, and can be stopped. */
import type { Texts } from "../language.ts";

type Request = { id: number; name: string; args: unknown[] } | { id: number; stop: true };
type Reply = { id: number; progress: unknown } | { id: number; result: unknown } | { id: number; error: ToldError };

/** The requests to a worker. The last argument reports progress and says when to stop. */
export type Handlers = Readonly<Record<string, (...args: any[]) => unknown>>;

/** How a handler and its caller stay in touch. */
export interface Line<P = never> {
  tell(progress: P): void;
  readonly signal: AbortSignal;
  /** Lets messages in; await it now and then, so that the work can be stopped. */
  breathe(): Promise<void>;
}

/** An error as it travels; `texts` where the page's own code says it, in both languages. */
interface ToldError {
  readonly name: string;
  readonly message: string;
  readonly texts?: Texts;
}

/** What went wrong in a worker. */
export class WorkerError extends Error {
  constructor({ name, message }: ToldError) {
    super(message);
    this.name = name;
  }
}

const isChinese = () => globalThis.document?.documentElement.lang.startsWith("zh") ?? false;

/** What a page says of work that cannot be done, where Recurve itself has no error for it. */
export class PageError extends Error {
  override readonly name = "PageError";

  constructor(readonly texts: Texts) {
    super(texts[isChinese() ? "zh" : "en"]);
  }
}

const notLoaded = { en: "The page's worker could not be loaded.", zh: "页面的工作线程无法加载。" };

/** What Recurve says: on Chinese pages in Chinese, sentence by sentence. */
export async function inPageLanguage(message: string): Promise<string> {
  if (!isChinese()) return message;
  const { messageInChinese } = await import("../../../src/cli/chinese/index.ts");
  return messageInChinese(message);
}

async function asTold({ name, message, texts }: ToldError): Promise<WorkerError> {
  return new WorkerError({ name, message: texts?.[isChinese() ? "zh" : "en"] ?? (await inPageLanguage(message)) });
}

interface Port {
  postMessage(message: unknown, transfer?: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
}

/** The worker's side: answers calls by these handlers. */
export function answerCalls(handlers: Handlers, port: Port = globalThis as unknown as Port): void {
  const open = new Map<number, AbortController>();
  port.addEventListener("message", async ({ data }: MessageEvent<Request>) => {
    if ("stop" in data) {
      open.get(data.id)?.abort();
      return;
    }
    const { id, name, args } = data;
    const controller = new AbortController();
    open.set(id, controller);
    const line: Line<unknown> = {
      tell: (progress) => port.postMessage({ id, progress } satisfies Reply),
      signal: controller.signal,
      breathe,
    };
    try {
      const result = await handlers[name]!(...args, line);
      port.postMessage({ id, result } satisfies Reply);
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      const own = error instanceof PageError ? { texts: error.texts } : {};
      port.postMessage({ id, error: { name, message, ...own } } satisfies Reply);
    } finally {
      open.delete(id);
    }
  });
}

/** Gives the worker's queue of messages its turn. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

type WithoutLine<A extends unknown[]> = A extends [...infer Rest, Line<any>] ? Rest : A;
type Progress<A extends unknown[]> = A extends [...unknown[], Line<infer P>] ? P : never;

/** The page's side of a worker that answers by the handlers of type H. */
export class WorkerCalls<H extends Handlers> {
  private count = 0;
  private readonly open = new Map<
    number,
    { resolve(result: unknown): void; reject(error: Error): void; tell?: (progress: any) => void }
  >();

  constructor(private readonly worker: Worker) {
    worker.addEventListener("message", ({ data }: MessageEvent<Reply>) => this.receive(data));
    worker.addEventListener("error", (event) => {
      const { message } = event;
      const error = message ? new WorkerError({ name: "WorkerError", message }) : new PageError(notLoaded);
      for (const call of this.open.values()) call.reject(error);
      this.open.clear();
    });
  }

  /** Asks for something; `signal` asks to stop, and the handler decides what it then gives. */
  call<K extends keyof H & string>(
    name: K,
    args: WithoutLine<Parameters<H[K]>>,
    options: { tell?: (progress: Progress<Parameters<H[K]>>) => void; signal?: AbortSignal } = {},
  ): Promise<Awaited<ReturnType<H[K]>>> {
    const id = this.count++;
    options.signal?.addEventListener("abort", () => this.worker.postMessage({ id, stop: true } satisfies Request));
    return new Promise((resolve, reject) => {
      this.open.set(id, {
        resolve: resolve as (result: unknown) => void,
        reject,
        ...(options.tell && { tell: options.tell }),
      });
      this.worker.postMessage({ id, name, args } satisfies Request);
    });
  }

  /** Ends the worker. */
  close(): void {
    this.worker.terminate();
    this.open.clear();
  }

  private receive(reply: Reply): void {
    const call = this.open.get(reply.id);
    if (!call) return;
    if ("progress" in reply) {
      call.tell?.(reply.progress);
      return;
    }
    this.open.delete(reply.id);
    if ("error" in reply) void asTold(reply.error).then(call.reject);
    else call.resolve(reply.result);
  }
}
