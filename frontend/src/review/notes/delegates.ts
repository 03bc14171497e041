import type { FilmMember, PersonRef } from "../../api/types";

/** Return who of a film may stand in for a note's author: everybody else on it, once each, by name. */
export function delegates(members: readonly FilmMember[], author: string): PersonRef[] {
  const people = new Map(members.map(({ person }) => [person.id, person]));
  people.delete(author);
  return [...people.values()].toSorted((one, other) => one.name.localeCompare(other.name));
}
