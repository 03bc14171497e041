import { DecodeQueue } from "./decode-queue";
import type { WantMessage } from "./messages";

const queue = new DecodeQueue((message, transfer) => self.postMessage(message, { transfer }));

self.onmessage = (event: MessageEvent<WantMessage>) => queue.want(event.data.jobs);
