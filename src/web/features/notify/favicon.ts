import type { Tone } from '../../ui/StatusMark.tsx'

/** The tab's picture: the lamp at rest, a ring while it develops, a full ring when done, a cross when it failed. */
export function faviconFor(tone: Tone | null, percent: number): string {
  if (tone === null || tone === 'quiet') return '/favicon.svg'
  const c = 2 * Math.PI * 11
  const ring = (share: number, colour: string) =>
    `<circle cx="16" cy="16" r="11" fill="none" stroke="${colour}" stroke-opacity=".3" stroke-width="5"/><circle cx="16" cy="16" r="11" fill="none" stroke="${colour}" stroke-width="5" stroke-dasharray="${share * c} ${c}" transform="rotate(-90 16 16)"/>`
  const inner: Record<Exclude<Tone, 'quiet'>, string> = {
    waiting: ring(0, '#f2ae49'),
    developing: ring(Math.max(0.04, percent / 100), '#ff5440'),
    choose: '<circle cx="16" cy="16" r="9" fill="none" stroke="#f3ece6" stroke-width="4"/>',
    done: '<circle cx="16" cy="16" r="11" fill="#f3ece6"/><path d="M10.5 16.5l4 4 7.5-9" fill="none" stroke="#120d0c" stroke-width="3"/>',
    failed: '<path d="M9 9l14 14M23 9L9 23" stroke="#ffb3a5" stroke-width="4.5" stroke-linecap="round"/>',
  }
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#120d0c"/>${inner[tone]}</svg>`
  return `data:image/svg+xml,${encodeURIComponent(svg)}`
}
