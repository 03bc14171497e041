import { tellSessionEnded } from "../api/client";
import { getFeed } from "../api/feed";
import { asProblem } from "../api/problem";
import type { FeedEvent } from "../api/types";
import { onReturn } from "../engine";
import { backoffMs } from "./backoff";
import { FeedClient, type FeedState, type Unnumbered } from "./feedClient";

/** A film's feed for a screen: open it in an effect, return `close` from it. */

export interface FeedListener {
  /**
   * Every event from now on will be told; what was loaded before may be older, and is to be loaded (again). Called too
   * where the feed does not answer at first: what it tells of can be loaded all the same.
   */
  onBegin: () => void;
  onEvent: (event: FeedEvent) => void;
  onProgress?: (message: Unnumbered) => void;
}

export class FilmFeed {
  state = $state<FeedState>("connecting");
  private client: FeedClient | null = null;
  private isClosed = false;
  private stopWaiting: () => void = () => undefined;

  /** Follow `filmId` from its newest event on. */
  async open(filmId: string, listener: FeedListener): Promise<void> {
    const from = await this.newestSeq(filmId, listener.onBegin);
    if (from === null || this.isClosed) {
      return;
    }
    listener.onBegin();
    this.client = new FeedClient({
      filmId,
      after: from,
      onEvent: listener.onEvent,
      onUnnumbered: listener.onProgress ?? (() => undefined),
      onState: (state) => {
        this.state = state;
      },
      onLoggedOut: () => this.waitForSignIn(),
      fetchMissed: getFeed,
      openSocket,
    });
    this.client.open();
  }

  close(): void {
    this.isClosed = true;
    this.stopWaiting();
    this.client?.close();
  }

  /** A page that stays when the session ends follows again, from where it was, once the person is back at it. */
  private waitForSignIn(): void {
    tellSessionEnded();
    this.stopWaiting();
    this.stopWaiting = onReturn(() => {
      this.stopWaiting();
      this.client?.open();
    });
  }

  /** The number of the film's newest event, asked for until the site answers; null where it refuses. */
  private async newestSeq(filmId: string, failed: () => void): Promise<number | null> {
    for (let attempt = 0; !this.isClosed; attempt += 1) {
      try {
        return (await getFeed(filmId, Number.MAX_SAFE_INTEGER)).seq;
      } catch (error) {
        if (attempt === 0 && !this.isClosed) {
          failed();
        }
        if (!asProblem(error).retryable) {
          this.state = "refused";
          return null;
        }
        this.state = "offline";
        await new Promise((resolve) => setTimeout(resolve, backoffMs(attempt, Math.random())));
      }
    }
    return null;
  }
}

function openSocket(filmId: string, after: number): WebSocket {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return new WebSocket(`${scheme}://${location.host}/ws/films/${filmId}/?after=${after}`);
}
