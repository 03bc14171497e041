/** Short messages that appear at the foot of the page and go by themselves. */

export interface PassingMessage {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
}

const SHOWN_MS = 8000;
let nextId = 1;

class PassingMessages {
  list = $state<PassingMessage[]>([]);

  /** Show `text` for a while, with an action where there is something to do about it. */
  say(text: string, action?: PassingMessage["action"]): void {
    const id = nextId++;
    this.list.push(action ? { id, text, action } : { id, text });
    setTimeout(() => this.drop(id), SHOWN_MS);
  }

  drop(id: number): void {
    this.list = this.list.filter((message) => message.id !== id);
  }
}

export const passing = new PassingMessages();
