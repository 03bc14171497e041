import { changeMe, getMe } from "../api/films";
import type { Me } from "../api/types";
import { type Locale, siteCode } from "../i18n/locale";

/** Who is logged in. Read before anything is shown. */
class Session {
  private found: Me | null = null;

  get me(): Me {
    if (this.found === null) {
      throw new Error("the session is read before the page is shown");
    }
    return this.found;
  }

  async start(): Promise<void> {
    this.found = await getMe();
  }

  /** Keep the language in the profile and load the page again in it. */
  async useLocale(locale: Locale): Promise<void> {
    await changeMe({ locale: siteCode(locale) });
    location.reload();
  }
}

export const session = new Session();
