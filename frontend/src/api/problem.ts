/** What went wrong, as the site says it (`application/problem+json`). */

export interface FieldError {
  field: string;
  message: string;
}

export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly retryable: boolean;
  readonly errors: FieldError[];

  constructor(status: number, body: Partial<Omit<Problem, "status">> & { detail?: string }) {
    super(body.detail ?? "");
    this.name = "Problem";
    this.status = status;
    this.code = body.code ?? "error";
    this.title = body.title ?? "";
    this.retryable = body.retryable ?? false;
    this.errors = body.errors ?? [];
  }
}

/** The site did not answer at all: trying again helps. */
export function unreachable(): Problem {
  return new Problem(0, { code: "unreachable", retryable: true });
}

/** Return any thrown value as a `Problem`, so that every screen shows errors in one way. */
export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(0, { code: "unexpected", detail: String(error) });
}

/** Read the body of a failed response; a body that is no problem document still gives a `Problem`. */
export async function problemOf(response: Response): Promise<Problem> {
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  if (!isJson) {
    return new Problem(response.status, { code: `http_${response.status}`, retryable: response.status >= 500 });
  }
  const body: Partial<Problem> & { detail?: unknown } = await response.json();
  return new Problem(response.status, { ...body, detail: typeof body.detail === "string" ? body.detail : "" });
}
