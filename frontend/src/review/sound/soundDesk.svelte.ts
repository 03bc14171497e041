import { getSound } from "../../api/restorations";
import type { UnheardReel } from "../../api/types";
import { session } from "../../app/session.svelte";
import type { Sound, SoundManifest, SoundState } from "../../engine";
import { Asked } from "../../ui/asked.svelte";
import { rememberedSound, rememberSound } from "./soundMemory";

/** The viewer's sound as the screen sees it: tracks, and what this person chose last, in any film. */
export class SoundDesk {
  state = $state.raw<SoundState | null>(null);
  /** Reels whose sound is being made, or could not be. */
  unheard = $state.raw<readonly UnheardReel[]>([]);
  private readonly asked = new Asked<Awaited<ReturnType<typeof getSound>>>();
  private sound: Sound | null = null;
  private manifest: SoundManifest | null = null;

  /** Play through this sound for as long as its viewer is there; returns how to end that. */
  attach(sound: Sound): () => void {
    this.sound = sound;
    const { isMuted, volume } = rememberedSound(session.me.id, localStorage);
    sound.setMuted(isMuted);
    sound.setVolume(volume);
    this.give();
    const stop = sound.subscribe((state) => {
      this.state = state;
    });
    return () => {
      stop();
      this.sound = null;
    };
  }

  /** Fetch the tracks of a restoration; where that fails the film is silent. */
  async load(restoration: string): Promise<void> {
    const answer = await this.asked.ask(() => getSound(restoration));
    if (answer === null) {
      return;
    }
    const { unheard, ...manifest } = answer;
    this.unheard = unheard;
    this.manifest = manifest;
    this.give();
  }

  /** Choose a track; null: no sound. */
  choose(track: string | null): void {
    this.sound?.choose(track);
    this.sound?.wake();
    this.keep({ track });
  }

  setVolume(volume: number): void {
    this.sound?.setVolume(volume);
    this.keep({ volume });
  }

  /** Mute, or be heard again: also where no track was chosen. */
  toggleMute(): void {
    const [first] = this.state?.tracks ?? [];
    const wasOff = this.state?.track === null && first !== undefined;
    const isMuted = !wasOff && !(this.state?.isMuted ?? false);
    if (wasOff) {
      this.choose(first.id);
    }
    this.sound?.setMuted(isMuted);
    this.sound?.wake();
    this.keep({ isMuted });
  }

  private give(): void {
    if (this.sound === null || this.manifest === null) {
      return;
    }
    this.sound.setManifest(this.manifest);
    const { track } = rememberedSound(session.me.id, localStorage);
    if (track === null || this.manifest.tracks.some((one) => one.id === track)) {
      this.sound.choose(track ?? null);
    }
  }

  private keep(change: { isMuted?: boolean; volume?: number; track?: string | null }): void {
    const person = session.me.id;
    rememberSound(person, { ...rememberedSound(person, localStorage), ...change }, localStorage);
  }
}
