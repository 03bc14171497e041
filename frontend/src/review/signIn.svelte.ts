import { whenSessionEnds } from "../api/client";

/** Whether the session ended under the viewer's feet. The page stays: people sign in again in another tab. */
export class SignIn {
  isNeeded = $state(false);

  /** Watch for as long as the page is there. Coming back to it takes signing in as done, until an answer denies it. */
  readonly watch = (): (() => void) => {
    const stop = whenSessionEnds(() => {
      this.isNeeded = true;
    });
    const back = () => {
      this.isNeeded = false;
    };
    window.addEventListener("focus", back);
    return () => {
      window.removeEventListener("focus", back);
      stop();
    };
  };
}
