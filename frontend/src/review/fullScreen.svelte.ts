/** The picture on the whole screen: the site's own head and side panel give way, and the browser's where it can. */
export class FullScreen {
  isOn = $state(false);

  /** Keep level with the browser, which has keys of its own to leave; for `$effect`. */
  readonly watch = (): (() => void) => {
    const changed = () => {
      if (document.fullscreenElement === null) {
        this.isOn = false;
      }
    };
    document.addEventListener("fullscreenchange", changed);
    return () => document.removeEventListener("fullscreenchange", changed);
  };

  async toggle(): Promise<void> {
    this.isOn = !this.isOn;
    try {
      await (this.isOn ? document.documentElement.requestFullscreen() : this.leave());
    } catch {
      // Browsers that refuse (or telephones that cannot) still show the picture as large as their window.
    }
  }

  private async leave(): Promise<void> {
    if (document.fullscreenElement !== null) {
      await document.exitFullscreen();
    }
  }
}
