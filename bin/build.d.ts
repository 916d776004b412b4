/** Folder of the built program; builds it first when needed. */
export function build(): Promise<string>;
