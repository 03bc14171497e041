import { asProblem, type Problem } from "../api/problem";

/** Something asked of the site: its value, whether an answer is awaited, and what went wrong. */
export class Asked<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  isBusy = $state(false);
  private turn = 0;

  /** Ask; beside a newer question this answer counts only while there is no other. Returns it, or null where it does not. */
  async ask(question: () => Promise<T>): Promise<T | null> {
    this.turn += 1;
    const mine = this.turn;
    this.isBusy = true;
    this.problem = null;
    try {
      const value = await question();
      if (mine !== this.turn) {
        // Better than none, until the newer answer comes.
        this.value ??= value;
        return null;
      }
      this.value = value;
      return value;
    } catch (error) {
      if (mine === this.turn) {
        this.problem = asProblem(error);
      }
      return null;
    } finally {
      if (mine === this.turn) {
        this.isBusy = false;
      }
    }
  }
}

/** Something done on the site: at most one at a time. */
export class Deed {
  problem = $state.raw<Problem | null>(null);
  isBusy = $state(false);

  /** Do it and say whether it worked. */
  async try(deed: () => Promise<unknown>): Promise<boolean> {
    if (this.isBusy) {
      return false;
    }
    this.isBusy = true;
    this.problem = null;
    try {
      await deed();
      return true;
    } catch (error) {
      this.problem = asProblem(error);
      return false;
    } finally {
      this.isBusy = false;
    }
  }
}
