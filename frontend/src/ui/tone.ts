/** How much something asks for attention. */
export type Tone = "neutral" | "accent" | "good" | "warn" | "bad";
