import { type AddressInfo, type Socket, createServer } from 'node:net'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type TestDatabase, createTestDatabase, testPostgresMajor } from '../testing/postgres.ts'
import { StartupError } from '../startup-error.ts'
import { checkDatabase } from './connect.ts'

let database: TestDatabase
beforeAll(async () => void (database = await createTestDatabase()))
afterAll(() => database.drop())

async function refusal(url: string): Promise<{ code: string; message: string }> {
  const error = await checkDatabase(url).then(
    (version) => `accepted ${version}`,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(StartupError)
  const { code, message } = error as StartupError
  expect(message, 'one sentence').toMatch(/^[A-Z][^\n]*\.$/)
  expect(message).not.toContain('s3cret')
  return { code, message }
}

/** A server that answers every connection with these bytes, once the client has spoken. */
async function answering(bytes: (received: Buffer, socket: Socket) => Buffer): Promise<string> {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (received) => socket.destroyed || socket.write(bytes(received, socket)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    sockets.forEach((socket) => socket.destroy())
    server.close()
  })
  return `postgresql://ann:s3cret@127.0.0.1:${(server.address() as AddressInfo).port}/media`
}

function message(type: string, ...parts: (string | Buffer)[]): Buffer {
  const body = Buffer.concat(parts.map((part) => Buffer.from(part)))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length + 4)
  return Buffer.concat([Buffer.from(type), length, body])
}

const int16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255])
const int32 = (value: number): Buffer => Buffer.concat([int16(value >> 16), int16(value & 65_535)])
const READY = message('Z', 'I')

test('a good database answers its version', async () => {
  expect(await checkDatabase(database.url)).toMatch(new RegExp(`^${testPostgresMajor()}\\.`))
})

test.each(['', 'no address', 'mysql://localhost/media', 'postgresql://'])('malformed: %j', async (url) => {
  expect((await refusal(url)).code).toBe(url === 'postgresql://' ? 'database_unreachable' : 'database_url_malformed')
})

test('nobody listens', async () => {
  expect(await refusal('postgresql://ann:s3cret@127.0.0.1:1/media')).toEqual({
    code: 'database_unreachable',
    message: "Nothing answers at the database's address 127.0.0.1:1/media (DATABASE_URL).",
  })
})

test('no such host', async () => {
  expect((await refusal('postgresql://ann:s3cret@database.invalid/media')).code).toBe('database_unreachable')
})

test('no such database', async () => {
  const url = new URL(database.url)
  url.pathname = '/not_there'
  expect((await refusal(url.href)).code).toBe('database_not_found')
})

test('wrong password', async () => {
  const error = message('E', 'SFATAL\0', 'VFATAL\0', 'C28P01\0', 'Mpassword authentication failed for user "ann"\0', '\0')
  expect(await refusal(await answering(() => error))).toMatchObject({
    code: 'database_auth_failed',
    message: expect.stringContaining('password authentication failed for user "ann"'),
  })
})

test('PostgreSQL 14 is too old', async () => {
  const column = (name: string, type: number): Buffer =>
    Buffer.concat([Buffer.from(`${name}\0`), int32(0), int16(0), int32(type), int16(-1 & 0xffff), int32(-1), int16(0)])
  const value = (text: string): Buffer => Buffer.concat([int32(text.length), Buffer.from(text)])
  const rows = Buffer.concat([
    message('T', int16(2), column('version', 25), column('number', 23)),
    message('D', int16(2), value('14.19 (Debian 14.19-1)'), value('140019')),
    message('C', 'SELECT 1\0'),
    READY,
  ])
  const url = await answering((received) => (received[0] === 0x51 ? rows : Buffer.concat([message('R', int32(0)), READY])))
  const { code, message: text } = await refusal(url)
  expect(code).toBe('database_too_old')
  expect(text).toMatch(/^The database at 127\.0\.0\.1:\d+\/media is PostgreSQL 14\.19: Safelight needs PostgreSQL 15 or newer\.$/)
})

test('something else listens there', async () => {
  const http = await answering((_received, socket) => {
    setImmediate(() => socket.end())
    return Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')
  })
  expect((await refusal(http)).code).toBe('database_not_postgresql')
})
