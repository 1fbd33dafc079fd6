import type { ComponentProps } from 'react'

/** A clip or film with controls; before it is played only its length is read. */
export function Clip(props: ComponentProps<'video'> & { src: string; 'aria-label': string }) {
  // what a model filmed has no script that captions could be made from
  // oxlint-disable-next-line jsx-a11y/media-has-caption
  return <video controls playsInline preload="metadata" {...props} />
}
