import { vi } from "vitest";
import { session } from "../../../src/app/session.svelte";
import { Player } from "../../../src/review/player.svelte";
import { StandInViewer } from "./standInViewer";

/** A browser as far as a player needs one. */
export function standInBrowser(): void {
  vi.stubGlobal("devicePixelRatio", 1);
  vi.stubGlobal(
    "ResizeObserver",
    class {
      observe(): void {}
      disconnect(): void {}
    },
  );
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  });
  vi.spyOn(session, "me", "get").mockReturnValue({ id: "clara" } as never);
}

/** A player, the viewer it draws with, and how to show and take away its canvas. */
export function playerWith(viewers: StandInViewer[] = [new StandInViewer()]) {
  standInBrowser();
  const left = [...viewers];
  const player = new Player(() => (left.shift() ?? new StandInViewer()).asViewer);
  const canvas = { getBoundingClientRect: () => ({ width: 800, height: 450 }) } as HTMLCanvasElement;
  return { player, viewer: viewers[0] ?? new StandInViewer(), show: () => player.attach(canvas) };
}
