import { defineConfig } from 'vitest/config';

// unit: pure parts, beside the code, under a minute. system: the whole program, database and files.
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/{base,geo,formats,policy,land,project,report,sample}/**/*.test.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'system',
          include: ['src/{engine,storage,app,server,cli}/**/*.test.ts', 'test/**/*.test.ts'],
          globalSetup: ['test/build.setup.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
