import type { Restoration, ScopedParameters, Shot } from "../../api/types";

/** The places at which a stage works otherwise than on the film, told by what differs there. */

/** Shots `first` to `last`, counted from 1; frames `first` to `last`; or the frame at which a shot once began. */
export interface Place {
  kind: "shots" | "frames" | "gone";
  scan: string;
  first: number;
  last: number;
  /** Where it stands in the stage's list of exceptions. */
  indices: number[];
}

export interface ExceptionGroup {
  /** What differs; the same at all places. */
  effect: Omit<ScopedParameters, "scope">;
  kind: ScopedParameters["scope"]["kind"];
  count: number;
  places: Place[];
}

/** Where more shots than this have the same exception, neighbours are told as one place. */
const MOST_SINGLE = 30;

/** Return the exceptions by what differs, in the order of the list. `shots`: of each scan, as they are now. */
export function exceptionGroups(
  overrides: readonly ScopedParameters[],
  shots: Readonly<Record<string, readonly Shot[]>>,
): ExceptionGroup[] {
  const groups = new Map<string, ExceptionGroup>();
  overrides.forEach(({ scope, ...effect }, index) => {
    const key = JSON.stringify([scope.kind, effect.enabled, effect.look, Object.entries(effect.parameters).sort()]);
    const group = groups.get(key) ?? { effect, kind: scope.kind, count: 0, places: [] };
    group.count += 1;
    group.places.push(placeOf(scope, index, shots[scope.scan]));
    groups.set(key, group);
  });
  return [...groups.values()].map((group) =>
    group.count > MOST_SINGLE ? { ...group, places: joined(group.places) } : group,
  );
}

/** Return the exceptions without those at some places. */
export function withoutPlaces(overrides: readonly ScopedParameters[], places: readonly Place[]): ScopedParameters[] {
  const gone = new Set(places.flatMap((place) => place.indices));
  return overrides.filter((_, index) => !gone.has(index));
}

/** Return the number of the reel of each scan that is in the assembly. */
export const reelsOf = (spans: Restoration["assembly"]["spans"]): Record<string, number> =>
  Object.fromEntries(spans.flatMap(({ scan, reel }) => (scan && reel !== null ? [[scan, reel]] : [])));

function placeOf(scope: ScopedParameters["scope"], index: number, shots: readonly Shot[] | undefined): Place {
  const { scan, first } = scope;
  if (scope.kind === "frames") {
    return { kind: "frames", scan, first, last: scope.end - 1, indices: [index] };
  }
  const number = (shots ?? []).findIndex((shot) => shot.first === first) + 1;
  return number > 0
    ? { kind: "shots", scan, first: number, last: number, indices: [index] }
    : { kind: "gone", scan, first, last: first, indices: [index] };
}

/** Shots of a scan that follow each other become one place. */
function joined(places: readonly Place[]): Place[] {
  const found: Place[] = [];
  for (const place of places) {
    const last = found.at(-1);
    if (last?.kind === "shots" && place.kind === "shots" && last.scan === place.scan && last.last + 1 === place.first) {
      last.last = place.last;
      last.indices.push(...place.indices);
    } else {
      found.push({ ...place, indices: [...place.indices] });
    }
  }
  return found;
}
