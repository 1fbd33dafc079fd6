/** At most one tab at a time runs `lead`; when it closes, another takes over. Returns how to step back. */
export function elect(name: string, lead: () => () => void): () => void {
  return 'locks' in navigator && navigator.locks ? electByLock(name, lead) : electByLease(name, lead)
}

function electByLock(name: string, lead: () => () => void): () => void {
  const stop = new AbortController()
  void navigator.locks
    .request(name, { signal: stop.signal }, () => {
      if (stop.signal.aborted) return
      const resign = lead()
      return new Promise<void>((done) => stop.signal.addEventListener('abort', () => (resign(), done()), { once: true }))
    })
    .catch(() => {})
  return () => stop.abort()
}

const leaseMs = 4_000

/**
 * Web Locks exist only in secure contexts; a Safelight on a home network is often plain HTTP. A lease in
 * localStorage is weaker (two leaders for a moment are possible, and harmless: events may arrive twice).
 */
function electByLease(name: string, lead: () => () => void): () => void {
  const me = `${Date.now()}-${Math.random()}`
  let resign: (() => void) | null = null
  const beat = () => {
    type Lease = { id: string; until: number }
    let holder: Lease
    try {
      const stored = JSON.parse(localStorage.getItem(name) ?? 'null') as Lease | null
      holder = stored ?? { id: me, until: 0 }
      if (holder.until < Date.now() || holder.id === me) {
        localStorage.setItem(name, JSON.stringify({ id: me, until: Date.now() + leaseMs }))
        holder = { id: me, until: 0 }
      }
    } catch {
      holder = { id: me, until: 0 }
    }
    if (holder.id === me) resign ??= lead()
    else if (resign !== null) {
      resign()
      resign = null
    }
  }
  const release = () => {
    resign?.()
    if (resign !== null) {
      try {
        localStorage.removeItem(name)
      } catch {
        // nothing was written then
      }
    }
    resign = null
  }
  beat()
  const timer = setInterval(beat, leaseMs / 3)
  window.addEventListener('pagehide', release)
  return () => {
    clearInterval(timer)
    window.removeEventListener('pagehide', release)
    release()
  }
}
