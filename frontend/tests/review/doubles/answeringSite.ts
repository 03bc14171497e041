import { vi } from "vitest";

/** A question that the page asked, which waits for the test to answer it. */
export interface Question {
  readonly path: string;
  readonly method: string;
  // biome-ignore lint/suspicious/noExplicitAny: each test knows what it sent
  readonly body: any;
  readonly signal: AbortSignal | undefined;
  answer(body: unknown): void;
  refuse(status: number, code?: string): void;
  /** The line breaks. */
  drop(): void;
}

/** A site that answers when and what the test says; `answersAtOnce` says what needs no waiting. */
export class AnsweringSite {
  readonly questions: Question[] = [];

  constructor(private readonly answersAtOnce: (path: string, body: unknown) => unknown = () => undefined) {
    vi.stubGlobal("document", { cookie: "" });
    vi.stubGlobal("fetch", (url: string, init: RequestInit = {}) => this.ask(url, init));
  }

  /** The newest question to an address that ends so. */
  newest(end: string): Question {
    const found = this.questions.findLast((question) => question.path.endsWith(end));
    if (!found) {
      throw new Error(`nobody asked ${end}, but ${this.questions.map((question) => question.path).join(", ")}`);
    }
    return found;
  }

  private ask(url: string, init: RequestInit): Promise<Response> {
    const path = url.replace("/api/v1", "");
    const body = typeof init.body === "string" ? JSON.parse(init.body) : undefined;
    const signal = init.signal ?? undefined;
    return new Promise((resolve, reject) => {
      const respond = (status: number, value: unknown, type: string) =>
        resolve(new Response(JSON.stringify(value), { status, headers: { "content-type": type } }));
      signal?.addEventListener("abort", () => reject(signal.reason));
      this.questions.push({
        path,
        method: init.method ?? "GET",
        body,
        signal,
        answer: (value) => respond(200, value, "application/json"),
        refuse: (status, code = "refused") =>
          respond(status, { code, detail: `It said ${code}.` }, "application/problem+json"),
        drop: () => reject(new TypeError("the line broke")),
      });
      const known = this.answersAtOnce(path, body);
      if (known !== undefined) {
        respond(200, known, "application/json");
      }
    });
  }
}

/** Let everything that waits for nothing but its turn have it. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await Promise.resolve();
  }
}
