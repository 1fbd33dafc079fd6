/**
 * A reason why Safelight cannot start that its operator can mend.
 *
 * The message is one plain sentence; the top level prints it alone (no stack trace) and exits with code 1.
 * `code` is stable and may be matched by tests and scripts.
 */
export class StartupError extends Error {
  readonly code: StartupErrorCode

  constructor(code: StartupErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StartupError'
    this.code = code
  }
}

export type StartupErrorCode =
  | 'data_folder_unwritable'
  | 'data_folder_in_use'
  | 'data_folder_corrupted'
  | 'data_folder_other_version'
  | 'disk_full'
  | 'database_binaries_missing'
  | 'database_cannot_run_as_root'
  | 'database_start_failed'
  | 'database_url_malformed'
  | 'database_unreachable'
  | 'database_auth_failed'
  | 'database_not_found'
  | 'database_too_old'
  | 'database_not_postgresql'
  | 'storage_unreachable'
  | 'storage_bucket_missing'
  | 'storage_auth_failed'
  | 'port_taken'
  | 'config_invalid'
  | 'ffmpeg_missing'

/** The single line of an error, whatever was thrown: for embedding in a startup sentence. */
export function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  return text.trim().split('\n')[0] ?? ''
}
