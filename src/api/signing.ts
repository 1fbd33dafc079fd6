/** Short-lived proofs that travel in an address: for a file, or for opening a WebSocket. */
import { createHmac, timingSafeEqual } from 'node:crypto'

/** `purpose` keeps a proof for one thing from being good for another. `expires` is in Unix seconds. */
export type Signer = {
  sign(purpose: 'file' | 'ticket', id: string, expires: number): string
  /** true where the signature is ours and not past its time */
  verify(purpose: 'file' | 'ticket', id: string, expires: number, signature: string): boolean
}

export function createSigner(secret: string, nowMs: () => number = Date.now): Signer {
  const sign: Signer['sign'] = (purpose, id, expires) => createHmac('sha256', secret).update(`${purpose}\n${id}\n${expires}`).digest('base64url')
  return {
    sign,
    verify(purpose, id, expires, signature) {
      if (!Number.isSafeInteger(expires) || expires * 1000 < nowMs()) return false
      const expected = Buffer.from(sign(purpose, id, expires))
      const given = Buffer.from(signature)
      return given.length === expected.length && timingSafeEqual(given, expected)
    },
  }
}
