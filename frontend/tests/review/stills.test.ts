import { afterEach, expect, test, vi } from "vitest";

const TILE = { x: 0, y: 0, width: 2, height: 1, url: "/media/a" };

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** A site that answers with one tile, in a browser whose decoder gives out pictures of this format. */
function site(format: string, sent: unknown[]): void {
  vi.stubGlobal("createImageBitmap", async () => ({ close: () => undefined }));
  vi.stubGlobal("document", { cookie: "" });
  vi.stubGlobal(
    "ImageDecoder",
    class {
      static isTypeSupported = async () => true;
      decode = async () => ({
        image: { format, codedWidth: 2, codedHeight: 1, copyTo: async () => [], close: () => undefined },
      });
      close(): void {}
    },
  );
  vi.stubGlobal("fetch", async (url: string, options: { body?: string }) => {
    const isTile = url.endsWith(TILE.url);
    const body = isTile ? null : JSON.parse(options.body ?? "{}");
    if (!isTile) sent.push(body.deep);
    const isDeep = sent.at(-1) === true;
    const still = { state: "ready", width: 2, height: 1, bit_depth: 10, bits: isDeep ? 10 : 8, tiles: [TILE] };
    const type = isDeep ? "image/avif" : "image/webp";
    return isTile
      ? new Response(new Blob(["x"], { type }), { headers: { "content-type": type } })
      : new Response(JSON.stringify(still), { headers: { "content-type": "application/json" } });
  });
}

async function fetched() {
  const { fetchStill } = await import("../../src/review/stills");
  const rectangle = { x: 0, y: 0, width: 2, height: 1 };
  return () => fetchStill("r", { side: "source", frame: 7, rectangle }, new AbortController().signal);
}

test("a browser that gives out ten bits is shown ten", async () => {
  const sent: unknown[] = [];
  site("I444P10", sent);
  const still = await (await fetched())();
  expect([still.bits, still.bitDepth, still.frame, sent]).toEqual([10, 10, 7, [true]]);
});

test("a browser that gives out eight bits of ten is shown eight, and told so, from then on", async () => {
  const sent: unknown[] = [];
  site("RGBX", sent);
  const fetch = await fetched();
  expect((await fetch()).bits).toBe(8);
  expect((await fetch()).bits).toBe(8);
  expect(sent).toEqual([true, false, false]);
});

test("where one tile fails the others give their memory back, also those that come later", async () => {
  const closed: string[] = [];
  vi.stubGlobal("document", { cookie: "" });
  vi.stubGlobal("createImageBitmap", async (blob: Blob) => {
    const name = await blob.text();
    return { close: () => closed.push(name) };
  });
  vi.stubGlobal("fetch", async (url: string) => {
    if (url.endsWith("/stills")) {
      const tiles = ["/first", "/broken", "/late"].map((address) => ({ ...TILE, url: address }));
      return Response.json({ state: "ready", width: 6, height: 1, bit_depth: 8, bits: 8, tiles });
    }
    await new Promise((resolve) => setTimeout(resolve, url === "/late" ? 20 : 0));
    return url === "/broken" ? new Response("", { status: 404 }) : new Response(url);
  });
  await expect((await fetched())()).rejects.toThrow("404");
  expect(closed).toEqual(["/first", "/late"]);
});
