import type { SoundManifest, SoundPiece } from "../../../src/engine";
import type { Channels } from "../../../src/engine/sound/sound-files";
import type { Speaker, SpeakerState } from "../../../src/engine/sound/speaker";

export const SAMPLE_RATE = 48000;

/** A file of the fake film: its samples count up from `from`. */
export function piece(first: number, count: number, digest: string, skip = 0): SoundPiece {
  return { first, count, skip, digest, url: `/media/${digest}.flac`, bytes: count };
}

export function manifestOf(pieces: readonly SoundPiece[], sampleCount = 480_000): SoundManifest {
  const track = { id: "yue-1", language: "yue", label: "", channels: 1, pieces };
  return { sample_rate: SAMPLE_RATE, sample_count: sampleCount, tracks: [track] };
}

export function counting(from: number, count: number): Channels {
  return [Float32Array.from({ length: count }, (_, index) => from + index)];
}

/** A speaker that plays what the test says. */
export class FakeSpeaker implements Speaker {
  state: SpeakerState = "running";
  takes = 0;
  stops = 0;
  volume = 1;
  played = 0;
  given: number[] = [];

  wake(): void {}

  begin(): void {
    this.takes += 1;
    this.given = [];
    this.played = 0;
  }

  push(channels: readonly Float32Array<ArrayBuffer>[]): void {
    this.given.push(...(channels[0] ?? []));
  }

  stop(): void {
    this.stops += 1;
  }

  heard(): number {
    return Math.min(this.played, this.given.length);
  }

  setVolume(volume: number): void {
    this.volume = volume;
  }

  close(): void {
    this.state = "lost";
  }
}
