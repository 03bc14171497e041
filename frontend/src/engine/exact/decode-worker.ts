import { DecodeLanes } from "./decode-lanes";
import type { PageMessage } from "./messages";

const lanes = new DecodeLanes((message, transfer) => self.postMessage(message, { transfer }));

self.onmessage = (event: MessageEvent<PageMessage>) => {
  if (event.data.kind === "want") lanes.want(event.data);
  else lanes.retry();
};
