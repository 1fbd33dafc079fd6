/** A progress bar of a real figure. Named by the text beside it; announced per stage elsewhere, not per percent. */
export function Bar({ percent, label, waiting = false }: { percent: number; label: string; waiting?: boolean }) {
  return (
    <div className="relative h-1.5 overflow-hidden rounded-full bg-line">
      <progress aria-label={label} max={100} value={Math.round(percent)} className="absolute inset-0 opacity-0" />
      <div
        aria-hidden="true"
        className={`h-full origin-left rounded-full transition-transform duration-200 ease-out ${waiting ? 'bg-amber' : 'bg-red'}`}
        style={{ transform: `scaleX(${Math.max(0.015, percent / 100)})` }}
      />
    </div>
  )
}
