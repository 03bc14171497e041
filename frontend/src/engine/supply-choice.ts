import type { EngineKind } from "./capability";
import { VideoSupply } from "./compatible/video-supply";
import { Scheduler } from "./exact/scheduler";
import type { SideSupply } from "./side-source";

/**
 * Where an engine's pictures come from.
 *
 * @param cacheBytes decoded pictures in memory, all sides together
 * @param changed a picture came, or a failure is known
 */
export function openSupply(engine: EngineKind, cacheBytes: number, changed: () => void): SideSupply {
  return engine === "exact" ? new Scheduler(cacheBytes, changed) : new VideoSupply(changed);
}
