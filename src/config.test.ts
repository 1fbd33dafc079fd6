import { readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { configurationMarkdown, readConfig, variables } from './config.ts'
import { StartupError } from './startup-error.ts'

test('an empty environment gives the documented defaults', () => {
  const config = readConfig({}, '/srv/app')
  expect(config).toMatchObject({
    port: 3000, host: '127.0.0.1', dataFolder: '/srv/app/.safelight', databaseUrl: null, bootstrap: null,
    prices: { image: 5, model3d: 20 }, logLevel: 'info', trustedProxies: 0,
  })
  expect(config.localThreads).toBeGreaterThanOrEqual(1)
})

test('everything wrong is listed together, in one sentence, without repeating a secret', () => {
  const names = ['PORT', 'LOG_LEVEL', 'SAFELIGHT_BOOTSTRAP_API_KEY', 'SAFELIGHT_PUBLIC_URL', 'S3_BUCKET', 'S3_ENDPOINT', 'S3_SECRET_ACCESS_KEY']
  const error = thrown(() => readConfig({ PORT: 'eighty', LOG_LEVEL: 'loud', SAFELIGHT_BOOTSTRAP_API_KEY: 'hunter2', SAFELIGHT_PUBLIC_URL: 'studio', S3_ENDPOINT: 'minio', S3_ACCESS_KEY_ID: 'k' }))
  expect(error).toBeInstanceOf(StartupError)
  expect(names.filter((name) => !error.message.includes(name))).toEqual([])
  expect(error.message).not.toMatch(/hunter2|\n/)
})

function thrown(act: () => unknown): Error {
  try {
    act()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

test('a blank variable counts as unset', () => {
  expect(readConfig({ PORT: ' ', DATABASE_URL: '', HOST: '' }).port).toBe(3000)
})

test.each(['-1', '65536', '1.5', '0x50', '1e3'])('PORT %s is refused', (PORT) => {
  expect(() => readConfig({ PORT })).toThrow(/PORT must be a whole number/)
})

test('the bootstrap key carries its credits', () => {
  expect(readConfig({ SAFELIGHT_BOOTSTRAP_API_KEY: 'k'.repeat(16) }).bootstrap).toEqual({ apiKey: 'k'.repeat(16), credits: 1000 })
  expect(readConfig({ SAFELIGHT_BOOTSTRAP_API_KEY: 'k'.repeat(16), SAFELIGHT_BOOTSTRAP_CREDITS: '7' }).bootstrap?.credits).toBe(7)
})

test('an object store: Amazon’s by default, with the machine’s own keys; or any other', () => {
  expect(readConfig({}).s3).toBeNull()
  expect(readConfig({ S3_BUCKET: 'films' }).s3).toEqual({ endpoint: null, bucket: 'films', region: 'us-east-1', keys: null })
  expect(readConfig({ S3_BUCKET: 'b', S3_ENDPOINT: 'http://minio:9000', S3_REGION: 'eu', S3_ACCESS_KEY_ID: 'k', S3_SECRET_ACCESS_KEY: 's' }).s3).toEqual({
    endpoint: 'http://minio:9000', bucket: 'b', region: 'eu', keys: { id: 'k', secret: 's' },
  })
})

test('where a provider is set to be, its results may be', () => {
  expect(readConfig({}).allowPrivateHosts).toEqual([])
  expect(readConfig({ SAFELIGHT_ALLOW_PRIVATE_HOSTS: 'store.lan', COMFYUI_URL: ' http://127.0.0.1:8188/comfy/ ' }).allowPrivateHosts).toEqual(['store.lan', 'http://127.0.0.1:8188'])
  expect(() => readConfig({ COMFYUI_URL: 'localhost' })).toThrow(/COMFYUI_URL must look like/)
})

test('every variable is documented once', () => {
  expect(new Set(variables.map((v) => v.name)).size).toBe(variables.length)
})

test('the page in the docs is this list', async () => {
  const file = new URL('../docs/configuration.md', import.meta.url)
  if (process.env.UPDATE_DOCS === '1') await writeFile(file, configurationMarkdown())
  expect(await readFile(file, 'utf8')).toBe(configurationMarkdown())
})
