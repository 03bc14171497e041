import { request } from "./client";
import type { Grade, GradeFormat, Look } from "./types";

/** Which grade: at a frame of the assembly, of a recipe revision. */
export interface GradeOrder {
  frame: number;
  format: GradeFormat;
  recipe_number: number;
}

export const listLooks = (restoration: string): Promise<Look[]> => request(`/restorations/${restoration}/looks`);

export const addLook = (restoration: string, upload_id: string): Promise<Look> =>
  request(`/restorations/${restoration}/looks`, { method: "POST", body: { upload_id } });

export const withdrawLook = (id: string): Promise<Look> => request(`/looks/${id}/withdraw`, { method: "POST" });

/** Ask for a grade as a file; asked again until it is written. */
export const writeGrade = (restoration: string, order: GradeOrder): Promise<Grade> =>
  request(`/restorations/${restoration}/grades`, { method: "POST", body: order });
