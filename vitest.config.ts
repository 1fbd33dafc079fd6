import { defineConfig } from 'vitest/config'
import { findPostgres15 } from './src/testing/postgres-server.ts'

/** What a file is called says what it needs: `*.db.test.ts` a database, `*.http.test.ts` a server, `*.e2e.test.ts` a browser. */
const NEEDS_MORE = ['**/*.{db,http,e2e,chaos}.test.{ts,tsx}']
/**
 * Left out where CI=true, which has fifteen minutes on two cores: whole programs started again and again, ten thousand items,
 * encoders, whole lives by keyboard alone or through a kill in all four studios (e2e/life has both for one), and PostgreSQL 15
 * beside 18. `npm test` without it runs everything.
 */
const LEFT_OUT_ON_CI = [
  'e2e/library.e2e.test.ts',
  'e2e/keyboard.e2e.test.ts',
  'e2e/restart.e2e.test.ts',
  'conformance/short.chaos.test.ts',
  'src/postgres/embedded.test.ts',
  'src/cli/generate.http.test.ts',
  'src/cli/commands.http.test.ts',
  'src/api/film-export.http.test.ts',
]
const onCi = process.env.CI === 'true'
if (onCi && !process.env.VITEST_WORKER_ID) console.warn(`LEFT OUT on CI: the engine tests on PostgreSQL 15, ${LEFT_OUT_ON_CI.join(', ')}.`)
const EVERYWHERE = ['**/node_modules/**', '**/dist/**', '**/.cache/**', ...(onCi ? LEFT_OUT_ON_CI : [])]

const database = (major: 15 | 18) => ({
  globalSetup: ['src/testing/postgres-global-setup.ts'],
  setupFiles: ['src/testing/postgres-leaks.ts'],
  env: { SAFELIGHT_TEST_PG: String(major) },
})

const postgres15 = findPostgres15()
if ('missing' in postgres15 && !process.env.VITEST_WORKER_ID) {
  console.warn(`SKIPPED: the engine tests on PostgreSQL 15: ${postgres15.missing}.`)
}

export default defineConfig({
  test: {
    // times are held to their bars one file after another: a file beside takes half of the machine
    maxWorkers: process.env.SAFELIGHT_STRICT_TIMES === '1' ? 1 : 3,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{src,simulators,conformance,bench,chaos,scripts}/**/*.test.{ts,tsx}'],
          exclude: [...EVERYWHERE, ...NEEDS_MORE],
          // For what hangs, not for what is slow on a busy machine: some draw pictures, some start real processes.
          testTimeout: 30_000,
          hookTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'engine-pg18',
          include: ['src/**/*.db.test.ts'],
          exclude: EVERYWHERE,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
          ...database(18),
        },
      },
      ...('missing' in postgres15 || onCi
        ? []
        : [
            {
              test: {
                name: 'engine-pg15',
                include: ['src/{engine,postgres,testing}/**/*.db.test.ts'],
                exclude: EVERYWHERE,
                testTimeout: 30_000,
                hookTimeout: 60_000,
                sequence: { groupOrder: 0 },
                ...database(15),
              },
            },
          ]),
      {
        test: {
          name: 'http',
          include: ['{src,simulators}/**/*.http.test.ts'],
          exclude: EVERYWHERE,
          testTimeout: 60_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
          ...database(18),
        },
      },
      // After the others: each drives a whole Safelight, a browser or a crowd of killed processes, and mostly waits for it.
      {
        test: {
          name: 'e2e',
          include: ['e2e/**/*.e2e.test.ts'],
          exclude: EVERYWHERE,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
          ...database(18),
        },
      },
      {
        test: {
          name: 'chaos',
          include: ['{chaos,conformance}/**/*.chaos.test.ts'],
          exclude: EVERYWHERE,
          testTimeout: 300_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
          ...database(18),
        },
      },
    ],
  },
})
