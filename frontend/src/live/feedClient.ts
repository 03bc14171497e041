import type { FeedEvent } from "../api/types";
import { backoffMs } from "./backoff";

/**
 * A film's live feed: numbered events exactly once and in order, whatever the connection does.
 *
 * The server sends what was missed first, then what happens. A number that was seen is dropped; a gap is
 * fetched before anything later is delivered. Unnumbered messages (progress) are passed on as they come.
 */

export type FeedState = "connecting" | "live" | "offline" | "refused";

export interface Unnumbered {
  kind: string;
  payload: Record<string, unknown>;
}

export interface FeedOptions {
  filmId: string;
  after: number;
  onEvent: (event: FeedEvent) => void;
  onUnnumbered: (message: Unnumbered) => void;
  onState: (state: FeedState) => void;
  onLoggedOut: () => void;
  fetchMissed: (filmId: string, after: number) => Promise<{ events: FeedEvent[]; seq: number }>;
  openSocket: (filmId: string, after: number) => WebSocket;
}

const LOGGED_OUT = 4401;
const STRANGER = 4404;

export class FeedClient {
  private readonly options: FeedOptions;
  private seq: number;
  private socket: WebSocket | null = null;
  private attempt = 0;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private closed = false;
  private catchingUp = false;

  constructor(options: FeedOptions) {
    this.options = options;
    this.seq = options.after;
  }

  /** The number of the newest event that was delivered. */
  get lastSeq(): number {
    return this.seq;
  }

  /** Connect, and keep connected until `close`. */
  open(): void {
    this.closed = false;
    this.connect();
  }

  /** Stop listening for good. */
  close(): void {
    this.closed = true;
    if (this.timer !== null) {
      clearTimeout(this.timer);
    }
    this.socket?.close();
    this.socket = null;
  }

  private connect(): void {
    this.options.onState("connecting");
    const socket = this.options.openSocket(this.options.filmId, this.seq);
    this.socket = socket;
    socket.onopen = () => {
      this.attempt = 0;
      this.options.onState("live");
    };
    socket.onmessage = (message: MessageEvent<string>) => {
      this.receive(JSON.parse(message.data) as FeedEvent | Unnumbered);
    };
    socket.onclose = (event: CloseEvent) => this.lost(socket, event.code);
  }

  private receive(message: FeedEvent | Unnumbered): void {
    if (!("seq" in message) || typeof message.seq !== "number") {
      this.options.onUnnumbered(message);
    } else if (message.seq === this.seq + 1) {
      this.deliver(message);
    } else if (message.seq > this.seq) {
      void this.fillGap();
    }
  }

  private deliver(event: FeedEvent): void {
    this.seq = event.seq;
    this.options.onEvent(event);
  }

  private async fillGap(): Promise<void> {
    if (this.catchingUp) {
      return;
    }
    this.catchingUp = true;
    try {
      await this.fetchUntilLevel();
    } catch {
      // The next connection asks again from the last number that was delivered.
      this.socket?.close();
    } finally {
      this.catchingUp = false;
    }
  }

  private async fetchUntilLevel(): Promise<void> {
    let head = this.seq + 1;
    while (this.seq < head && !this.closed) {
      const missed = await this.options.fetchMissed(this.options.filmId, this.seq);
      const before = this.seq;
      for (const event of missed.events) {
        if (event.seq === this.seq + 1) {
          this.deliver(event);
        }
      }
      head = missed.seq;
      if (this.seq === before) {
        return;
      }
    }
  }

  private lost(socket: WebSocket, code: number): void {
    if (socket !== this.socket || this.closed) {
      return;
    }
    this.socket = null;
    if (code === LOGGED_OUT) {
      this.options.onState("refused");
      this.options.onLoggedOut();
    } else if (code === STRANGER) {
      this.options.onState("refused");
    } else {
      this.options.onState("offline");
      this.timer = setTimeout(() => this.connect(), backoffMs(this.attempt, Math.random()));
      this.attempt += 1;
    }
  }
}
