const POLL_MS = 600;

/** Ask again until a picture that is being made is ready; `told` hears each answer before that. */
export async function untilReady<Reply extends { state: string }>(
  ask: () => Promise<Reply>,
  signal: AbortSignal,
  told: (reply: Exclude<Reply, { state: "ready" }>) => void = () => undefined,
  pause: (signal: AbortSignal) => Promise<void> = pollPause,
): Promise<Extract<Reply, { state: "ready" }>> {
  for (;;) {
    signal.throwIfAborted();
    const reply = await ask();
    if (isReady(reply)) {
      return reply;
    }
    told(reply as Exclude<Reply, { state: "ready" }>);
    await pause(signal);
  }
}

function isReady<Reply extends { state: string }>(reply: Reply): reply is Extract<Reply, { state: "ready" }> {
  return reply.state === "ready";
}

function pollPause(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", go);
      resolve();
    };
    const timer = setTimeout(go, POLL_MS);
    signal.addEventListener("abort", go);
  });
}
