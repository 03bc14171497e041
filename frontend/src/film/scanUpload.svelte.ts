import { Upload } from "tus-js-client";
import { csrfToken } from "../api/client";
import { uploadsUrl } from "../api/material";
import { t } from "../i18n/messages";

const CHUNK_BYTES = 8 * 1024 * 1024;
const RETRY_MS = [0, 1000, 3000, 5000, 10_000];

export type UploadState = "idle" | "sending" | "paused" | "failed" | "complete";

/** One resumable upload of a scan: it can be paused, survives a lost connection and goes on where it stopped. */
export class ScanUpload {
  state = $state<UploadState>("idle");
  sent = $state(0);
  total = $state(0);
  fileName = $state("");
  problem = $state("");
  /** The upload's id once the server holds every byte. */
  uploadId = $state<string | null>(null);
  private upload: Upload | null = null;

  constructor(private readonly filmId: string) {}

  /** Start sending `file`, or go on with it where an earlier try stopped. */
  async send(file: File): Promise<void> {
    this.pause();
    this.fileName = file.name;
    this.sent = 0;
    this.total = file.size;
    this.uploadId = null;
    const upload = this.make(file);
    this.upload = upload;
    const previous = await upload.findPreviousUploads();
    if (this.upload !== upload) {
      return;
    }
    if (previous[0]) {
      upload.resumeFromPreviousUpload(previous[0]);
    }
    this.go();
  }

  /** Stop sending; the server keeps what arrived. */
  pause(): void {
    if (this.state === "sending") {
      void this.upload?.abort();
      this.state = "paused";
    }
  }

  /** Go on after a pause or a failure. */
  go(): void {
    this.problem = "";
    this.state = "sending";
    this.upload?.start();
  }

  private make(file: File): Upload {
    const upload = new Upload(file, {
      endpoint: uploadsUrl(),
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRY_MS,
      metadata: { filename: file.name, film: this.filmId },
      removeFingerprintOnSuccess: true,
      onBeforeRequest: (sending) => sending.setHeader("X-CSRFToken", csrfToken()),
      onProgress: (sent, total) => {
        this.sent = sent;
        this.total = total ?? file.size;
      },
      onError: (error) => {
        this.problem = sentenceOf(error);
        this.state = "failed";
      },
      onSuccess: () => {
        this.uploadId = uploadIdOf(upload.url ?? "");
        this.state = "complete";
      },
    });
    return upload;
  }
}

/** Return the id at the end of an upload's address. */
export function uploadIdOf(url: string): string {
  return url.split("/").filter(Boolean).at(-1) ?? "";
}

function sentenceOf(error: Error): string {
  const body = "originalResponse" in error ? (error.originalResponse as { getBody(): string } | null)?.getBody() : "";
  try {
    const problem: unknown = JSON.parse(body ?? "");
    if (typeof problem === "object" && problem !== null && "detail" in problem) {
      return String(problem.detail);
    }
  } catch {
    // The answer was no problem document: our own sentence follows.
  }
  return t("upload.failed");
}
