import { mount } from "svelte";
import { asProblem } from "./api/problem";
import App from "./app/App.svelte";
import { navigation } from "./app/navigation.svelte";
import { session } from "./app/session.svelte";
import { localeOf } from "./i18n/locale";
import { setLocale } from "./i18n/messages";
import { problemSentence } from "./ui/problemSentence";
import "./ui/base.css";

/** Start the interface in the language that the shell page was made in. */
async function start(target: HTMLElement): Promise<void> {
  await setLocale(localeOf(document.body.dataset["locale"] ?? ""));
  try {
    await session.start();
  } catch (error) {
    target.textContent = problemSentence(asProblem(error));
    return;
  }
  navigation.start();
  mount(App, { target });
}

const root = document.getElementById("app");
if (root) {
  void start(root);
}
