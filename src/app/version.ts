/** Version of the program, part of every settlement's key: another version may compute another result. */
export const VERSION = '0.1.0';
