/** Words of the box that takes files; loaded with it. */
const files = (n: number) => `${n} ${n === 1 ? 'file' : 'files'}`

export const uploadsEn = {
  drop: 'Drop files here',
  choose: 'Choose files',
  camera: 'Take a photo',
  paste: 'or paste from the clipboard',
  takes: {
    image: 'PNG, JPEG, WebP or AVIF, up to 50 MB and 64 megapixels',
    video: 'MP4, WebM or MOV, up to 200 MB',
    speech: 'WAV or MP3, up to 50 MB',
  },
  private: 'Location and camera data are removed before anything is kept.',
  list: 'Files',
  waiting: 'Waiting',
  sending: (percent: number) => `${percent}%`,
  checking: 'Checking…',
  done: 'Ready',
  cancel: (name: string) => `Cancel ${name}`,
  remove: (name: string) => `Remove ${name}`,
  retry: (name: string) => `Try ${name} again`,
  retryShort: 'Try again',
  unnamed: 'Pasted picture',
  tooMany: (max: number) => `At most ${files(max)}; the rest was left out.`,
  tooLarge: (mb: number) => `The file is larger than ${mb} MB.`,
  gone: 'This browser no longer has the file. Choose it again.',
  offline: 'No connection. It goes on by itself when there is one.',
  progress: (done: number, total: number) => `${done} of ${total} ready`,
  failed: (name: string, why: string) => `${name}: ${why}`,
  changes: {
    turned_upright: 'turned upright',
    colours_converted: 'colours converted for screens',
    first_frame: 'first frame kept',
    format_changed: 'converted',
  },
}
export type UploadWords = typeof uploadsEn
