import { listFilms } from "../api/films";
import { asProblem, type Problem } from "../api/problem";
import type { FilmRow } from "../api/types";
import { type Filters, queryOf } from "./filters";

const PAGE = 50;

/** The films found so far; more are fetched by cursor. A newer search drops the answers of an older one. */
export class FilmList {
  rows = $state.raw<FilmRow[]>([]);
  total = $state(0);
  isBusy = $state(false);
  isFresh = $state(true);
  problem = $state.raw<Problem | null>(null);
  private cursor: string | null = null;
  private running: AbortController | null = null;

  get hasMore(): boolean {
    return this.rows.length < this.total && this.cursor !== null;
  }

  /** Start a new search. */
  async find(filters: Filters): Promise<void> {
    this.cursor = null;
    await this.fetchPage(filters, []);
  }

  /** Fetch the next page of the same search. */
  async more(filters: Filters): Promise<void> {
    if (!this.isBusy && this.hasMore) {
      await this.fetchPage(filters, this.rows);
    }
  }

  private async fetchPage(filters: Filters, before: FilmRow[]): Promise<void> {
    this.running?.abort();
    const mine = new AbortController();
    this.running = mine;
    this.isBusy = true;
    this.problem = null;
    try {
      const page = await listFilms(queryOf(filters, this.cursor, PAGE), mine.signal);
      this.rows = [...before, ...page.items];
      this.total = page.total;
      this.cursor = page.next_cursor;
      this.isFresh = false;
    } catch (error) {
      if (!mine.signal.aborted) {
        this.problem = asProblem(error);
      }
    } finally {
      if (this.running === mine) {
        this.isBusy = false;
      }
    }
  }
}
