/**
 * A small rasteriser. It answers one question, which triangle is seen at each sample, and leaves all shading to others:
 * that way a sample is shaded once, however many surfaces lie behind it.
 */
export type Visible = {
  width: number
  height: number
  /** index of the triangle seen, plus one; 0 where nothing is */
  triangle: Uint32Array
  /** 1 / distance along the view axis (larger is nearer); for parallel views: any depth that grows towards the eye */
  nearness: Float32Array
}

export function blankView(width: number, height: number): Visible {
  return { width, height, triangle: new Uint32Array(width * height), nearness: new Float32Array(width * height) }
}

/**
 * Draws triangles whose corners are already in sample coordinates: `corners` holds x, y, nearness per vertex.
 * A corner with nearness <= 0 lies behind the eye and its triangles are left out.
 */
export function rasterise(view: Visible, corners: Float32Array, indices: Uint32Array, triangleCount: number, skip?: (triangle: number) => boolean): void {
  const { width, height, triangle, nearness } = view
  for (let t = 0; t < triangleCount; t++) {
    if (skip?.(t)) continue
    const i = indices[3 * t]! * 3, j = indices[3 * t + 1]! * 3, k = indices[3 * t + 2]! * 3
    const na = corners[i + 2]!, nb = corners[j + 2]!, nc = corners[k + 2]!
    if (na <= 0 || nb <= 0 || nc <= 0) continue
    const ax = corners[i]!, ay = corners[i + 1]!, bx = corners[j]!, by = corners[j + 1]!, cx = corners[k]!, cy = corners[k + 1]!
    const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    if (area === 0) continue
    const minX = Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 0.5)), maxX = Math.min(width - 1, Math.floor(Math.max(ax, bx, cx) - 0.5))
    const minY = Math.max(0, Math.ceil(Math.min(ay, by, cy) - 0.5)), maxY = Math.min(height - 1, Math.floor(Math.max(ay, by, cy) - 0.5))
    if (minX > maxX || minY > maxY) continue
    const inv = 1 / area
    // barycentric weights are affine in x and y: step them instead of recomputing
    const ux = (by - cy) * inv, uy = (cx - bx) * inv, vx = (cy - ay) * inv, vy = (ax - cx) * inv
    const px = minX + 0.5, py = minY + 0.5
    let u0 = ((bx - px) * (cy - py) - (by - py) * (cx - px)) * inv
    let v0 = ((cx - px) * (ay - py) - (cy - py) * (ax - px)) * inv
    const nx = na * ux + nb * vx - nc * (ux + vx)
    for (let y = minY; y <= maxY; y++, u0 += uy, v0 += vy) {
      // the span where all three weights are >= 0, solved rather than searched: long thin triangles are common here
      let from = minX, to = maxX
      const w0 = 1 - u0 - v0, wx = -ux - vx
      if (ux > 0) from = Math.max(from, minX + Math.ceil(-u0 / ux)); else if (ux < 0) to = Math.min(to, minX + Math.floor(-u0 / ux)); else if (u0 < 0) continue
      if (vx > 0) from = Math.max(from, minX + Math.ceil(-v0 / vx)); else if (vx < 0) to = Math.min(to, minX + Math.floor(-v0 / vx)); else if (v0 < 0) continue
      if (wx > 0) from = Math.max(from, minX + Math.ceil(-w0 / wx)); else if (wx < 0) to = Math.min(to, minX + Math.floor(-w0 / wx)); else if (w0 < 0) continue
      if (from > to) continue
      let n = na * u0 + nb * v0 + nc * w0 + nx * (from - minX)
      for (let p = y * width + from, end = y * width + to; p <= end; p++, n += nx) {
        if (n > nearness[p]!) {
          nearness[p] = n
          triangle[p] = t + 1
        }
      }
    }
  }
}
