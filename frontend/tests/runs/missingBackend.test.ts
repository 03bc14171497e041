import { expect, test } from "vitest";
import { missingBackend } from "../../src/runs/missingBackend";

const UNAVAILABLE = { code: "backend-unavailable", detail: "This machine cannot compute as cuda-bf16." };
const run = { state: "rendering", backend: "cuda-bf16", lacks_worker: false, error: null } as const;

test("a run that waits for a worker says so", () => {
  expect(missingBackend({ ...run, lacks_worker: true })).toBe("run.lacks_worker");
  expect(missingBackend(run)).toBeNull();
});

test("a run that failed because its back end was not there says so", () => {
  expect(missingBackend({ ...run, state: "failed", error: UNAVAILABLE })).toBe("run.backend_missing");
  expect(missingBackend({ ...run, state: "failed", error: { code: "worker-lost", detail: "" } })).toBeNull();
});

test("a run that was refused when it was planned, or has no back end, is not helped by planning it again", () => {
  expect(missingBackend({ ...run, state: "refused", backend: "", error: UNAVAILABLE })).toBeNull();
  expect(missingBackend({ ...run, state: "failed", backend: "", error: UNAVAILABLE })).toBeNull();
  expect(missingBackend({ ...run, state: "refused", error: UNAVAILABLE })).toBeNull();
});
