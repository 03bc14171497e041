/** Paths below a server root: relative, with forward slashes, never with a leading one. */

export const joinPath = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);

export const parentPath = (path: string): string => path.split("/").slice(0, -1).join("/");
