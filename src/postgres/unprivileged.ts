import { spawnSync } from 'node:child_process'
import { chmod, chown, lchown, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { StartupError } from '../startup-error.ts'

/** How to run PostgreSQL's programs, which refuse to run as root. */
export type Identity = {
  /** Put before the program, for example `unshare --user ...`. */
  prefix: string[]
  /** For `spawn`. Undefined: as we are. */
  uid: number | undefined
  gid: number | undefined
  /** Who must own the data, as we see it. Undefined: whoever we are. */
  owner: { uid: number; gid: number } | undefined
}

const NOBODY = 65_534

const AS_WE_ARE: Identity = { prefix: [], uid: undefined, gid: undefined, owner: undefined }

/**
 * In a user namespace root looks like `nobody` to PostgreSQL while its files stay root's own, so this works even under
 * a folder only root may enter. Containers may forbid it.
 */
const IN_NAMESPACE: Identity = {
  prefix: ['unshare', '--user', `--map-user=${NOBODY}`],
  uid: undefined,
  gid: undefined,
  owner: { uid: 0, gid: 0 },
}

/**
 * Chooses the identity PostgreSQL runs under: ours, or, when we are root, the first of these that works here: the
 * non-root owner of the existing data, root disguised by a user namespace, `nobody`.
 *
 * @param program a program that must be reachable, asked for its `--version`
 * @param folder the folder that must be reachable
 * @throws StartupError `database_cannot_run_as_root`
 */
export async function chooseIdentity(program: string, folder: string, pgData: string, env: NodeJS.ProcessEnv): Promise<Identity> {
  if (process.getuid?.() !== 0) return AS_WE_ARE
  const owner = await stat(pgData).catch(() => null)
  const candidates = [IN_NAMESPACE, asUser(NOBODY, NOBODY)]
  if (owner && owner.uid !== 0) candidates.unshift(asUser(owner.uid, owner.gid))
  for (const candidate of candidates) {
    await admit(candidate, folder)
    if (canRun(candidate, program, folder, env)) return candidate
  }
  throw new StartupError(
    'database_cannot_run_as_root',
    `PostgreSQL does not run as root, and neither a user namespace nor the user "nobody" can reach ${folder}: start Safelight as an ordinary user, or put SAFELIGHT_DATA in a folder that every user may enter.`,
  )
}

/** Gives a file or folder to whom PostgreSQL runs as. */
export async function giveTo(identity: Identity, path: string): Promise<void> {
  if (identity.owner) await chown(path, identity.owner.uid, identity.owner.gid)
}

/** Gives a whole data folder to whom PostgreSQL runs as, if it belongs to somebody else. */
export async function giveTreeTo(identity: Identity, folder: string): Promise<void> {
  const { owner } = identity
  if (!owner || (await stat(folder)).uid === owner.uid) return
  for (const entry of await readdir(folder, { recursive: true })) await lchown(join(folder, entry), owner.uid, owner.gid)
  // The folder itself last: it is what a start interrupted half-way is judged by.
  await chown(folder, owner.uid, owner.gid)
}

/** Root's own data folder is closed to all others: lets this one user's group pass through it, not look into it. */
async function admit(identity: Identity, folder: string): Promise<void> {
  const found = await stat(folder)
  if (identity.gid === undefined || found.uid !== 0 || (found.mode & 0o001) !== 0) return
  await chown(folder, 0, identity.gid)
  await chmod(folder, (found.mode & 0o700) | 0o010)
}

function asUser(uid: number, gid: number): Identity {
  return { prefix: [], uid, gid, owner: { uid, gid } }
}

function canRun(identity: Identity, program: string, folder: string, env: NodeJS.ProcessEnv): boolean {
  const command = [...identity.prefix, '/bin/sh', '-c', '"$1" --version && test -x "$2"', 'sh', program, folder]
  const { status } = spawnSync(command[0]!, command.slice(1), {
    cwd: '/',
    env,
    stdio: 'ignore',
    ...(identity.uid === undefined ? {} : { uid: identity.uid, gid: identity.gid }),
  })
  return status === 0
}
