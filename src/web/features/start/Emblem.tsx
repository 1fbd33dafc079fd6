import type { Studio } from '../../app/studios.ts'

const frames: Record<Studio['id'], string[]> = {
  imageTo3d: ['h-full', 'h-full', 'h-full', 'h-full'],
  film: ['h-full', 'h-full', 'h-full'],
  video: ['h-full'],
  photography: ['h-full', 'h-full'],
}

/** Film that develops, cut as the studio cuts it. */
export function Emblem({ id }: { id: Studio['id'] }) {
  return (
    <div aria-hidden="true" className="film flex h-36 gap-1.5 p-3">
      {frames[id].map((look, i) => (
        <div
          key={i}
          className={`frame frame-developing frame-ornament aspect-auto! flex-1 rounded-sm ${look}`}
          style={{ opacity: 1 - i * 0.2, animationDelay: `${i * -1.3}s` }}
        />
      ))}
    </div>
  )
}
