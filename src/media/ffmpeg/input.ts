/**
 * How a file that somebody else made is given to ffmpeg: as a local file in one of the usual containers, and nothing else. A
 * playlist that calls itself a video could otherwise name files of this machine or addresses of its network.
 */
const containers = 'mov,matroska,webm,avi,mpegts,mpeg,flv,ogg,wav,mp3,flac,aac,gif,asf'

/** more than 8K; a frame of this takes about 50 MB */
const pixelsMax = 8192 * 4352

/** Options of its own go before these. */
export const inputOf = (path: string): string[] => ['-protocol_whitelist', 'file', '-format_whitelist', containers, '-i', `file:${path}`]

/** The same for pictures: refuses frames of absurd size before they are decoded. */
export const videoInputOf = (path: string): string[] => ['-max_pixels', `${pixelsMax}`, ...inputOf(path)]
