import { describe, expect, test } from "vitest";
import { RungPolicy } from "../../src/engine/rung-policy";
import { manifestOf } from "./manifests";

const LADDER = manifestOf([48], [], ["540p", "1080p", "2160p"]);
const SECOND = 1000;

function playing(): RungPolicy {
  const policy = new RungPolicy();
  policy.observe(0, true);
  return policy;
}

const rung = (policy: RungPolicy) => policy.rungFor(LADDER, 1100).name;

describe("the rung", () => {
  test("fills the view while the machine keeps up", () => {
    expect(rung(playing())).toBe("2160p");
  });

  test("goes down one at a time when pictures are late, and no further than there are rungs", () => {
    const policy = playing();
    const names = [20, 40, 60].map((second) => {
      policy.late(second * SECOND, 2);
      return rung(policy);
    });
    expect(names).toEqual(["1080p", "540p", "540p"]);
  });

  test("fills the view when paused, and is small again in play", () => {
    const policy = playing();
    policy.late(SECOND, 2);
    policy.observe(2 * SECOND, false);
    expect(rung(policy)).toBe("2160p");
    policy.observe(3 * SECOND, true);
    expect(rung(policy)).toBe("1080p");
  });

  test("goes up again after long ease", () => {
    const policy = playing();
    policy.late(20 * SECOND, 2);
    policy.observe(49 * SECOND, true);
    expect(rung(policy)).toBe("1080p");
    policy.observe(50 * SECOND, true);
    expect(rung(policy)).toBe("2160p");
  });

  test("is tried again only after twice as long when the last try was too much", () => {
    const policy = playing();
    policy.late(20 * SECOND, 2);
    policy.observe(50 * SECOND, true);
    policy.late(55 * SECOND, 2);
    policy.observe(114 * SECOND, true);
    expect(rung(policy)).toBe("1080p");
    policy.observe(115 * SECOND, true);
    expect(rung(policy)).toBe("2160p");
  });

  test("chosen by name stays, however late", () => {
    const policy = playing();
    policy.choose("2160p");
    policy.late(SECOND, 2);
    expect(rung(policy)).toBe("2160p");
  });

  test("chosen by name is the next below on a side that lacks it, else the smallest", () => {
    const policy = playing();
    policy.choose("2160p");
    expect(policy.rungFor(manifestOf([48], [], ["540p", "1080p"]), 100).name).toBe("1080p");
    policy.choose("540p");
    expect(policy.rungFor(manifestOf([48], [], ["1080p"]), 100).name).toBe("1080p");
    expect(policy.choice).toBe("540p");
  });
});
