/** Scenes with their pictures, clips and voices, and finished videos, as they cross the wire. Pure. */
import type { VideoFilm, VideoPiece, VideoScene } from '../../api/video-contract.ts'
import type { Locale } from '../../messages/locale.ts'
import { videoProgress } from '../../messages/studios/video-progress.ts'
import { failureWords } from './progress.ts'
import { concerns, type FilmView, type Piece, type SceneView } from './state.ts'
import { isOpen } from './statechart.ts'

export const fileUrl = (id: string): string => `/api/files/${id}`

export function presentScene({ scene, number, picture, clip, voice, rewrite }: SceneView, locale: Locale): VideoScene {
  const { id, title, narration, shot, seconds } = scene
  return {
    id,
    number,
    title,
    narration,
    shot,
    seconds,
    picture: presentPiece('picture', picture, locale),
    clip: presentPiece('clip', clip, locale),
    voice: voice === null ? null : presentPiece('voice', voice, locale),
    // one that is done is in the scene
    rewrite: rewrite === null || rewrite.status === 'completed' ? null : presentPiece('rewrite', { digest: null, made: null, fresh: false, newest: rewrite }, locale),
  }
}

function presentPiece(of: 'picture' | 'clip' | 'voice' | 'rewrite', piece: Piece, locale: Locale): VideoPiece {
  const { made, fresh, newest } = piece
  const words = videoProgress[locale].piece
  // how one ended that was asked for before the scene was edited is history
  const job = newest !== null && newest.status !== 'completed' && (isOpen(newest.status) || concerns(piece)) ? newest : null
  const status = job !== null && (isOpen(job.status) || !fresh) ? job.status : fresh ? 'completed' : 'none'
  // one more was asked for and failed: what was there before is still there
  const error = job?.status === 'failed' ? failureWords(locale, job) : null
  return {
    status,
    progress: status === 'completed' ? 100 : job !== null && isOpen(job.status) ? job.progress : 0,
    message: pieceMessage(),
    error: error && { code: error.code, message: error.message, advice: error.advice },
    jobId: (job ?? made?.job)?.id ?? null,
    fileId: made?.file.id ?? null,
    url: made === null ? null : fileUrl(made.file.id),
    previewUrl: made?.preview ? fileUrl(made.preview.id) : null,
    placeholder: made?.file.placeholder ?? made?.preview?.placeholder ?? null,
    stale: made !== null && !fresh,
    outcomeUnknown: job?.phase === 'unknown',
    cancelRequested: job !== null && job.cancel_requested && isOpen(job.status),
  }

  function pieceMessage(): string {
    const shared = videoProgress[locale]
    if (job?.phase === 'unknown') return shared.outcomeUnknown
    if (job !== null && job.cancel_requested && isOpen(job.status)) return shared.cancelRequested
    if (error !== null) return error.message
    switch (status) {
      case 'none':
        return made === null ? words.none[of] : words.stale[of]
      case 'processing':
        if (job?.phase === 'collecting') return shared.saving
        if (job?.phase === 'submitted' && job.progress === 0) return shared.atProvider
        return words.percent(words.processing[of], job?.progress ?? 0)
      case 'pending':
        return job?.phase === 'delayed' ? shared.retrying : words.pending
      default:
        return words[status]
    }
  }
}

export const presentFilm = ({ job, file, preview, subtitles }: FilmView, current: boolean): VideoFilm => ({
  jobId: job.id,
  current,
  seconds: file.seconds,
  fileId: file.id,
  url: fileUrl(file.id),
  previewUrl: preview === null ? null : fileUrl(preview.id),
  subtitlesUrl: subtitles === null ? null : fileUrl(subtitles.id),
  bytes: file.bytes,
  width: file.width,
  height: file.height,
  createdAt: new Date(job.created_at).toISOString(),
})
